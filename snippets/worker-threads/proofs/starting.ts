import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import type { Proofs } from '../../proving.ts';
import { nameOf, program, run } from '../../proving.ts';
import { ending, storyOf } from '../../proving-threads.ts';

/** What comes of a worker that is made so: what the constructor throws, else the story of the thread. */
async function made(
  file: string | URL,
  options: WorkerOptions = {},
): Promise<string> {
  try {
    return await storyOf(new Worker(file, options));
  } catch (error) {
    return `throws ${nameOf(error)}`;
  }
}

const dataUrl = (source: string): URL =>
  new URL(`data:text/javascript,${encodeURIComponent(source)}`);

/** An application with a worker beside it, in a folder of its own. */
function application(): { entry: string; out: string } {
  const folder = join(tmpdir(), 'application');
  mkdirSync(folder);
  writeFileSync(join(folder, 'resize.js'), `console.log('resized here');`);
  writeFileSync(
    join(folder, 'main.js'),
    `import { Worker } from 'node:worker_threads';
    new Worker(new URL('./resize.js', import.meta.url));`,
  );
  return { entry: join(folder, 'main.js'), out: join(tmpdir(), 'out') };
}

/** What a bundler has made of the worker's file, and what the bundle does. */
async function bundled(folder: string, name: string): Promise<string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const texts = files.filter((file) => /\.[cm]?js$/.test(file));
  const emitted = texts.some((file) =>
    readFileSync(join(folder, file), 'utf8').includes('resized here'),
  );
  const { stderr } = await run(
    `import(${JSON.stringify(pathToFileURL(join(folder, name)).href)})`,
  );
  const why =
    /MODULE_NOT_FOUND|Invalid URL|ERR_\w+/.exec(stderr)?.[0] ?? 'no error';
  return `${emitted ? 'a file for the worker' : 'no file for the worker'}, when it runs: ${why}`;
}

export const proofs: Proofs = {
  /**
   * How the file of a worker is named, with the current directory beside it.
   * @zh 用各种写法给出 worker 的文件；当前目录就是文件所在的目录。
   */
  'worker-file-names': async () => {
    const file = program(`process.exitCode = 0;`);
    process.chdir(tmpdir());
    return {
      'a URL': await made(pathToFileURL(file)),
      'an absolute path': await made(file),
      '`./name`': await made(`./${basename(file)}`),
      '`name`': await made(basename(file)),
      'the URL as a text': await made(pathToFileURL(file).href),
      '`./name`, started elsewhere': await (async () => {
        process.chdir('/');
        return made(`./${basename(file)}`);
      })(),
    };
  },

  /**
   * What `try` around `new Worker()` catches, and what comes as an event later.
   * @zh `new Worker()` 外面的 `try` 接得住什么，什么要之后才以事件到来。
   */
  'worker-constructor-throws': async () => {
    const file = program(`throw new TypeError('inside');`);
    const bad = program(`this is no JavaScript`);
    return {
      'a bare name': await made('worker.mjs'),
      'a function in workerData': await made(file, { workerData: () => {} }),
      'an unknown flag in execArgv': await made(file, {
        execArgv: ['--no-such-flag'],
      }),
      'a missing file': await made(join(tmpdir(), 'missing.mjs')),
      'a syntax error': await made(bad),
      'an exception': await made(file),
    };
  },

  /**
   * What the text of `eval: true` may use.
   * @zh `eval: true` 的那段代码里能用什么。
   */
  'worker-eval-syntax': async () => {
    const tried = async (source: string): Promise<string> => {
      const { error } = await ending(new Worker(source, { eval: true }));
      return error === undefined ? 'works' : nameOf(error);
    };
    return {
      'require()': await tried(`require('node:fs')`),
      'static import': await tried(
        `import fs from 'node:fs'; fs.existsSync('.')`,
      ),
      'top-level await': await tried(`await null`),
      'top-level await beside require()': await tried(
        `require('node:fs'); await null`,
      ),
      'import.meta.url': await tried(`import.meta.url.length`),
      'TypeScript types': await tried(`const n: number = 1;`),
    };
  },

  /**
   * What a `data:` URL may import.
   * @zh `data:` URL 里能 import 什么。
   */
  'worker-data-url': async () => {
    const file = pathToFileURL(program('export {}')).href;
    return {
      'import of a built-in': await made(dataUrl(`import 'node:fs'`)),
      'relative import': await made(dataUrl(`import './neighbour.mjs'`)),
      'import of a package': await made(dataUrl(`import 'piscina'`)),
      'import of a file: URL': await made(
        dataUrl(`import ${JSON.stringify(file)}`),
      ),
      'require()': await made(dataUrl(`require('node:fs')`)),
    };
  },

  /**
   * `new Worker(new URL('./resize.js', import.meta.url))`, bundled for Node.
   * @zh `new Worker(new URL('./resize.js', import.meta.url))` 打包之后（目标是 Node）。
   */
  'worker-bundled': async () => {
    const require = createRequire(import.meta.url);
    const { build } = require('esbuild') as typeof import('esbuild');
    const { rollup } = (await import('rollup')) as typeof import('rollup');
    const vite = await import('vite');
    const { entry, out } = application();
    for (const format of ['esm', 'cjs'] as const)
      await build({
        entryPoints: [entry],
        outdir: join(out, format),
        outExtension: { '.js': format === 'esm' ? '.mjs' : '.cjs' },
        ...{ bundle: true, platform: 'node', format, logLevel: 'silent' },
      });
    const bundle = await rollup({ input: entry, external: /^node:/ });
    await bundle.write({ file: join(out, 'rollup/main.mjs') });
    await vite.build({
      ...{ root: tmpdir(), configFile: false, logLevel: 'silent' },
      build: { ssr: entry, outDir: join(out, 'vite'), emptyOutDir: false },
    });
    const viteFile = existsSync(join(out, 'vite/main.mjs'))
      ? 'main.mjs'
      : 'main.js';
    return {
      'esbuild, ES module': await bundled(join(out, 'esm'), 'main.mjs'),
      'esbuild, CommonJS': await bundled(join(out, 'cjs'), 'main.cjs'),
      Rollup: await bundled(join(out, 'rollup'), 'main.mjs'),
      'Vite, SSR build': await bundled(join(out, 'vite'), viteFile),
    };
  },

  /**
   * A file that starts itself as a worker, without asking `isMainThread`.
   * @zh 一个把自己当 worker 启动、又没有先问 `isMainThread` 的文件。
   */
  'worker-starts-itself': async () => {
    const { stdout } = await run(`
      import { Worker, parentPort, threadId } from 'node:worker_threads';
      const depth = (up) => parentPort ? parentPort.postMessage(up) : (up < 5 || (console.log('five deep'), process.exit()));
      depth(1);
      new Worker(new URL(import.meta.url)).on('message', (up) => depth(up + 1));`);
    return stdout;
  },

  /**
   * `isMainThread` in code that runs in somebody else's worker: a pool of Piscina.
   * @zh 代码跑在别人的 worker 里（Piscina 的池），这时的 `isMainThread`。
   */
  'is-main-thread-elsewhere': async () => {
    const { Piscina } = await import('piscina');
    const filename = program(
      `import { isMainThread, workerData } from 'node:worker_threads';
      export default () => isMainThread ? 'main thread' : 'taken for a worker of its own, whose workerData.job is ' + workerData?.job;`,
    );
    const pool = new Piscina({ filename, maxThreads: 1 });
    return String(await pool.run(undefined));
  },
};
