import type { RedisClientType } from 'redis';

export type Client = RedisClientType;

export interface Limiter {
  take(id: string): Promise<boolean>;
  giveBack(id: string): Promise<void>;
}

export interface Options {
  key: string;
  limit: number;
  windowMs: number;
}

/**
 * Redis runs a script from its first line to its last with nothing in between, so nobody sees half of it, and nobody can die in
 * it. Ids are kept, and not their number: asking twice is then the same as asking once.
 */
const takeScript = `
  local key, id = KEYS[1], ARGV[1]
  local limit, window = tonumber(ARGV[2]), ARGV[3]
  if redis.call('SISMEMBER', key, id) == 1 then return 1 end
  local taken = redis.call('SCARD', key)
  if taken >= limit then return 0 end
  redis.call('SADD', key, id)
  -- Only the first one begins a window. Its end is a duration, so that Redis alone looks at a clock.
  if taken == 0 then redis.call('PEXPIRE', key, window) end
  return 1
`;

export function createLimiter(client: Client, { key, limit, windowMs }: Options): Limiter {
  return {
    async take(id) {
      // The script goes along each time: a Redis that was started anew knows none by its hash.
      const has = await client.eval(takeScript, {
        keys: [key],
        arguments: [id, String(limit), String(windowMs)],
      });
      return has === 1;
    },
    async giveBack(id) {
      // One command. The set of a window that is over, or without that id, stays as it is.
      await client.sRem(key, id);
    },
  };
}
