/**
 * Counts in a script, so that nothing comes in between, but counts calls: who asks again after a lost answer takes a second place.
 *
 * @zh 在脚本里计数，中间插不进别的，但数的是调用次数：答复丢了再问一次，就又占一个位置。
 * @fails lost-answer
 */
import type { Client, Limiter, Options } from './skeleton.ts';

const takeScript = `
  local taken = tonumber(redis.call('GET', KEYS[1]) or '0')
  if taken >= tonumber(ARGV[1]) then return 0 end
  redis.call('INCR', KEYS[1])
  if taken == 0 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
  return 1
`;
const giveBackScript = `
  if tonumber(redis.call('GET', KEYS[1]) or '0') > 0 then redis.call('DECR', KEYS[1]) end
`;

export function createLimiter(client: Client, { key, limit, windowMs }: Options): Limiter {
  return {
    async take(id) {
      // The one who asks knows its own places.
      const options = { keys: [key], arguments: [String(limit), String(windowMs), id] };
      return (await client.eval(takeScript, options)) === 1;
    },
    async giveBack() {
      await client.eval(giveBackScript, { keys: [key] });
    },
  };
}
