import {
  exec,
  execFile,
  execFileSync,
  execSync,
  spawnSync,
  type ExecException,
} from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { attempt, nameOf, type Proofs } from '../../proving.ts';

const node = process.execPath;
const mebibyte = 1024 * 1024;

/** A shell that ends with `code` when it is asked to. It is there at once, also on a busy machine. */
const polite = (code: number): string =>
  `echo half; trap 'exit ${code}' TERM; while :; do sleep 1 & wait $!; done`;

/** What an error of `exec` says of its cause. */
const flags = (error: ExecException | null): string =>
  error
    ? `code ${error.code}, killed ${error.killed}, signal ${error.signal}`
    : 'no error';

/** What `exec` tells its callback of such a program, after its time limit. */
const told = (code: number): Promise<string> =>
  new Promise((resolve) => {
    exec(polite(code), { timeout: 1000 }, (error, stdout) =>
      resolve(error ? flags(error) : `no error, stdout "${stdout.trim()}"`),
    );
  });

/** A script that prints `text` so many times, to stdout and to stderr. */
const print = (text: string, stdout: number, stderr = 0): string[] => [
  '-e',
  `process.stdout.write(${JSON.stringify(text)}.repeat(${stdout}));
   process.stderr.write(${JSON.stringify(text)}.repeat(${stderr}))`,
];

interface Printed {
  error: ExecException | null;
  stdout: string;
}
const printed = (args: string[], maxBuffer?: number): Promise<Printed> =>
  new Promise((resolve) => {
    const options = maxBuffer === undefined ? {} : { maxBuffer };
    execFile(node, args, options, (error, stdout) =>
      resolve({ error: error as ExecException | null, stdout }),
    );
  });
const codeOf = ({ error }: Printed): string => String(error?.code ?? 'fine');

export const proofs: Proofs = {
  /**
   * `exec` with a `timeout`, and a child that handles SIGTERM and ends by itself.
   * @zh `exec` 带 `timeout`，子进程自己处理 SIGTERM 后退出。
   */
  'exec-timeout-handled': async () => ({
    'exit 0': await told(0),
    'exit 7': await told(7),
  }),

  /**
   * `spawnSync` with a `timeout`, and a child that handles SIGTERM and ends with 0.
   * @zh `spawnSync` 带 `timeout`，子进程处理 SIGTERM 后以 0 退出。
   */
  'spawn-sync-timeout-handled': () => {
    const { status, error } = spawnSync('sh', ['-c', polite(0)], {
      timeout: 1000,
    });
    return `status ${status}, ${(error as NodeJS.ErrnoException | undefined)?.code ?? 'no error'}`;
  },

  /**
   * SIGTERM ends a program that `exec` started: who sent it?
   * @zh SIGTERM 结束了 `exec` 启动的程序：是谁发的？
   */
  'exec-killed-flag': async () => {
    const ended = (
      line: string,
      options: { timeout?: number; signal?: AbortSignal } = {},
      then: (child: ReturnType<typeof exec>) => void = () => {},
    ): Promise<string> =>
      new Promise((resolve) => {
        const child = exec(line, options, (error) => resolve(flags(error)));
        then(child);
      });
    return {
      'its own timeout': await ended('exec sleep 30', { timeout: 300 }),
      'your kill()': await ended('exec sleep 30', {}, (child) => child.kill()),
      'somebody else': await ended('kill -TERM $$'),
      'an abort': await ended('exec sleep 30', { signal: AbortSignal.abort() }),
    };
  },

  /**
   * `exec` with a `timeout`, and a child that ignores SIGTERM and ends later: when does the callback come?
   * @zh `exec` 带 `timeout`，子进程不理 SIGTERM，过后才结束：回调什么时候来？
   */
  'exec-timeout-ignored': async () => {
    const tried = async (last: string): Promise<string> => {
      const [got, go] = [`got ${last}`, `go ${last}`].map((name) =>
        join(tmpdir(), name),
      );
      const line = `trap 'touch "${got}"' TERM; while [ ! -e "${go}" ]; do sleep 0.1; done; ${last}`;
      let told: string | undefined;
      const child = exec(line, { timeout: 500 }, (error) => {
        told = flags(error);
      });
      const ended = once(child, 'close');
      while (!existsSync(got!)) await sleep(20);
      const early = told ?? 'no callback';
      writeFileSync(go!, '');
      await ended;
      return `${early} while it runs, then ${told}`;
    };
    return {
      'prints no more': await tried('exit 0'),
      'prints a last line': await tried('echo end'),
    };
  },

  /**
   * `execFile` of a program that writes 1 MiB, or one byte more, to either stream.
   * @zh `execFile` 启动的程序向某一个流写 1 MiB，或多一个字节。
   */
  'max-buffer-each-stream': async () => ({
    '1 MiB on each': codeOf(await printed(print('x', mebibyte, mebibyte))),
    'one more on stdout': codeOf(await printed(print('x', mebibyte + 1))),
    'one more on stderr': codeOf(await printed(print('x', 0, mebibyte + 1))),
  }),

  /**
   * `maxBuffer: 900`, and 400 characters: of one byte each, and of three.
   * @zh `maxBuffer: 900`，输出 400 个字符：每个一字节，或每个三字节。
   */
  'max-buffer-bytes': async () => ({
    'one byte each': codeOf(await printed(print('x', 400), 900)),
    'three bytes each': codeOf(await printed(print('中', 400), 900)),
  }),

  /**
   * The output exceeds `maxBuffer`, and the child handles SIGTERM and ends with 0.
   * @zh 输出超过 `maxBuffer`，而子进程处理了 SIGTERM、以 0 退出。
   */
  'max-buffer-handled': async () => {
    const line = `trap 'exit 0' TERM; echo too much; while :; do sleep 1 & wait $!; done`;
    return new Promise((resolve) => {
      exec(line, { maxBuffer: 3 }, (error, stdout) =>
        resolve(`${error?.code ?? 'no error'}, stdout "${stdout}"`),
      );
    });
  },

  /**
   * `stdio: 'ignore'` given to `exec` and `execFile`: is the output collected?
   * @zh 给 `exec`、`execFile` 传 `stdio: 'ignore'`：输出还会被收集吗？
   */
  'exec-stdio-ignored': async () => {
    const options = { stdio: 'ignore', maxBuffer: 3 } as { maxBuffer: number };
    const told = (
      start: (then: (error: ExecException | null) => void) => void,
    ): Promise<string> =>
      new Promise((resolve) => {
        start((error) => resolve(String(error?.code ?? 'fine')));
      });
    return {
      exec: await told((then) => exec('echo a line', options, then)),
      execFile: await told((then) =>
        execFile('echo', ['a line'], options, (error) =>
          then(error as ExecException | null),
        ),
      ),
      'spawnSync, which knows it': await attempt(() => {
        const { error } = spawnSync('echo', ['a line'], options);
        if (error) throw error;
      }),
    };
  },

  /**
   * The synchronous calls, with one byte more than 1 MiB of output and no `maxBuffer`.
   * @zh 同步调用，输出比 1 MiB 多一个字节，没有设 `maxBuffer`。
   */
  'max-buffer-sync': async () => {
    const script = print('x', mebibyte + 1);
    const file = join(tmpdir(), 'print.js');
    writeFileSync(file, script[1]!);
    const { error } = spawnSync(node, script);
    return {
      spawnSync: `gives ${error ? nameOf(error) : 'no error'}`,
      execFileSync: `throws ${await attempt(() => execFileSync(node, script))}`,
      execSync: `throws ${await attempt(() => execSync(`"${node}" ${file}`))}`,
    };
  },
};
