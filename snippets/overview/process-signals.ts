/**
 * Sends signals to child processes with and without a handler, and prints how each
 * of them ended.
 *
 * @zh 向装了和没装处理函数的子进程发信号，打印它们各自怎样结束。
 * @needs posix
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';

const file = new URL('./process-signals.child.ts', import.meta.url);

// #region send
async function send(handler: string, ...signals: NodeJS.Signals[]) {
  const child = fork(file, [handler]);
  const ended = once(child, 'exit');
  await once(child, 'message'); // It is up, its handler is in place.
  for (const signal of signals) {
    process.kill(child.pid!, signal);
    // With a handler, wait until it ran: it says what it does.
    if (handler !== 'none' && signal !== 'SIGKILL') {
      const [said] = await once(child, 'message');
      console.log(`  ${signal}: ${said}`);
    }
  }
  const [code, signal] = await ended;
  console.log(`  ended with code ${code}, signal ${signal}`);
  return { pid: child.pid!, code, signal };
}

console.log('no handler, SIGTERM');
const plain = await send('none', 'SIGTERM');
console.log('no handler, SIGINT');
await send('none', 'SIGINT');
console.log('a handler that cleans up, SIGTERM');
const tidy = await send('tidy', 'SIGTERM');
console.log('a handler that does nothing, SIGTERM, then SIGKILL');
const deaf = await send('deaf', 'SIGTERM', 'SIGKILL');
// #endregion send

// #region zero
// Signal 0 is not sent. It asks: is there such a process?
const exists = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: there is one, but it is not ours to signal.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};
console.log('signal 0 to ourselves:', exists(process.pid));
console.log('signal 0 to one that ended:', exists(deaf.pid));
// #endregion zero

// #region kill
try {
  process.on('SIGKILL', () => {});
} catch (error) {
  const { code } = error as NodeJS.ErrnoException;
  console.log('a handler for SIGKILL:', code);
}
// #endregion kill

assert.deepEqual([plain.code, plain.signal], [null, 'SIGTERM']);
assert.deepEqual([tidy.code, tidy.signal], [0, null]);
assert.deepEqual([deaf.code, deaf.signal], [null, 'SIGKILL']);
