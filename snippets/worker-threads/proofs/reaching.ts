import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Proofs } from '../../proving.ts';
import { run } from '../../proving.ts';

/** A file in a folder of its own. */
function file(name: string, text: string): string {
  mkdirSync(join(tmpdir(), 'app'), { recursive: true });
  const path = join(tmpdir(), 'app', name);
  writeFileSync(path, text);
  return path;
}

/** A worker's file that posts the value of an expression, and the program that prints it, with these options of `Worker`. */
async function workerSays(
  expression: string,
  options: string,
  how: Parameters<typeof run>[1] = {},
): Promise<string> {
  const work = file(
    'work.mjs',
    `import { parentPort } from 'node:worker_threads';
import fs from 'node:fs';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
const tried = (what) => { try { what(); return 'allowed'; } catch ({ code }) { return code; } };
parentPort.postMessage(${expression});`,
  );
  const main = file(
    'main.mjs',
    `import { Worker } from 'node:worker_threads';
const say = ({ code, name }) => console.log(code ?? name);
try {
  new Worker(${JSON.stringify(work)}, ${options}).on('message', (said) => console.log(String(said))).on('error', say);
} catch (error) { say(error); }`,
  );
  // run() adds a program of its own; this one is named before it.
  const { stdout, stderr } = await run('', {
    ...how,
    execArgv: [...(how.execArgv ?? []), main],
  });
  return stdout || stderr;
}

const [major] = process.versions.node.split('.').map(Number) as [number];
/** What a permission model is asked for by. */
const permission = major < 22 ? '--experimental-permission' : '--permission';

