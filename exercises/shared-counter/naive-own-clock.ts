/**
 * Compares the beginning of the window with `Date.now()`: for a process whose clock is fast it is over already.
 *
 * @zh 拿窗口的开始和 `Date.now()` 比：时钟快的进程会以为它早就结束了。
 * @fails clocks
 */
import type { Client, Limiter, Options } from './skeleton.ts';

const takeScript = `
  local key, id = KEYS[1], ARGV[1]
  local limit, window, now = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
  local start = tonumber(redis.call('HGET', key, 'start') or '0')
  if now - start >= window then redis.call('DEL', key) end
  if redis.call('HEXISTS', key, 'id:' .. id) == 1 then return 1 end
  local fields = redis.call('HLEN', key)
  if fields > limit then return 0 end
  if fields <= 1 then
    redis.call('HSET', key, 'start', now)
    redis.call('PEXPIRE', key, window)
  end
  redis.call('HSET', key, 'id:' .. id, '')
  return 1
`;

export function createLimiter(client: Client, { key, limit, windowMs }: Options): Limiter {
  return {
    async take(id) {
      const numbers = [limit, windowMs, Date.now()].map(String);
      const options = { keys: [key], arguments: [id, ...numbers] };
      return (await client.eval(takeScript, options)) === 1;
    },
    async giveBack(id) {
      await client.hDel(key, `id:${id}`);
    },
  };
}
