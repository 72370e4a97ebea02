import { setTimeout as sleep } from 'node:timers/promises';
import { Piscina } from 'piscina';
import { program, type Proofs } from '../../proving.ts';

export const proofs: Proofs = {
  /**
   * Names of Piscina 4 with Piscina 5: the option `useAtomics: false`, `runTask()`, `waitTime`.
   * @zh 在 Piscina 5 上用 Piscina 4 的名字：选项 `useAtomics: false`、`runTask()`、`waitTime`。
   */
  'piscina-old-names': async () => {
    const filename = program(
      `export default (cell) => { setInterval(() => Atomics.add(cell, 0, 1), 10); };`,
    );
    const options = { filename, maxThreads: 1, useAtomics: false };
    const pool = new Piscina(options);
    const cell = new Int32Array(new SharedArrayBuffer(4));
    await pool.run(cell);
    // Time: in which a timer of the thread would run.
    for (let i = 0; i < 100 && Atomics.load(cell, 0) === 0; i++)
      await sleep(10);
    const runs = Atomics.load(cell, 0) > 0;
    const old = pool as unknown as Record<string, unknown>;
    const seen = {
      'useAtomics: false': runs
        ? 'a timer of the thread runs'
        : 'no error, a timer of the thread stands still',
      'runTask()': typeof old.runTask === 'function' ? 'there' : 'not there',
      waitTime: old.waitTime === undefined ? 'undefined' : 'there',
      'histogram.waitTime':
        typeof pool.histogram.waitTime === 'object' ? 'there' : 'not there',
    };
    await pool.destroy();
    return seen;
  },
};
