/**
 * Starts workers from a file, a string and a data: URL, and shows what each of
 * them can import.
 *
 * @zh 分别用文件、字符串和 data: URL 启动 worker，看看各自能 import 什么。
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** The worker's one message, once its thread is gone. */
async function answerOf(worker: Worker): Promise<string> {
  const [[answer]] = await Promise.all([
    once(worker, 'message'),
    once(worker, 'exit'),
  ]);
  return answer;
}

// #region file
// A URL beside this file: found wherever the process was started.
const fromFile = await answerOf(
  new Worker(new URL('./worker-eval.worker.ts', import.meta.url)),
);
console.log('URL:      ', fromFile);

// A plain string is a path from process.cwd(); it must be absolute or
// start with a dot, so that nobody takes it for a package.
let refused: unknown;
try {
  new Worker('worker-eval.worker.ts');
} catch (error) {
  refused = (error as NodeJS.ErrnoException).code;
}
console.log('bare name:', refused);
// #endregion file

// #region eval
// A string of code is CommonJS: require works.
const fromString = await answerOf(
  new Worker(
    `const { parentPort } = require('node:worker_threads');
     parentPort.postMessage('code in ' + __filename);`,
    { eval: true },
  ),
);
console.log('string:   ', fromString);

// A data: URL is an ES module without a folder: built-ins can be
// imported, a relative path leads nowhere.
const code = `
  import { parentPort } from 'node:worker_threads';
  const seen = await import('./worker-eval.ts').catch((e) => e.code);
  parentPort.postMessage('a relative import: ' + seen);`;
const url = `data:text/javascript,${encodeURIComponent(code)}`;
const fromData = await answerOf(new Worker(new URL(url)));
console.log('data: URL:', fromData);
// #endregion eval

assert.equal(fromFile, 'types are stripped in workers too');
assert.equal(refused, 'ERR_WORKER_PATH');
assert.equal(fromString, 'code in [worker eval]');
assert.match(fromData, /ERR_/);
