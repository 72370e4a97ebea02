/**
 * Ends children by kill(), by AbortSignal and by the timeout option, one that refuses
 * SIGTERM, and one with a child of its own.
 *
 * @zh 用 kill()、AbortSignal、timeout 选项结束子进程，包括一个不理 SIGTERM 的，和一个自己又带着子进程的。
 * @needs sh, posix
 */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

const node = process.execPath;
const idle = 'setInterval(() => {}, 1000); console.log("ready")';
const deaf = `process.on("SIGTERM", () => {}); ${idle}`;

// #region ways
/** How it ended, and whether there was an 'error' as well. */
function end(child: ChildProcess): Promise<string> {
  let failed = '';
  child.on('error', ({ name, cause }: Error) => {
    failed = `, error ${name}`;
    if (cause instanceof Error) failed += ` because of ${cause.name}`;
  });
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      resolve(`code ${code}, signal ${signal}${failed}`);
    });
  });
}
const killed = spawn(node, ['-e', idle]);
console.log('kill() returns', killed.kill());
console.log('  it ends with', await end(killed));
console.log('kill() after its end returns', killed.kill());

const stop = new AbortController();
const aborted = spawn(node, ['-e', idle], { signal: stop.signal });
const outcome = end(aborted); // abort() emits 'error' at once.
stop.abort();
console.log('abort():', await outcome);

const signal = AbortSignal.timeout(200); // Time: a limit for the child.
const late = spawn(node, ['-e', idle], { signal, killSignal: 'SIGKILL' });
console.log('AbortSignal.timeout():', await end(late));

const limited = spawn(node, ['-e', idle], { timeout: 200 }); // Time: as above.
const byTimeout = await end(limited);
console.log('timeout option:', byTimeout);
// #endregion ways

// #region insist
/** Asks, and insists after a while. */
async function stopForSure(child: ChildProcess, grace: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  // Time: how long it may clean up.
  const timer = setTimeout(() => child.kill('SIGKILL'), grace);
  await ended;
  clearTimeout(timer);
}
const stubborn = spawn(node, ['-e', deaf]);
await once(stubborn.stdout, 'data'); // Its handler is in place.
const stopped = stopForSure(stubborn, 300);
const { killed: flag, exitCode } = stubborn;
console.log(`killed is ${flag}, and it runs: exit code ${exitCode}`);
await stopped;
console.log('ended by', stubborn.signalCode);
// #endregion insist

// #region family
/** Ends a shell, or its whole group; is its child still there then? */
async function survives(group: boolean): Promise<boolean> {
  const line = '"$0" -e "$1"; true'; // Not the last: the shell stays.
  const answer = 'process.on("SIGUSR2", () => console.log("still here"))';
  const run = `${answer}; ${idle.replace('"ready"', 'String(process.pid)')}`;
  const shell = spawn('sh', ['-c', line, node, run], {
    detached: group, // As the leader of a new group.
  });
  const [pid] = (await once(shell.stdout, 'data')).map(Number);
  // The pipe is shared: it closes when the last of them is gone.
  const gone = once(shell, 'close').then(() => false);
  const exited = once(shell, 'exit');
  if (group) process.kill(-shell.pid!);
  else shell.kill();
  await exited;
  try {
    process.kill(pid!, 'SIGUSR2'); // Whoever is there answers.
  } catch {
    // Nobody is.
  }
  const answered = once(shell.stdout, 'data').then(() => true);
  const left = await Promise.race([gone, answered]);
  if (left) process.kill(pid!);
  await gone;
  return left;
}
const orphaned = await survives(false);
console.log('kill the shell, its child survives:', orphaned);
const together = await survives(true);
console.log('kill the group, its child survives:', together);
// #endregion family

assert.equal(byTimeout, 'code null, signal SIGTERM');
assert.equal(stubborn.signalCode, 'SIGKILL');
assert.deepEqual([orphaned, together], [true, false]);
