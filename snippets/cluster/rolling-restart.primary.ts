// The primary: replaces its workers one by one at SIGUSR2 or SIGHUP, ends at SIGTERM.
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const file = new URL('./rolling-restart.worker.ts', import.meta.url);
cluster.setupPrimary({ exec: fileURLToPath(file), args: [] });

const startLimit = 3_000; // ms until a new worker must be healthy
const stopLimit = 3_000; // ms that an old one has for its requests
const serving = new Set<Worker>();
let stopping = false;

// #region start
/** Forks a worker; resolves when it listens and calls itself healthy. */
async function start(): Promise<Worker> {
  const worker = cluster.fork();
  const over = new AbortController();
  const limit = setTimeout(() => over.abort(), startLimit);
  try {
    await Promise.race([
      // Its message comes after its check of itself: see the worker.
      once(worker, 'message', { signal: over.signal }),
      once(worker, 'exit', { signal: over.signal }).then(([code]) => {
        throw new Error(`it exited with code ${code}`);
      }),
    ]);
  } catch (error) {
    worker.process.kill('SIGKILL'); // No more than a crash, if it lives.
    if (!over.signal.aborted) throw error;
    throw new Error('it was not healthy in time', { cause: error });
  } finally {
    clearTimeout(limit);
    over.abort(); // Takes the listeners away.
  }
  serving.add(worker);
  return worker;
}
// #endregion start

// #region retire
/** Lets a worker finish what it has; kills it at the deadline. */
async function retire(worker: Worker): Promise<void> {
  serving.delete(worker); // So its exit is nobody's surprise.
  if (worker.isDead()) return;
  const exited = once(worker, 'exit');
  worker.send('drain');
  const limit = setTimeout(() => worker.process.kill('SIGKILL'), stopLimit);
  await exited;
  clearTimeout(limit);
}
// #endregion retire

// #region roll
let rolling = false;
let again = false;

async function roll(): Promise<void> {
  if (stopping) return;
  // One at a time. A signal meanwhile means code newer than some of
  // the workers started so far: one more round, however many signals.
  if (rolling) {
    again = true;
    report('a signal meanwhile: one more round afterwards');
    return;
  }
  rolling = true;
  do {
    again = false;
    await round();
  } while (again && !stopping);
  rolling = false;
}
// #endregion roll

// #region round
async function round(): Promise<void> {
  for (const old of [...serving].sort((a, b) => a.id - b.id)) {
    try {
      const fresh = await start();
      report(`worker ${fresh.id} is healthy, worker ${old.id} may go`);
    } catch (error) {
      // All that served still serve. A person must look at this.
      report(`roll-out stopped: ${(error as Error).message}`);
      return;
    }
    await retire(old);
  }
  report('rolled');
}
// #endregion round

// #region signals
process.on('SIGUSR2', roll);
process.on('SIGHUP', roll); // On Windows: the console was closed.
process.on('SIGTERM', async () => {
  stopping = true;
  await Promise.all([...serving].map(retire));
  process.exit(0);
});

cluster.on('exit', (worker) => {
  // Only one that served is replaced; see worker-restart for back-off.
  if (!serving.delete(worker) || stopping) return;
  report(`worker ${worker.id} died: replaced`);
  start().then(
    (fresh) => report(`worker ${fresh.id} is healthy`),
    (error: Error) => report(error.message),
  );
});
// #endregion signals

/** To whoever started us, or to the terminal. */
function report(event: string): void {
  const pids = [...serving].map((worker) => worker.process.pid!);
  if (process.send) process.send({ event, pids, port });
  else console.log(event);
}

let port = 0;
cluster.once('listening', (_worker, address) => (port = address.port));
await Promise.all([start(), start()]);
report('up');
