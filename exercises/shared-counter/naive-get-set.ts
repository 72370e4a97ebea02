/**
 * Reads how many there are, then writes one more: two processes read the same number.
 *
 * @zh 先读有多少，再写回多一个：两个进程读到同一个数。
 * @fails between
 */
import type { Client, Limiter, Options } from './skeleton.ts';

export function createLimiter(client: Client, { key, limit, windowMs }: Options): Limiter {
  const read = async (): Promise<string[]> => JSON.parse((await client.get(key)) ?? '[]');
  return {
    async take(id) {
      const ids = await read();
      if (ids.includes(id)) return true;
      if (ids.length >= limit) return false;
      const expiration = ids.length > 0 ? 'KEEPTTL' : ({ type: 'PX', value: windowMs } as const);
      await client.set(key, JSON.stringify([...ids, id]), { expiration });
      return true;
    },
    async giveBack(id) {
      const ids = await read();
      if (!ids.includes(id)) return;
      const others = JSON.stringify(ids.filter((other) => other !== id));
      await client.set(key, others, { condition: 'XX', expiration: 'KEEPTTL' });
    },
  };
}
