// Measures in a process of its own, whose threadpool has the size it was given.
import { pbkdf2 } from 'node:crypto';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { createServer, connect, type AddressInfo } from 'node:net';
import { promisify } from 'node:util';

// #region work
const hash = (): Promise<Buffer> =>
  promisify(pbkdf2)('secret', 'salt', 100_000, 32, 'sha256');
const hashes = (n: number): Promise<Buffer>[] =>
  Array.from({ length: n }, hash);

const server = createServer((socket) => socket.end('hello'));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;

/** An address in digits: a name would need dns.lookup, and so the pool. */
const roundTrip = (): Promise<unknown> =>
  once(connect(port, '127.0.0.1').resume(), 'close');

const time = async (run: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await run();
  return performance.now() - start;
};

const ways = {
  'eight hashes': () => time(() => Promise.all(hashes(8))),
  'stat behind four hashes': async () => {
    const busy = hashes(4);
    const waited = await time(() => stat('.'));
    await Promise.all(busy);
    return waited;
  },
  'socket beside four hashes': async () => {
    const busy = hashes(4);
    const waited = await time(roundTrip);
    await Promise.all(busy);
    return waited;
  },
};
// #endregion work

export type Times = Record<keyof typeof ways, number>;
const names = Object.keys(ways) as (keyof Times)[];
const samples = names.map((): number[] => []);
// Round 0 starts the pool's threads and does not count.
for (let round = 0; round <= 5; round++) {
  for (const [i, name] of names.entries()) {
    const taken = await ways[name]();
    if (round > 0) samples[i]!.push(taken);
  }
}
server.close();

const median = (list: number[]): number =>
  Number(list.toSorted((a, b) => a - b)[2]!.toFixed(1));
process.send!(
  Object.fromEntries(names.map((name, i) => [name, median(samples[i]!)])),
);
process.disconnect();
