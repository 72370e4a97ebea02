import { constants } from 'node:buffer';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lines, thrown } from '../../proving-messages.ts';
import { run, type Proofs } from '../../proving.ts';

/** What V8 says when the heap of a program is full. */
async function fatal(source: string, flag: string): Promise<string> {
  const { stderr } = await run(source, { execArgv: [flag] });
  return lines(stderr, /^(FATAL ERROR|# Fatal)/);
}

export const proofs: Proofs = {
  /**
   * A heap that fills up a little each turn, and one that is full of a Map.
   * @zh 堆每一轮增加一点直到占满；以及被一个 Map 占满。
   */
  'errors-heap-limit': async () => ({
    'a little each turn': await fatal(
      `const all = []; setInterval(() => {
        for (let i = 0; i < 2000; i += 1) all.push({ i, text: 'x' + i });
      }, 0);`,
      '--max-old-space-size=24',
    ),
    'a Map': await fatal(
      `const all = new Map(); for (let i = 0; ; i += 1) all.set(i, {});`,
      '--max-old-space-size=32',
    ),
  }),

  /**
   * A value larger than V8 or Node.js makes one.
   * @zh 超过 V8 或 Node.js 上限的值。
   */
  'errors-too-large': async () => {
    const sparse = join(tmpdir(), 'dump.bin');
    writeFileSync(sparse, '');
    truncateSync(sparse, constants.MAX_STRING_LENGTH + 1000);
    return {
      'a text': await thrown(() => 'x'.repeat(constants.MAX_STRING_LENGTH + 1)),
      'an array': await thrown(() => new Array(-1)),
      'an ArrayBuffer': await thrown(() => new ArrayBuffer(2 ** 53 - 1)),
      'a Buffer': await thrown(() => Buffer.alloc(2 ** 53)),
      'a recursion': await thrown(function again(): void {
        again();
      }),
      'a file as text': await thrown(() => readFileSync(sparse, 'utf8')),
      'an argument list': await thrown(() =>
        Math.max(...new Array<number>(10_000_000).fill(0)),
      ),
    };
  },

  /**
   * A process may have no more memory of the system.
   * @zh 系统不再给进程内存。
   */
  'errors-address-space': async () => {
    const { stdout } = await run(`
      const all = [];
      try { for (;;) all.push(new ArrayBuffer(2 ** 36)); }
      catch (error) { console.log(error.name + ': ' + error.message); }`);
    return stdout;
  },
};
