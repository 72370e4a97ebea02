/**
 * Starts workers from a file, from a string and from a data: URL, and shows what each way can import.
 *
 * @zh 分别用文件、字符串和 data: URL 启动 worker，看看每种方式能 import 什么。
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const answerOf = async (worker: Worker): Promise<string> => {
  const [answer] = await once(worker, 'message');
  await once(worker, 'exit');
  return answer;
};

// #region eval
// A string is CommonJS code: require works, __filename is [worker eval].
const fromString = new Worker(
  `const { parentPort } = require('node:worker_threads');
   const { basename } = require('node:path');
   parentPort.postMessage('require works in ' + basename(__filename));`,
  { eval: true },
);
const stringAnswer = await answerOf(fromString);
console.log('string:  ', stringAnswer);

// A data: URL is an ES module. It can import built-ins, not files:
// a relative path has nothing to be relative to.
const code = `
  import { parentPort } from 'node:worker_threads';
  const file = await import('./worker-eval.ts').catch((e) => e.code);
  parentPort.postMessage('import of a file fails with ' + file);`;
const fromData = new Worker(
  new URL(`data:text/javascript,${encodeURIComponent(code)}`),
);
const dataAnswer = await answerOf(fromData);
console.log('data URL:', dataAnswer);

// A URL made from import.meta.url: found wherever the process was started.
const fromFile = new Worker(
  new URL('./worker-eval.worker.ts', import.meta.url),
);
const fileAnswer = await answerOf(fromFile);
console.log('file:    ', fileAnswer);
// #endregion eval

// #region relative
// A plain string is a path, relative to process.cwd(), not to this file.
try {
  new Worker('worker-eval.worker.ts');
} catch (error) {
  console.log('bare name:', (error as NodeJS.ErrnoException).code);
}
// #endregion relative

assert.match(stringAnswer, /\[worker eval\]$/);
assert.match(dataAnswer, /ERR_/);
assert.equal(fileAnswer, 'types are stripped here too');
