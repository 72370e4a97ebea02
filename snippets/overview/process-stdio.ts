/**
 * Gives a child process input, reads its two outputs apart, then stops reading, and
 * the child is told by EPIPE.
 *
 * @zh 给子进程输入，分开读它的两路输出；然后不再读，子进程收到 EPIPE。
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(
  new URL('./process-stdio.child.ts', import.meta.url),
);
// The parent's own flags: they may be what makes .ts files run.
const start = (way: string) =>
  spawn(process.execPath, [...process.execArgv, file, way]);

// #region filter
const filter = start('filter');
const ended = once(filter, 'close');
filter.stdin.end('one\nBAD two\nthree\n'); // Without an end it waits.
const [out, err] = await Promise.all([
  text(filter.stdout),
  text(filter.stderr),
]);
const [code] = await ended;
console.log('stdout:', JSON.stringify(out));
console.log('stderr:', JSON.stringify(err));
console.log('exit code:', code);
// #endregion filter

// #region gone
const endless = start('endless');
const stopped = once(endless, 'close');
const said = text(endless.stderr);
endless.stdin.end();
await once(endless.stdout, 'data');
endless.stdout.destroy(); // As `head -1` does when it has enough.
console.log('nobody reads:', (await said).trim());
console.log('exit code:', (await stopped)[0]);
// #endregion gone

assert.equal(out, 'ONE\nTHREE\n');
assert.match(await said, /EPIPE/);
