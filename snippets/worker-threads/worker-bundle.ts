/**
 * Bundles a program with a worker by esbuild, with one entry and with two, and runs what came out
 * in a folder that holds nothing else.
 *
 * @zh 用 esbuild 打包一个带 worker 的程序，先给一个入口，再给两个，然后在一个别无他物的目录里运行打出来的结果。
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, stop } from 'esbuild';

const source = (name: string): string =>
  fileURLToPath(new URL(`./worker-bundle.${name}.ts`, import.meta.url));

/** What a program says, in one line. */
const runs = (file: string): Promise<string> =>
  new Promise((resolve) => {
    execFile(process.execPath, [file], (error, stdout, stderr) => {
      const missing = /Cannot find module '.*[\\/](.*?)'/.exec(stderr);
      if (missing) resolve(`Error: cannot find ${missing[1]}`);
      else resolve(error ? stderr : stdout.trim());
    });
  });

// #region bundle
const dist = mkdtempSync(join(tmpdir(), 'dist-'));

async function bundle(folder: string, entries: string[]): Promise<string> {
  const outdir = join(dist, folder);
  await build({
    entryPoints: entries.map((name) => source(name)),
    outdir,
    bundle: true, // Each file brings what it imports.
    platform: 'node',
    format: 'esm', // In CommonJS, import.meta.url would be empty.
    outExtension: { '.js': '.mjs' },
  });
  return outdir;
}
// #endregion bundle

try {
  // #region run
  const fromSource = await runs(source('main'));
  console.log('from source:', fromSource);

  const one = await bundle('one', ['main']);
  console.log('one entry:  ', readdirSync(one).join(', '));
  const alone = await runs(join(one, 'worker-bundle.main.mjs'));
  console.log('            ', alone);

  const two = await bundle('two', ['main', 'scale']);
  console.log('two entries:', readdirSync(two).join(', '));
  const together = await runs(join(two, 'worker-bundle.main.mjs'));
  console.log('            ', together);
  // #endregion run

  // A bundler leaves this line as it stands: the name in it must be one that is there afterwards.
  const text = readFileSync(join(one, 'worker-bundle.main.mjs'), 'utf8');
  assert.ok(
    text.includes('`./worker-bundle.scale${extname(import.meta.url)}`'),
  );
  assert.match(alone, /cannot find worker-bundle\.scale\.mjs/);
  assert.equal(fromSource, together);
  assert.match(together, /24 pixels, scaled in a thread/);
} finally {
  rmSync(dist, { recursive: true });
  await stop(); // The process that esbuild keeps for the next build.
}
