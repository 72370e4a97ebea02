// The primary: replaces workers that end unasked, ever more slowly, and in the end gives up.
import cluster, { type Worker } from 'node:cluster';
import { fileURLToPath } from 'node:url';

const file = new URL('./worker-restart.worker.ts', import.meta.url);
// silent: the stack traces of the crashes would only be in the way.
cluster.setupPrimary({ exec: fileURLToPath(file), silent: true });
const say = (text: string): void => console.log(text);

// Short, for the demonstration; a service takes 100 ms and 10 s.
const firstDelay = 20;
const steadyAfter = 30;
let size = Number(process.argv[2] ?? 1);
// ms until one that starts has to be ready, and that one has to leave.
const startLimit = Number(process.env.START_LIMIT ?? 10_000);
const stopLimit = Number(process.env.DEADLINE ?? 3_000);
const limit = 5; // ends in a row, none of them after a steady life

// #region life
/** What a worker is. `gone` is not in the list: then it is not in the map. */
type Life = { state: 'starting' | 'serving' | 'leaving'; steady: boolean };
const workers = new Map<Worker, Life & { timer: NodeJS.Timeout }>();
let waiting = 0; // Places whose next start waits for its delay.
let failures = 0;
let stopping = false;

/** As many as there should be. Every path that empties a place ends here. */
function fill(delay = 0): void {
  while (!stopping && workers.size + waiting < size) {
    waiting++;
    // Time: the back-off.
    setTimeout(() => {
      waiting--;
      if (!stopping) start();
    }, delay);
  }
}
// #endregion life

// #region steady
/** Ready is not enough: the first request may be what kills it. */
function isSteady(name: string, life: Life): void {
  life.steady = true;
  failures = 0;
  say(`${name} is steady`);
}
// #endregion steady

// #region start
function start(): void {
  let worker: Worker;
  try {
    worker = cluster.fork();
  } catch (error) {
    return ended('no worker', (error as Error).message, false); // ENOMEM, say.
  }
  const name = `worker ${worker.id}`;
  // One that never gets ready would hold its place for ever.
  // Time: how long a start may take.
  const timer = setTimeout(() => worker.process.kill('SIGKILL'), startLimit);
  const life = { state: 'starting' as Life['state'], steady: false, timer };
  workers.set(worker, life);
  worker.once('message', () => {
    if (life.state !== 'starting') return;
    clearTimeout(life.timer);
    life.state = 'serving';
    say(`${name} is ready`);
    // Time: what counts as a steady life.
    life.timer = setTimeout(() => isSteady(name, life), steadyAfter);
  });
  const gone = (why: string): void => {
    if (!workers.delete(worker)) return;
    clearTimeout(life.timer);
    // Not `code !== 0`: one that ends in peace is gone, too.
    if (life.state !== 'leaving') return ended(name, why, life.steady);
    say(`${name} ended, ${why}: as it was told to`);
    if (stopping) release();
  };
  worker.once('exit', (code, signal) => gone(signal ?? `code ${code}`));
  // EAGAIN, EMFILE: an 'error' instead of an 'exit', and no pid. Others
  // are of a message to one that has just died.
  worker.on('error', ({ message }) => {
    if (worker.process.pid === undefined) gone(message);
  });
}
// #endregion start

// #region exit
function ended(name: string, why: string, steady: boolean): void {
  const end = `${name} ended, ${why}`;
  if (stopping) return (say(end), release());
  if (steady) {
    say(`${end}: replaced at once`);
    return fill();
  }
  if (++failures >= limit) return giveUp();
  const delay = firstDelay * 2 ** (failures - 1);
  say(`${end} too early: replaced after ${delay} ms`);
  fill(delay);
}
// #endregion exit

// #region give-up
function giveUp(): void {
  console.error(`${limit} workers in a row ended too early: giving up`);
  // systemd, Docker or Kubernetes see the code, and back off too.
  process.exitCode = 70; // EX_SOFTWARE in sysexits.h
  stop();
}
// #endregion give-up

// #region stop
/** Once, and for all of them: those that start, that serve, that hang. */
function stop(): void {
  if (stopping) return;
  stopping = true;
  say('stopping');
  for (const worker of workers.keys()) leave(worker);
  release();
}
/** When the last one is gone nothing must keep us. */
function release(): void {
  if (workers.size > 0) return;
  say('stopped');
  if (process.connected) process.disconnect();
}
function leave(worker: Worker): void {
  const life = workers.get(worker);
  if (!life || life.state === 'leaving') return;
  clearTimeout(life.timer);
  life.state = 'leaving';
  if (worker.isConnected()) worker.disconnect();
  // Time: the deadline.
  life.timer = setTimeout(() => worker.process.kill('SIGKILL'), stopLimit);
}
process.on('SIGTERM', stop).on('SIGINT', stop).on('disconnect', stop);
// #endregion stop

// The demonstration's orders: some are the worker's business.
process.on('message', (order: string) => {
  if (order === 'larger') size++;
  if (order === 'smaller') size--;
  for (const worker of workers.keys()) {
    if (order === 'smaller') leave(worker);
    else worker.send(order, () => {});
  }
  fill();
});

fill();
