import { setTimeout as sleep } from 'node:timers/promises';
import { Piscina } from 'piscina';
import type { Proofs } from '../../proving.ts';
import { program } from '../../proving.ts';

export const proofs: Proofs = {
  /**
   * A timer that a task of Piscina leaves running, a second after the task, by the option `atomics`.
   * @zh Piscina 的任务留下一个定时器，任务做完一秒之后，按 `atomics` 选项看。
   */
  'piscina-atomics': async () => {
    const filename = program(
      `export default (cell) => { setInterval(() => Atomics.add(cell, 0, 1), 10); };`,
    );
    const seen: Record<string, string> = {};
    for (const atomics of [undefined, 'async', 'disabled'] as const) {
      const pool = new Piscina({
        filename,
        minThreads: 1,
        maxThreads: 1,
        ...(atomics && { atomics }),
      });
      const cell = new Int32Array(new SharedArrayBuffer(4));
      await pool.run(cell);
      for (
        let waited = 0;
        waited < 1000 && Atomics.load(cell, 0) === 0;
        waited += 10
      )
        await sleep(10);
      seen[atomics ?? 'by default'] =
        Atomics.load(cell, 0) > 0 ? 'it runs' : 'it stands still';
      await pool.destroy();
    }
    return seen;
  },

  /**
   * `close()` of Piscina while two threads work: one task waits for a word, which comes then, the other runs for twenty seconds.
   * @zh Piscina 的两个线程都在干活时调用 `close()`：一个任务在等一句话，随后就等到了；另一个要跑二十秒。
   */
  'piscina-close': async () => {
    const filename = program(
      `export default ({ begun, cell, limit }) => {
        Atomics.add(begun, 0, 1);
        Atomics.wait(cell, 0, 0, limit);
      };`,
    );
    const pool = new Piscina({ filename, minThreads: 2, maxThreads: 2 });
    const [begun, word, never] = [0, 0, 0].map(
      () => new Int32Array(new SharedArrayBuffer(4)),
    ) as [Int32Array, Int32Array, Int32Array];
    const ends = Promise.allSettled([
      pool.run({ begun, cell: word, limit: Infinity }),
      pool.run({ begun, cell: never, limit: 20_000 }),
    ]);
    // Time: how often it looks.
    while (Atomics.load(begun, 0) < 2) await sleep(5);
    const closed = pool.close();
    Atomics.store(word, 0, 1);
    Atomics.notify(word, 0);
    const [first, second] = (await ends).map((end) =>
      end.status === 'fulfilled' ? 'answered' : String(end.reason),
    );
    await closed;
    return { 'the first': first!, 'the second': second! };
  },
};
