/**
 * Counts with `INCR`, which is one step, and sets the end with `PEXPIRE`, which is another: who dies in between leaves a counter
 * for ever.
 *
 * @zh 用 `INCR` 计数，这是一步；再用 `PEXPIRE` 设结束时间，这是另一步：死在中间，计数器就永远留着。
 * @fails expires
 */
import type { Client, Limiter, Options } from './skeleton.ts';

export function createLimiter(client: Client, { key, limit, windowMs }: Options): Limiter {
  return {
    async take() {
      const taken = await client.incr(key);
      if (taken === 1) await client.pExpire(key, windowMs);
      if (taken <= limit) return true;
      await client.decr(key);
      return false;
    },
    async giveBack() {
      await client.decr(key);
    },
  };
}
