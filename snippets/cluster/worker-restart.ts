/**
 * Replaces workers that end unasked, waits longer each time while they crash at start,
 * and gives up with an exit code of its own.
 *
 * @zh 替换自己结束的 worker；若一启动就崩溃则越等越久，最后放弃，并给出专门的退出码。
 * @exits 70
 */
import assert from 'node:assert/strict';
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const file = new URL('./worker-restart.worker.ts', import.meta.url);
// silent: the stack traces of the crashes would only be in the way.
cluster.setupPrimary({ exec: fileURLToPath(file), silent: true });

// #region steady
// Short, for the demonstration; a service takes 100 ms and 10 s.
const firstDelay = 20;
const steadyAfter = 30;
const limit = 5; // deaths in a row, none of them after a steady life
let failures = 0;
const steady = new WeakSet<Worker>();

cluster.on('message', (worker) => {
  // Ready is not enough: the first request may be what kills it.
  setTimeout(() => {
    if (worker.isDead()) return;
    steady.add(worker);
    failures = 0;
  }, steadyAfter).unref();
});
// #endregion steady

// #region exit
cluster.on('exit', (worker, code, signal) => {
  const end = `worker ${worker.id} ended, ${signal ?? `code ${code}`}`;
  if (worker.exitedAfterDisconnect) {
    console.log(`${end}: as it was told to`);
  } else if (steady.has(worker)) {
    // Not `code !== 0`: one that ends in peace is gone, too.
    console.log(`${end}: replaced at once`);
    fork();
  } else if (++failures < limit) {
    const delay = firstDelay * 2 ** (failures - 1);
    console.log(`${end} too early: replaced after ${delay} ms`);
    setTimeout(fork, delay);
  } else {
    giveUp();
  }
});
// #endregion exit

// #region give-up
function giveUp(): void {
  console.error(`${limit} workers in a row ended too early: giving up`);
  // systemd, Docker or Kubernetes see the code, and back off too.
  process.exitCode = 70; // EX_SOFTWARE in sysexits.h
  cluster.disconnect();
}
// #endregion give-up

let release = 'good';
function fork(): void {
  cluster.fork({ RELEASE: release });
}

// #region scenario
/** Starts or awaits the next worker, and tells it how to end. */
async function endOne(order: string): Promise<void> {
  const [worker] = await once(cluster, 'message');
  const exited = once(worker, 'exit');
  await sleep(2 * steadyAfter);
  if (order === 'leave') worker.disconnect();
  else worker.send(order);
  await exited;
}

fork();
await endOne('throw'); // A bug.
await endOne('exit 0'); // process.exit() in some library.
await endOne('SIGKILL'); // The kernel, when memory is short.
await endOne('leave'); // Scaled down.

release = 'broken'; // From now on each crashes while it loads.
fork();
await once(process, 'beforeExit');
// #endregion scenario

assert.equal(failures, limit);
assert.equal(Object.keys(cluster.workers ?? {}).length, 0);
