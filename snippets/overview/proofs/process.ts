import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Proofs } from '../../proving.ts';
import { attempt, endOf, program, run } from '../../proving.ts';
import { ending, thread } from '../../proving-threads.ts';

export const proofs: Proofs = {
  /**
   * What `process.env` makes of values.
   * @zh `process.env` 把各种值变成什么。
   */
  'env-strings': async () => {
    const { env } = process as { env: Record<string, unknown> };
    const seen: Record<string, string> = {};
    for (const value of [undefined, null, false, 0]) {
      env['TRIED'] = value;
      seen[`= ${value}`] =
        `"${String(env['TRIED'])}", which is ${env['TRIED'] ? 'true' : 'false'}`;
    }
    delete env['TRIED'];
    seen['delete'] = String('TRIED' in env);
    seen['= Symbol()'] = await attempt(() => (env['TRIED'] = Symbol('s')));
    return seen;
  },

  /**
   * `process.cwd()` and `import.meta.dirname` of a program that is started from elsewhere.
   * @zh 从别的目录启动程序，看 `process.cwd()` 和 `import.meta.dirname`。
   */
  'cwd-dirname': async () => {
    const elsewhere = join(tmpdir(), 'elsewhere');
    mkdirSync(elsewhere);
    const { stdout } = await run(
      `console.log(process.cwd() === ${JSON.stringify(elsewhere)} ? 'where it was started' : 'where the file is',
      '|', import.meta.dirname === ${JSON.stringify(tmpdir())} ? 'where the file is' : 'where it was started');`,
      { cwd: elsewhere },
    );
    const [cwd, dirname] = stdout.split(' | ');
    return { 'process.cwd()': cwd!, 'import.meta.dirname': dirname! };
  },

  /**
   * `parseArgs()` with a flag that nobody has declared.
   * @zh `parseArgs()` 遇到没有声明的参数。
   */
  'parse-args-strict': async () => ({
    'by default': await attempt(() => parseArgs({ args: ['--nope'] })),
    'strict: false': await attempt(() =>
      parseArgs({ args: ['--nope'], strict: false }),
    ),
    'a value where none is': await attempt(() =>
      parseArgs({ args: ['file'], options: {} }),
    ),
  }),

  /**
   * `resourceUsage().maxRSS` against `memoryUsage().rss` of the same process.
   * @zh 同一个进程的 `resourceUsage().maxRSS` 和 `memoryUsage().rss` 相比。
   */
  'max-rss-unit': () => {
    const ratio = process.memoryUsage().rss / process.resourceUsage().maxRSS;
    return ratio > 300 && ratio < 1100
      ? 'kilobytes against bytes'
      : 'the same unit';
  },

  /**
   * `process.cpuUsage()` of the main thread, while a worker computes.
   * @zh worker 在计算，主线程里的 `process.cpuUsage()`。
   */
  'cpu-usage-threads': async () => {
    const before = process.cpuUsage();
    const cell = new Int32Array(new SharedArrayBuffer(4));
    const worker = thread(
      `const end = process.cpuUsage().user + 2e5; while (process.cpuUsage().user < end); Atomics.add(workerData, 0, 1);`,
      { workerData: cell },
    );
    await ending(worker);
    const { user } = process.cpuUsage(before);
    return user > 150_000
      ? 'the time of the worker is in it'
      : 'only this thread';
  },

  /**
   * A heap that reaches `--max-old-space-size`: the end of a process, and of a worker with `resourceLimits`.
   * @zh 堆到了 `--max-old-space-size`：进程怎样结束；带 `resourceLimits` 的 worker 又怎样。
   */
  'heap-limit-ends': async () => {
    const fill = `const kept = []; for (;;) kept.push({ n: kept.length });`;
    const child = await run(
      `process.on('exit', () => console.log('exit')); try { ${fill} } finally { console.log('finally'); }`,
      {
        execArgv: ['--max-old-space-size=32'],
      },
    );
    const { code, error } = await ending(
      thread(fill, { resourceLimits: { maxOldGenerationSizeMb: 32 } }),
    );
    const log = /JavaScript heap out of memory/.test(child.stderr)
      ? 'and says "JavaScript heap out of memory"'
      : 'and says nothing';
    return {
      'the process': `${endOf(child)} ${log}; it ran ${child.stdout || "neither finally nor 'exit'"}`,
      'the worker': `'error' ${(error as NodeJS.ErrnoException).code}, exit ${code}`,
    };
  },

  /**
   * What a shell says of a child that was ended by SIGABRT, and by SIGKILL.
   * @zh 子进程死于 SIGABRT、SIGKILL，shell 报的退出码。
   */
  'shell-exit-codes': () => {
    const told = (signal: string): string => {
      const file = program(
        `process.kill(process.pid, '${signal}'); setInterval(() => {}, 1000);`,
      );
      const line = `"${process.execPath}" "${file}" 2>/dev/null; echo $?`;
      return execFileSync('sh', ['-c', line], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim();
    };
    return {
      SIGABRT: told('SIGABRT'),
      SIGKILL: told('SIGKILL'),
      SIGTERM: told('SIGTERM'),
    };
  },

  /**
   * A child that reads stdin to its end, by what its parent does.
   * @zh 子进程把 stdin 读到底，看父进程怎么做。
   */
  'child-reads-stdin': async () => {
    const file = program(
      `process.stdin.resume(); process.stdin.on('end', () => process.exit(5)); process.stdout.write('up');`,
    );
    const tried = async (
      stdin: 'pipe' | 'ignore',
      end: boolean,
    ): Promise<string> => {
      const child = spawn(process.execPath, [file], {
        stdio: [stdin, 'pipe', 'ignore'],
      });
      const gone = once(child, 'exit').then(
        ([code]) => `ends with ${String(code)}`,
      );
      await once(child.stdout!, 'data');
      if (end) child.stdin!.end();
      const seen = await Promise.race([
        gone,
        new Promise<string>((resolve) =>
          setTimeout(resolve, 500, 'goes on reading').unref(),
        ),
      ]);
      if (stdin === 'pipe' && !end) child.kill();
      return seen === 'goes on reading' && (stdin === 'ignore' || end)
        ? gone
        : seen;
    };
    return {
      nothing: await tried('pipe', false),
      'stdin.end()': await tried('pipe', true),
      "stdio: 'ignore'": await tried('ignore', false),
    };
  },

  /**
   * A child with `--max-old-space-size=100`, and its parent's limit.
   * @zh 子进程带 `--max-old-space-size=100`，父进程的上限变不变。
   */
  'heap-flag-child-only': async () => {
    const { getHeapStatistics } = await import('node:v8');
    const before = getHeapStatistics().heap_size_limit;
    const { stdout } = await run(
      `import { getHeapStatistics } from 'node:v8'; console.log(getHeapStatistics().heap_size_limit < 300 * 2 ** 20)`,
      {
        execArgv: ['--max-old-space-size=100'],
      },
    );
    return `the child has its own: ${stdout}, the parent keeps its: ${before === getHeapStatistics().heap_size_limit}`;
  },
};
