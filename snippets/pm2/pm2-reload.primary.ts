// A rolling restart with the cluster module alone, at the same app.
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

// #region primary
cluster.setupPrimary({
  exec: fileURLToPath(new URL('./pm2-reload.app.ts', import.meta.url)),
  args: ['graceful'],
});
async function start(): Promise<Worker> {
  const worker = cluster.fork();
  await once(worker, 'message'); // 'ready'
  return worker;
}
async function end(worker: Worker): Promise<void> {
  const ended = once(worker, 'exit');
  worker.process.kill('SIGINT');
  const late = new AbortController();
  const limit = sleep(20_000, null, { signal: late.signal }).then(
    () => worker.process.kill('SIGKILL'),
    () => {},
  );
  await ended;
  late.abort();
  await limit;
}

let workers: Worker[] = await Promise.all([start(), start()]);
process.send!('ready');
process.on('message', async (what) => {
  if (what === 'reload') {
    for (const old of workers.slice()) {
      const fresh = await start(); // The new one first, one at a time.
      await end(old);
      workers = workers.map((worker) => (worker === old ? fresh : worker));
    }
    process.send!('reloaded');
  } else {
    await Promise.all(workers.map(end));
    process.disconnect();
  }
});
// #endregion primary
