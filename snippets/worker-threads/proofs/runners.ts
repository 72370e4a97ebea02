import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Proofs } from '../../proving.ts';
import { run } from '../../proving.ts';

/** Writes files into the proof's folder, where the packages of this repository are found. */
function files(texts: Record<string, string>): void {
  for (const [name, text] of Object.entries(texts))
    writeFileSync(join(tmpdir(), name), text);
}

/** Runs `main.ts` there, and says what its worker answered, or what went wrong. */
async function mainRuns(
  execArgv: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const { stdout, stderr } = await run(
    `process.argv[1] = ${JSON.stringify(join(tmpdir(), 'main.ts'))};
    await import('./main.ts');`,
    { execArgv, env: { ...process.env, ...env }, cwd: tmpdir() },
  );
  return /answers|ERR_\w+/.exec(stdout + stderr)?.[0] ?? stderr;
}

const starts = (options = '{}'): string =>
  `import { Worker } from 'node:worker_threads';
const worker: Worker = new Worker(new URL(\`./\${process.env['WORK']}.ts\`, import.meta.url), ${options});
worker.on('error', ({ code }: any) => console.log(code));
worker.on('message', () => console.log('answers'));`;

const workers = {
  'types.ts': `import { parentPort } from 'node:worker_threads';
const said: string = 'up'; parentPort!.postMessage(said);`,
  'enum.ts': `import { parentPort } from 'node:worker_threads';
enum Said { Up } parentPort!.postMessage(Said.Up);`,
  'short.ts': `import { parentPort } from 'node:worker_threads';
import { said } from './helper'; parentPort!.postMessage(said);`,
  'helper.ts': `export const said: string = 'up';`,
};

/** What each kind of worker does under these flags. */
async function each(execArgv: string[]): Promise<string> {
  const seen: string[] = [];
  for (const WORK of ['types', 'enum', 'short'])
    seen.push(await mainRuns(execArgv, { WORK }));
  return [...new Set(seen)].length === 1
    ? `all three: ${seen[0]}`
    : `types: ${seen[0]}; enum: ${seen[1]}; import without extension: ${seen[2]}`;
}

/** Runs a text as a test file, as `node --test` does, and gives back the words of its report that look so. */
async function tested(
  source: string,
  flags: string[] = [],
): Promise<{ code: number | null; report: string }> {
  files({
    'work.mjs': `import { parentPort } from 'node:worker_threads';
export const double = (n) => n * 2;
parentPort?.on('message', (n) => n === 'close' ? parentPort.close() : parentPort.postMessage(double(n)));`,
    'work.test.mjs': `import { after, mock, test } from 'node:test';
import assert from 'node:assert';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
const work = () => new Worker(new URL('./work.mjs', import.meta.url));
${source}`,
  });
  const { stdout, stderr, code } = await run(
    `import { spawn } from 'node:child_process';
    const { NODE_TEST_CONTEXT, ...env } = process.env;
    const child = spawn(process.execPath, ['--test', '--test-reporter=tap', ...${JSON.stringify(flags)}, 'work.test.mjs'],
      { stdio: ['ignore', 'inherit', 'inherit'], env });
    child.on('exit', (code) => process.exit(code ?? 1));`,
    { cwd: tmpdir() },
  );
  return { code, report: stdout + stderr };
}

const result = ({ code, report }: { code: number | null; report: string }) =>
  `${/^\s*(ok|not ok) 1\b/m.exec(report)?.[1]}, exit ${code}`;

