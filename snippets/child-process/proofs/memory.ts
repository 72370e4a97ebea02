import { run, type Proofs } from '../../proving.ts';

export const proofs: Proofs = {
  /**
   * A process that has more memory mapped than the machine has, none of it touched: what does `spawn` give? (Linux)
   * @zh 进程映射的内存比机器有的还多，一点也没碰过：`spawn` 给出什么？（Linux）
   */
  'spawn-no-memory': async () => {
    // Linux copies no single mapping that is larger than all memory. Pieces that lie side by side count as one, and
    // whole GiB, malloc's header included, do lie side by side.
    const { stdout } = await run(`
      import { spawn } from 'node:child_process';
      import { readFileSync } from 'node:fs';
      const kilobytes = readFileSync('/proc/meminfo', 'utf8').match(/(?<=(Mem|Swap)Total: +)\\d+/g);
      const gibibytes = Math.ceil((1.5 * (Number(kilobytes[0]) + Number(kilobytes[1]))) / 2 ** 20);
      const kept = Array.from({ length: gibibytes }, () => new ArrayBuffer(2 ** 30 - 4096));
      try {
        spawn('true').on('error', ({ code }) => console.log("'error'", code))
          .on('exit', (code) => console.log('exit', code));
      } catch ({ code }) { console.log('throws', code); }
      kept.length = 0;`);
    return stdout;
  },
};
