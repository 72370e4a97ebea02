import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'rollup';
import type { Proofs } from '../../proving.ts';
import { run } from '../../proving.ts';

const require = createRequire(import.meta.url);

let folders = 0;

/** Files in a folder of their own: their paths by their names. */
function files(texts: Record<string, string>): Record<string, string> {
  const folder = join(tmpdir(), `source-${++folders}`);
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      return [name, path];
    }),
  );
}

/** Runs a file, and says what came of it. */
async function runs(file: string): Promise<string> {
  const { stdout, stderr } = await run(
    `import(${JSON.stringify(pathToFileURL(file).href)})`,
  );
  const why = /MODULE_NOT_FOUND|Invalid URL|ERR_\w+/.exec(stderr)?.[0];
  return why ?? (stdout || stderr);
}

type Bundler = (entries: string[], chunks?: string) => Promise<string>;

/** Bundles entries into a new folder, as ES modules named `.mjs`; chunks below `chunks`. */
const bundlers: Record<string, Bundler> = {
  esbuild: async (entries, chunks = '.') => {
    const { build, stop } = require('esbuild') as typeof import('esbuild');
    const outdir = join(tmpdir(), `out-${++folders}`);
    await build({
      ...{ entryPoints: entries, outdir, bundle: true, platform: 'node' },
      ...{ format: 'esm', splitting: true, logLevel: 'silent' },
      chunkNames: `${chunks}/chunk-[hash]`,
      outExtension: { '.js': '.mjs' },
    });
    await stop();
    return outdir;
  },
  Rollup: async (entries, chunks = '.') => {
    const { rollup } = await import('rollup');
    const dir = join(tmpdir(), `out-${++folders}`);
    const bundle = await rollup({ input: entries, external: /^node:/ });
    await bundle.write({
      dir,
      entryFileNames: '[name].mjs',
      chunkFileNames: join(chunks, 'chunk-[hash].mjs'),
    });
    return dir;
  },
  'Vite, SSR build': (entries, chunks) => vite(entries, chunks ?? '.'),
};

/** Vite, as a bundler for Node. */
async function vite(
  entries: string[],
  chunks: string,
  plugins: Plugin[] = [],
): Promise<string> {
  const { build } = await import('vite');
  const outDir = join(tmpdir(), `out-${++folders}`);
  await build({
    ...{ root: dirname(entries[0]!), configFile: false, logLevel: 'silent' },
    plugins,
    build: {
      ...{ ssr: true, outDir },
      rollupOptions: {
        input: entries,
        output: {
          entryFileNames: '[name].mjs',
          chunkFileNames: join(chunks, 'chunk-[hash].mjs'),
        },
      },
    },
  });
  return outDir;
}

const inAll = async (
  attempt: (bundle: Bundler) => Promise<string>,
): Promise<Record<string, string>> => {
  const seen: Record<string, string> = {};
  for (const [name, bundle] of Object.entries(bundlers))
    seen[name] = await attempt(bundle);
  return seen;
};

const starts = (name: string): string =>
  `import { Worker } from 'node:worker_threads';
new Worker(new URL(${name}, import.meta.url)).on('message', (said) => console.log(said));`;
const works = `import { parentPort } from 'node:worker_threads';
parentPort.postMessage('the worker answers');`;

/** Looks for `new Worker(new URL('./name', import.meta.url))`, and has the file of the worker made too. */
const emitsWorkers: Plugin = {
  name: 'emit-workers',
  transform(code, id) {
    return code.replace(
      /new URL\('(\.\/[^']+)', import\.meta\.url\)/g,
      (_, name: string) => {
        const emitted = this.emitFile({
          type: 'chunk',
          id: join(dirname(id), name),
        });
        return `new URL(import.meta.ROLLUP_FILE_URL_${emitted})`;
      },
    );
  },
};

/** webpack for Node: what stands in its folder, what its build says, and what comes of the program. */
async function webpacked(
  main: string,
  module: boolean,
  worker?: string[],
): Promise<string> {
  const webpack = require('webpack') as typeof import('webpack');
  const path = join(tmpdir(), `out-${++folders}`);
  const compiler = webpack({
    ...{ mode: 'none', target: 'node', context: dirname(main), entry: main },
    ...(worker ? { module: { parser: { javascript: { worker } } } } : {}),
    experiments: { outputModule: module },
    output: { path, module, filename: module ? '[name].mjs' : '[name].cjs' },
  });
  const warned = await new Promise<boolean>((resolve, reject) =>
    compiler.run((error, stats) => {
      if (!stats || stats.hasErrors()) reject(error ?? new Error(`${stats}`));
      else resolve(stats.hasWarnings());
    }),
  );
  await new Promise((resolve) => compiler.close(resolve));
  const others = readdirSync(path).filter((name) => !/^main\./.test(name));
  const whole = others.some((name) =>
    readFileSync(join(path, name), 'utf8').includes('the worker answers'),
  );
  const made = whole ? 'bundled' : others.length ? 'copied' : 'no file';
  const said = await runs(join(path, `main.${module ? 'mjs' : 'cjs'}`));
  const why = /TypeError.*/.exec(said)?.[0] ?? said;
  return `${made}${warned ? ', with a warning' : ''}, when it runs: ${why}`;
}

