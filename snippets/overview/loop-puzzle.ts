/**
 * The puzzle of the interview: in which order do a timer, a file, `nextTick`, promises and an `async` function print?
 *
 * @zh 面试里的那道题：定时器、文件、`nextTick`、promise 和 `async` 函数，打印的先后是什么？
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs';

const printed: string[] = [];
const say = (text: string): void => {
  printed.push(text);
  console.log(text);
};

// #region puzzle
say('module begins');

setTimeout(() => {
  say('timer');
  readFile(import.meta.filename, () => {
    say('file');
    setTimeout(() => say('timer of the file'), 0);
    setImmediate(() => say('immediate of the file'));
    process.nextTick(() => say('nextTick of the file'));
  });
}, 0);

process.nextTick(() => say('nextTick'));

Promise.resolve()
  .then(() => {
    say('promise');
    process.nextTick(() => say('nextTick of the promise'));
  })
  .then(() => say('next promise'));

async function load(): Promise<void> {
  say('load begins');
  await null;
  say('load goes on');
}
void load();

say('module ends');
// #endregion puzzle

process.once('exit', () => {
  // #region answer
  assert.deepEqual(printed, [
    // The module itself. An async function runs at once, up to its first await.
    'module begins',
    'load begins',
    'module ends',
    // An ES module is evaluated within a promise job, so the queue of promises is emptied first.
    'promise',
    'load goes on',
    'next promise',
    // Then that of nextTick.
    'nextTick',
    'nextTick of the promise',
    // The loop begins. After each callback, nextTick comes before promises.
    'timer',
    'file',
    'nextTick of the file',
    // After the callbacks of I/O the loop reaches immediates, and timers after these.
    'immediate of the file',
    'timer of the file',
  ]);
  // #endregion answer
});
