import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Proofs } from '../../proving.ts';
import { emitted, lastWords } from '../../proving-messages.ts';

/** A file in the proof's folder. */
function file(name: string, text: string): string {
  const path = join(tmpdir(), 'app', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

export const proofs: Proofs = {
  /**
   * A program that starts a worker, bundled into CommonJS by esbuild.
   * @zh 启动 worker 的程序，用 esbuild 打成 CommonJS。
   */
  'errors-worker-bundle': async () => {
    const { buildSync } = createRequire(import.meta.url)(
      'esbuild',
    ) as typeof import('esbuild');
    const main = file(
      'main.js',
      `import { Worker } from 'node:worker_threads';
new Worker(new URL('./work.js', import.meta.url));`,
    );
    buildSync({
      ...{ entryPoints: [main], bundle: true, platform: 'node', format: 'cjs' },
      ...{ outfile: join(tmpdir(), 'main.cjs'), logLevel: 'silent' },
    });
    return lastWords(`import './main.cjs';`);
  },

  /**
   * A worker in TypeScript, in a package below `node_modules`.
   * @zh TypeScript 写的 worker，在 `node_modules` 下的包里。
   */
  'errors-worker-package': () =>
    emitted(
      () =>
        new Worker(
          file('node_modules/resizer/work.ts', `const port: number = 3000;`),
        ),
    ),
};