export const proofs: Proofs = {
  /**
   * The program and its worker as two entries, bundled as ES modules.
   * @zh 程序和它的 worker 作为两个入口，打包成 ES 模块。
   */
  'worker-bundle-entries': () => {
    const { 'main.js': main, 'work.js': work } = files({
      'main.js': starts(`'./work.mjs'`),
      'work.js': works,
    });
    return inAll(async (bundle) =>
      runs(join(await bundle([main!, work!]), 'main.mjs')),
    );
  },

  /**
   * Two entries, and the name in `new URL()` ends in `.ts`, in what the bundle has, or in what `import.meta.url` has.
   * @zh 两个入口；`new URL()` 里的名字以 `.ts`、以打包结果的扩展名、或以 `import.meta.url` 的扩展名结尾。
   */
  'worker-bundle-names': async () => {
    const tried = (name: string): Promise<string> => {
      const { 'main.ts': main, 'work.ts': work } = files({
        'main.ts': starts(name),
        'work.ts': works,
      });
      return bundlers.esbuild!([main!, work!]).then((out) =>
        runs(join(out, 'main.mjs')),
      );
    };
    return {
      "'./work.ts'": await tried(`'./work.ts'`),
      "'./work.mjs'": await tried(`'./work.mjs'`),
      'the extension of import.meta.url': await tried(
        `'./work' + import.meta.url.slice(import.meta.url.lastIndexOf('.'))`,
      ),
    };
  },

  /**
   * Two programs share the module that starts the worker, so that it becomes a chunk.
   * @zh 两个程序共用启动 worker 的那个模块，它因此成了一个 chunk。
   */
  'worker-bundle-chunk': async () => {
    const {
      'a.js': a,
      'b.js': b,
      'work.js': work,
    } = files({
      'start.js': starts(`'./work.mjs'`),
      'a.js': `import './start.js'; process.title = 'a';`,
      'b.js': `import './start.js'; process.title = 'b';`,
      'work.js': works,
    });
    const tried = (chunks: string) =>
      inAll(async (bundle) =>
        runs(join(await bundle([a!, b!, work!], chunks), 'a.mjs')),
      );
    const label = (seen: Record<string, string>, where: string) =>
      Object.entries(seen).map(([name, what]) => [`${name}, ${where}`, what]);
    return Object.fromEntries([
      ...label(await tried('chunks'), 'chunks in a folder'),
      ...label(await tried('.'), 'chunks beside the entries'),
    ]) as Record<string, string>;
  },

  /**
   * A CommonJS bundle of esbuild with two entries: as it is, and with a replacement for `import.meta.url`.
   * @zh esbuild 打成 CommonJS，两个入口：不做处理，以及给 `import.meta.url` 一个替代。
   */
  'worker-bundle-cjs': async () => {
    const { build, stop } = require('esbuild') as typeof import('esbuild');
    const { 'main.js': main, 'work.js': work } = files({
      'main.js': starts(`'./work.cjs'`),
      'work.js': works,
    });
    const tried = async (more: object): Promise<string> => {
      const outdir = join(tmpdir(), `out-${++folders}`);
      await build({
        ...{ entryPoints: [main!, work!], outdir, bundle: true, ...more },
        ...{ platform: 'node', format: 'cjs', logLevel: 'silent' },
        outExtension: { '.js': '.cjs' },
      });
      return runs(join(outdir, 'main.cjs'));
    };
    const seen = {
      'as it is': await tried({}),
      'with `define` and `banner`': await tried({
        define: { 'import.meta.url': 'hereUrl' },
        banner: {
          js: `const hereUrl = require('node:url').pathToFileURL(__filename).href;`,
        },
      }),
    };
    await stop();
    return seen;
  },

  /**
   * One entry, built by Vite for a browser, as an application and as a library, and run by Node.
   * @zh 一个入口，用 Vite 按浏览器目标构建（应用和库），再用 Node 运行。
   */
  'worker-bundle-client': async () => {
    const { build } = await import('vite');
    const { 'main.js': main } = files({
      'main.js': starts(`'./work.js'`),
      'work.js': works,
    });
    const tried = async (lib: boolean, external: RegExp[]): Promise<string> => {
      const outDir = join(tmpdir(), `out-${++folders}`);
      const entryFileNames = 'main.mjs';
      try {
        await build({
          ...{ root: dirname(main!), configFile: false, logLevel: 'silent' },
          worker: { rollupOptions: { external } },
          build: {
            outDir,
            ...(lib ? { lib: { entry: main!, formats: ['es'] } } : {}),
            rollupOptions: {
              ...(lib ? {} : { input: main! }),
              ...{ external: /^node:/, output: { entryFileNames } },
            },
          },
        });
      } catch (error) {
        return `the build fails: ${(error as { pluginCode?: string }).pluginCode}`;
      }
      return `when it runs: ${await runs(join(outDir, entryFileNames))}`;
    };
    return {
      'an application': await tried(false, []),
      'an application, `node:` external': await tried(false, [/^node:/]),
      'a library, `node:` external': await tried(true, [/^node:/]),
    };
  },

  /**
   * One entry, and a plugin of ten lines that emits a chunk for each `new URL('./…', import.meta.url)`.
   * @zh 一个入口，加一个十行的插件：为每个 `new URL('./…', import.meta.url)` 输出一个 chunk。
   */
  'worker-bundle-plugin': async () => {
    const { rollup } = await import('rollup');
    const { 'main.js': main } = files({
      'main.js': starts(`'./work.js'`),
      'work.js': works,
    });
    const dir = join(tmpdir(), `out-${++folders}`);
    const bundle = await rollup({
      ...{ input: main!, external: /^node:/, plugins: [emitsWorkers] },
    });
    await bundle.write({
      dir,
      entryFileNames: '[name].mjs',
      chunkFileNames: '[name].mjs',
    });
    return {
      Rollup: await runs(join(dir, 'main.mjs')),
      'Vite, SSR build': await runs(
        join(await vite([main!], '.', [emitsWorkers]), 'main.mjs'),
      ),
    };
  },

  /**
   * One entry, bundled by webpack 5: where `Worker` is imported from, and how the URL is written.
   * The worker imports a file of its own. As CommonJS and as an ES module, which are named where they differ.
   * @zh 一个入口，用 webpack 5 打包：`Worker` 从哪里导入，URL 怎么写。worker 自己还导入一个文件。CommonJS 和 ES 模块各打一次，结果不同才分开写。
   */
  'worker-bundle-webpack': async () => {
    const tried = async (text: string, worker?: string[]): Promise<string> => {
      const { 'main.mjs': main } = files({
        'main.mjs': text,
        'work.mjs': `import { parentPort } from 'node:worker_threads';
          import { answer } from './answer.mjs';
          parentPort.postMessage(answer);`,
        'answer.mjs': `export const answer = 'the worker answers';`,
      });
      const cjs = await webpacked(main!, false, worker);
      const esm = await webpacked(main!, true, worker);
      return cjs === esm ? cjs : `CommonJS: ${cjs}; ES module: ${esm}`;
    };
    const node = starts(`'./work.mjs'`);
    const bare = node.replace('node:', '');
    const url = `new URL('./work.mjs', import.meta.url)`;
    return {
      webpack: (require('webpack') as typeof import('webpack')).version,
      "from 'worker_threads'": await tried(bare),
      "from 'node:worker_threads'": await tried(node),
      "from 'node:worker_threads', named in `parser.javascript.worker`":
        await tried(node, ['Worker from node:worker_threads', '...']),
      'the URL is made one line before': await tried(
        `const url = ${url};\n${bare.replace(url, 'url')}`,
      ),
      'a variable in the URL': await tried(
        `const name = './work.mjs';\n${bare.replace(`'./work.mjs'`, 'name')}`,
      ),
    };
  },

  /**
   * What `tsc` makes of `./work.ts` in an `import` and in `new URL()`, with `rewriteRelativeImportExtensions`.
   * @zh 打开 `rewriteRelativeImportExtensions` 后，`tsc` 怎么处理 `import` 和 `new URL()` 里的 `./work.ts`。
   */
  'worker-tsc-rewrites': () => {
    const { transpileModule, ModuleKind } =
      require('typescript') as typeof import('typescript');
    const { outputText } = transpileModule(
      `import './work.ts'; new URL('./work.ts', import.meta.url);`,
      {
        compilerOptions: {
          module: ModuleKind.NodeNext,
          rewriteRelativeImportExtensions: true,
        },
        fileName: 'main.mts',
      },
    );
    const [imported, url] = outputText.match(/\.\/work\.\w+/g)!;
    return { import: imported!, 'new URL()': url! };
  },
};
