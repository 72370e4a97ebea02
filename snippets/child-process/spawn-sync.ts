/**
 * Waits for children synchronously: what comes back, what throws, what stands still
 * meanwhile, and a server that waits for itself.
 *
 * @zh 同步地等子进程：返回什么、什么时候抛错、期间什么都停住，以及一个等自己的服务器。
 * @needs sh
 */
import assert from 'node:assert/strict';
import { execFileSync, execSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const node = process.execPath;

// #region result
// spawnSync() does not throw for what the program does: look yourself.
const options = { input: 'b\na\n', encoding: 'utf8' } as const;
const sorted = spawnSync('sort', options);
console.log('sort:', JSON.stringify(sorted.stdout), sorted.status);
const missing = spawnSync('no-such-program');
console.log('missing:', missing.status, missing.error?.message);
const killed = spawnSync('sh', ['-c', 'kill -TERM $$']);
console.log('killed:', killed.status, killed.signal);
// #endregion result

// #region throws
// The other two return stdout, and throw for all the rest.
console.log('execFileSync:', execFileSync('echo', ['$HOME']).toString().trim());
console.log('execSync:', execSync('echo $((6 * 7))').toString().trim());
interface Failure extends Error {
  status: number | null;
  stderr: Buffer;
}
try {
  // Without `stdio` its stderr goes to ours, past every logger.
  execSync('echo half; echo why >&2; exit 3', { stdio: 'pipe' });
} catch (error) {
  const { status, stderr } = error as Failure;
  console.log(`thrown: status ${status}, stderr ${stderr}`.trim());
}
// #endregion throws

// #region limits
const codeOf = (run: ReturnType<typeof spawnSync>): string =>
  `${(run.error as NodeJS.ErrnoException).code}, ${run.signal}`;
// Time: the lesson. The program would take much longer.
const slow = spawnSync('sleep', ['60'], { timeout: 100 });
console.log('timeout:', codeOf(slow));
const much = spawnSync('yes', { maxBuffer: 1000 }); // It writes for ever.
console.log('maxBuffer:', codeOf(much));
// With SIGTERM, which this one ignores, we would wait until its end.
const deaf = 'trap "" TERM; exec sleep 60';
const forced = spawnSync('sh', ['-c', deaf], {
  timeout: 100, // Time: the lesson.
  killSignal: 'SIGKILL',
});
console.log('SIGKILL:', codeOf(forced));
// #endregion limits

// #region blocks
let ticks = 0;
const timer = setInterval(() => ticks++, 10);
const before = performance.now();
spawnSync('sleep', ['0.3']); // Time: the lesson.
const stood = performance.now() - before;
const during = ticks;
clearInterval(timer);
console.log(`event loop stood still: ${stood.toFixed(0)} ms`);
console.log('ticks meanwhile:', during);
// #endregion blocks

// #region deadlock
const server = createServer((_, response) => response.end('hello'));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
const script = `fetch('http://127.0.0.1:${port}')`;
// Time: the child waits for our answer, and we wait for the child.
const client = spawnSync(node, ['-e', script], { timeout: 1000 });
console.log('a client of our own server:', codeOf(client));
server.closeAllConnections();
server.close();
// #endregion deadlock

assert.equal(sorted.stdout, 'a\nb\n');
assert.match(codeOf(much), /^ENOBUFS/);
assert.equal(during, 0);
assert.deepEqual([slow, forced, client].map(codeOf), [
  'ETIMEDOUT, SIGTERM',
  'ETIMEDOUT, SIGKILL',
  'ETIMEDOUT, SIGTERM',
]);
