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
};