export const proofs: Proofs = {
  /**
   * A module preloaded for the process, and in its workers, by where it was named and what the worker was given.
   * @zh 为进程预加载的模块，在 worker 里有没有：看它写在哪，也看给了 worker 什么选项。
   */
  'worker-preload': async () => {
    const mark = `globalThis.preloaded = true;`;
    const [esm, cjs] = [file('pre.mjs', mark), file('pre.cjs', mark)];
    const ways = {
      '--import': { execArgv: ['--import', esm] },
      '--require': { execArgv: ['--require', cjs] },
      NODE_OPTIONS: {
        env: { ...process.env, NODE_OPTIONS: `--import ${esm}` },
      },
    };
    const word = (said: string): string =>
      ({ true: 'loaded', undefined: 'not loaded' })[said] ?? said;
    const seen: Record<string, string> = {};
    for (const [way, how] of Object.entries(ways))
      for (const options of ['{}', '{ execArgv: [] }', '{ env: {} }'])
        seen[`${way}, ${options}`] = word(
          await workerSays('globalThis.preloaded', options, how),
        );
    return seen;
  },

  /**
   * A preloaded module in a worker with `eval: true`, and in one from a `data:` URL.
   * @zh 预加载的模块，在 `eval: true` 的 worker 和 `data:` URL 的 worker 里有没有。
   */
  'worker-preload-eval': async () => {
    const mark = `globalThis.preloaded = true;`;
    const tried = async (
      flag: string,
      pre: string,
      made: string,
    ): Promise<string> => {
      const { stdout, stderr } = await run(
        `import { Worker } from 'node:worker_threads'; ${made};`,
        { execArgv: [flag, pre] },
      );
      return stdout === 'true' ? 'loaded' : stderr || 'not loaded';
    };
    const cjs = `new Worker('console.log(globalThis.preloaded)', { eval: true })`;
    const esm = `new Worker('import "node:fs"; console.log(globalThis.preloaded)', { eval: true })`;
    const url = `new Worker(new URL('data:text/javascript,console.log(globalThis.preloaded)'))`;
    const pre = file('pre.mjs', mark);
    return {
      '--import, a string that is CommonJS': await tried('--import', pre, cjs),
      '--import, a string that is an ES module': await tried(
        '--import',
        pre,
        esm,
      ),
      '--import, a data: URL': await tried('--import', pre, url),
      '--require, a string that is CommonJS': await tried(
        '--require',
        file('pre.cjs', mark),
        cjs,
      ),
    };
  },

  /**
   * Flags in `execArgv` of a worker.
   * @zh worker 的 `execArgv` 里放各种参数。
   */
  'worker-flags-taken': async () => {
    const seen: Record<string, string> = {};
    for (const flag of [
      '--conditions=development',
      '--unhandled-rejections=warn',
      '--no-warnings',
      '--max-old-space-size=64',
      '--expose-gc',
      '--stack-size=500',
      '--title=resizer',
      '--no-such-flag',
    ])
      seen[flag] = await workerSays(
        `'taken'`,
        `{ execArgv: [${JSON.stringify(flag)}] }`,
      );
    return seen;
  },

  /**
   * `--unhandled-rejections=warn` in `execArgv` of one worker: what does a rejection do there, and in another one?
   * @zh 只给一个 worker 的 `execArgv` 加 `--unhandled-rejections=warn`：未处理的拒绝在它里面、在另一个里面各会怎样？
   */
  'worker-flag-of-its-own': async () => {
    const rejects = `await new Promise((resolve) => {
      Promise.reject(new TypeError('mine'));
      setTimeout(resolve, 0, 'lives on');
    })`;
    return {
      'with the flag': await workerSays(
        rejects,
        `{ execArgv: ['--unhandled-rejections=warn'], stderr: true }`,
      ),
      without: await workerSays(rejects, '{}'),
    };
  },

  /**
   * `--max-old-space-size=64` in the `NODE_OPTIONS` of a worker's `env`, and on the command line of the process.
   * @zh `--max-old-space-size=64` 写在 worker 的 `env.NODE_OPTIONS` 里，以及写在进程的命令行上。
   */
  'worker-heap-flag': async () => {
    const limit = `require('node:v8').getHeapStatistics().heap_size_limit < 300e6 ? 'a small heap' : 'the usual heap'`;
    return {
      "in the worker's env": await workerSays(
        limit,
        `{ env: { NODE_OPTIONS: '--max-old-space-size=64' } }`,
      ),
      'on the command line': await workerSays(limit, '{}', {
        execArgv: ['--max-old-space-size=64'],
      }),
      resourceLimits: await workerSays(
        limit,
        `{ resourceLimits: { maxOldGenerationSizeMb: 64 } }`,
      ),
    };
  },

  /**
   * `v8.setFlagsFromString('--allow-natives-syntax')` in a worker: can the main thread use that syntax before and after?
   * @zh 在 worker 里调用 `v8.setFlagsFromString('--allow-natives-syntax')`：之前和之后，主线程能用那种语法吗？
   */
  'worker-sets-v8-flag': async () => {
    const { stdout } = await run(`import { once } from 'node:events';
      import { Worker } from 'node:worker_threads';
      const tried = (n) => { try { return new Function('return %IsSmi(' + n + ')')() ? 'works' : ''; } catch ({ name }) { return name; } };
      const before = tried(1);
      await once(new Worker("require('node:v8').setFlagsFromString('--allow-natives-syntax')", { eval: true }), 'exit');
      console.log(before + ',' + tried(2));`);
    const [before, after] = stdout.split(',');
    return { before: before!, after: after! };
  },

  /**
   * A process that may read its own folder only: what may its worker?
   * @zh 进程只许读自己的目录：它的 worker 可以做什么？
   */
  'worker-permission': async () => {
    const limits = [permission, `--allow-fs-read=${tmpdir()}`];
    const tried = async (options: string, more: string[]): Promise<string> => {
      const said = await workerSays(
        `'reads a file elsewhere: ' + tried(() => fs.readFileSync('/etc/passwd')) + ', starts a program: ' + tried(() => spawnSync('true'))`,
        options,
        { execArgv: ['--no-warnings', ...limits, ...more] },
      );
      return said;
    };
    return {
      'without --allow-worker': await tried('{}', []),
      '--allow-worker': await tried('{}', ['--allow-worker']),
      '--allow-worker, `execArgv: []`': await tried('{ execArgv: [] }', [
        '--allow-worker',
      ]),
      "--allow-worker, `execArgv: ['--no-warnings']`": await tried(
        `{ execArgv: ['--no-warnings'] }`,
        ['--allow-worker'],
      ),
    };
  },

  /**
   * Hooks that the main thread has registered for loading modules: do they run for what its worker loads?
   * @zh 主线程注册的模块加载 hook，对 worker 加载的模块有效吗？
   */
  'worker-module-hooks': async () => {
    const asked = `await import('virtual:x').then(() => 'they do', () => 'they do not')`;
    const hooks = `export const resolve = (name, context, next) => name === 'virtual:x' ? { url: 'data:text/javascript,', shortCircuit: true } : next(name, context);`;
    const hooksFile = file('hooks.mjs', hooks);
    const registers = `import * as module from 'node:module'; import * as hooks from ${JSON.stringify(hooksFile)};`;
    const tried = async (call: string): Promise<string> => {
      const pre = file('register.mjs', `${registers} ${call}`);
      return workerSays(asked, '{}', {
        execArgv: ['--no-warnings', '--import', pre],
      });
    };
    const inMain = (call: string): Promise<string> => {
      const start = file('inmain.mjs', `${registers} ${call}`);
      const at = JSON.stringify(start);
      return run(
        `await import(${at});
        const { Worker } = await import('node:worker_threads');
        new Worker(${JSON.stringify(file('work.mjs', `import { parentPort } from 'node:worker_threads'; parentPort.postMessage(${asked});`))})
          .on('message', (said) => console.log(said));`,
        { execArgv: ['--no-warnings'] },
      ).then(({ stdout, stderr }) => stdout || stderr);
    };
    const sync = `if (!module.registerHooks) { console.log('no such function'); process.exit(); } module.registerHooks(hooks);`;
    const async = `module.register(${JSON.stringify(hooksFile)}, import.meta.url);`;
    return {
      'registerHooks(), called by the program': await inMain(sync),
      'registerHooks(), in a preloaded file': await tried(sync),
      'register(), called by the program': await inMain(async),
      'register(), in a preloaded file': await tried(async),
    };
  },
};