export const proofs: Proofs = {
  /**
   * A worker in TypeScript with types only, with an enum, and with an import that names no extension, by what runs the program.
   * @zh TypeScript 写的 worker：只有类型、有 enum、import 不写扩展名；看程序由什么来运行。
   */
  'worker-typescript-runners': async () => {
    const register = join(tmpdir(), 'register.mjs');
    files({
      'package.json': '{"type":"module"}',
      'main.ts': starts(),
      ...workers,
      'register.mjs': `import { register } from 'tsx/esm/api'; register();`,
    });
    return {
      node: await each([]),
      'node --import tsx': await each(['--import', 'tsx']),
      "node --import ./register.mjs, which calls tsx's register()": await each([
        '--import',
        register,
      ]),
    };
  },

  /**
   * The program runs under `node --import tsx`, and its worker, which has an enum, has `execArgv` of its own.
   * @zh 程序用 `node --import tsx` 运行，它的 worker 里有 enum，并给了自己的 `execArgv`。
   */
  'worker-typescript-exec-argv': async () => {
    const tried = async (options: string): Promise<string> => {
      files({
        'package.json': '{"type":"module"}',
        ...{ ...workers, 'main.ts': starts(options) },
      });
      return mainRuns(['--import', 'tsx'], { WORK: 'enum' });
    };
    return {
      'no execArgv': await tried('{}'),
      '`execArgv: []`': await tried('{ execArgv: [] }'),
      "`execArgv: ['--no-warnings']`": await tried(
        `{ execArgv: ['--no-warnings'] }`,
      ),
      '`execArgv: [...process.execArgv, …]`': await tried(
        `{ execArgv: [...process.execArgv, '--no-warnings'] }`,
      ),
    };
  },

  /**
   * A package ships its worker as `.ts`; in `node_modules`, and as a link to a folder of the workspace.
   * @zh 一个包以 `.ts` 发布它的 worker：放在 `node_modules` 里，以及链接到 workspace 里的目录。
   */
  'worker-typescript-package': async () => {
    const app = join(tmpdir(), 'app');
    const linked = join(tmpdir(), 'packages/linked');
    mkdirSync(join(app, 'node_modules/installed'), { recursive: true });
    mkdirSync(linked, { recursive: true });
    symlinkSync(linked, join(app, 'node_modules/linked'));
    const tried = async (name: string): Promise<string> => {
      files({
        'package.json': '{"type":"module"}',
        [`app/node_modules/${name}/work.ts`]: workers['types.ts'],
        'app/main.mjs': starts().replace(': Worker', '').replace(': any', ''),
      });
      const { stdout, stderr } = await run(`await import('./app/main.mjs');`, {
        env: { ...process.env, WORK: `node_modules/${name}/work` },
      });
      return /answers|ERR_\w+/.exec(stdout + stderr)?.[0] ?? stderr;
    };
    return {
      installed: await tried('installed'),
      linked: await tried('linked'),
    };
  },

  /**
   * A test ends and its worker lives: does `node --test` end?
   * @zh 测试结束了，它的 worker 还活着：`node --test` 会结束吗？
   */
  'test-worker-left': async () => {
    const leaves = (after: string): string =>
      `test('answers', async (t) => {
        const worker = work(); ${after}
        worker.postMessage(1);
        assert.deepEqual(await once(worker, 'message'), [2]);
      });
      // What holds nothing by itself ends a run that would wait for ever.
      after(() => {
        setTimeout(() => { console.log('# held by the worker'); process.exit(9); }, 3000).unref();
      });`;
    const tried = async (after: string, flags?: string[]): Promise<string> => {
      const seen = await tested(leaves(after), flags);
      return seen.report.includes('held by') ? 'waits' : result(seen);
    };
    return {
      'nothing done': await tried(''),
      't.after(() => worker.terminate())': await tried(
        't.after(() => worker.terminate());',
      ),
      'worker.unref()': await tried('worker.unref();'),
      '--test-force-exit': await tried('', ['--test-force-exit']),
    };
  },

  /**
   * A worker throws in the middle of a test that awaits it, and in a test that has ended by then.
   * @zh worker 抛了异常：测试还在等它，以及测试那时已经结束。
   */
  'test-worker-throws': async () => {
    const throws = `new Worker("throw new Error('in the worker')", { eval: true })`;
    return {
      "the test awaits once(worker, 'exit')": result(
        await tested(`test('a', () => once(${throws}, 'exit'));`),
      ),
      "the test awaits 'exit' by hand": result(
        await tested(
          `test('a', () => new Promise((resolve) => ${throws}.on('exit', resolve)));`,
        ),
      ),
      'the test does not wait': result(
        await tested(`test('a', () => { ${throws}; });`),
      ),
      "it listens to 'error' and does nothing": result(
        await tested(
          `test('a', () => new Promise((resolve) => ${throws}.on('error', () => {}).on('exit', resolve)));`,
        ),
      ),
    };
  },

  /**
   * `mock.method()` and `mock.timers` of the test, asked for in its worker.
   * @zh 测试里的 `mock.method()` 和 `mock.timers`，到它的 worker 里去看。
   */
  'test-worker-mocks': async () => {
    const { report } = await tested(`
      test('a', async () => {
        mock.method(Math, 'random', () => 7);
        mock.timers.enable({ apis: ['Date'], now: 0 });
        const worker = new Worker("require('node:worker_threads').parentPort.postMessage([Math.random() === 7, Date.now() === 0])", { eval: true });
        const [[method, time]] = await once(worker, 'message');
        console.log('seen: ' + [Math.random() === 7, Date.now() === 0, method, time]);
      });`);
    const [here, now, method, time] = /seen: (.*)/.exec(report)![1]!.split(',');
    const word = (seen: string | undefined): string =>
      seen === 'true' ? 'the mock' : 'the real one';
    return {
      'method, in the test': word(here),
      'method, in the worker': word(method),
      'time, in the test': word(now),
      'time, in the worker': word(time),
    };
  },

  /**
   * `node --test --experimental-test-coverage`: the lines that only the worker ran, by how the worker ended.
   * @zh `node --test --experimental-test-coverage`：只有 worker 跑过的那些行，看 worker 怎么结束。
   */
  'test-worker-coverage': async () => {
    const tried = async (end: string): Promise<string> => {
      const { report } = await tested(
        `test('answers', async () => {
          const worker = work();
          worker.postMessage(1);
          await once(worker, 'message');
          ${end}
        });`,
        ['--experimental-test-coverage'],
      );
      const share = /work\.mjs\s*\|\s*([\d.]+)/.exec(report)?.[1];
      return share === undefined ? 'the file is not in it' : `${share} %`;
    };
    return {
      'worker.terminate()': await tried('await worker.terminate();'),
      'unref()': await tried('worker.unref();'),
      'it ends by itself': await tried(
        `const ended = once(worker, 'exit'); worker.postMessage('close'); await ended;`,
      ),
    };
  },
};
