// The primary of production-app.ts: starts, replaces and ends workers, and answers the operators.
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const size = 2;
const startLimit = 8_000; // A worker that does not listen by then is ended.
const deadline = 3_000; // Shorter than the orchestrator's, mostly 10 to 30 s.
const log = (text: string): void => console.log(text);

cluster.setupPrimary({
  exec: fileURLToPath(new URL('./production-app.worker.ts', import.meta.url)),
  execArgv: [...process.execArgv, '--max-old-space-size=256'],
});
const serving = new Set<Worker>();
const retiring = new Set<Worker>();
const reports = new Map<number, Record<string, number>>();
let restarts = 0;
let stopping = false;

// #region start
/** A new worker that listens; rejects if it ends or dawdles instead. */
async function start(): Promise<Worker> {
  const worker = cluster.fork();
  const late = setTimeout(() => worker.process.kill('SIGKILL'), startLimit);
  const up = await Promise.race([
    once(worker, 'listening').then(() => true),
    once(worker, 'exit').then(() => false),
  ]);
  clearTimeout(late);
  if (!up) throw new Error(`worker ${worker.id} ended before it listened`);
  serving.add(worker);
  worker.once('exit', (code, signal) => {
    serving.delete(worker);
    if (retiring.delete(worker)) return;
    log(`worker ${worker.id} ended, ${signal ?? `code ${code}`}`);
    void replace();
  });
  return worker;
}
// #endregion start

// #region replace
let failures = 0;
/** Starts workers until the count is right again, ever more slowly. */
async function replace(): Promise<void> {
  while (!stopping) {
    try {
      restarts++;
      const { id } = await start();
      log(`worker ${id} serves`);
      // It has to stay up for a while before the count starts anew.
      setTimeout(() => (failures = 0), 10_000).unref();
      return;
    } catch (error) {
      if (++failures > 4) return giveUp(error as Error);
      const wait = 50 * 2 ** failures;
      log(`start failed, next in ${wait} ms`);
      await sleep(wait);
    }
  }
}

function giveUp({ message }: Error): void {
  log(`giving up: ${message}`);
  process.exitCode = 1; // The supervisor of the machine is next.
  void stop();
}
// #endregion replace

// #region retire
async function retire(worker: Worker): Promise<void> {
  retiring.add(worker);
  const exit = once(worker, 'exit');
  worker.send('retire');
  const force = setTimeout(() => worker.process.kill('SIGKILL'), deadline);
  await exit;
  clearTimeout(force);
}

let rolling: Promise<void> | undefined;
async function roll(): Promise<void> {
  for (const old of [...serving]) {
    if (stopping) return;
    try {
      await start();
    } catch (error) {
      return log(`reload stopped: ${(error as Error).message}`);
    }
    await retire(old);
  }
  log('reload done');
}
// A second signal while one runs is not a second roll-out.
const reload = (): void => {
  rolling ??= roll().finally(() => (rolling = undefined));
};
process.on('SIGHUP', reload).on('SIGUSR2', reload);
// #endregion retire

// #region stop
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true; // /readyz says so from here on.
  await rolling;
  const last = [...serving];
  await Promise.all(last.map(retire));
  log(`accepted: ${sum('requests')} requests`);
  // What a worker had in its hands in its last report.
  const left = last.map(({ id }) => reports.get(id)?.inFlight ?? 0);
  log(`left unanswered: ${left.reduce((a, b) => a + b, 0)} requests`);
  operators.close();
  operators.closeAllConnections();
}
process.on('SIGTERM', () => void stop()).on('SIGINT', () => void stop());
// #endregion stop

// #region operators
cluster.on('message', ({ id }, report) => reports.set(id, report));
const sum = (name: string): number =>
  [...reports.values()].reduce((total, report) => total + report[name]!, 0);

/** On a port of its own: no flood of clients can keep these waiting. */
const operators = createServer((request, response) => {
  const ready = !stopping && serving.size > 0;
  if (request.url === '/readyz') response.statusCode = ready ? 200 : 503;
  if (request.url !== '/metrics') return response.end();
  const lines = [`app_workers ${serving.size}`];
  lines.push(`app_worker_restarts_total ${restarts}`);
  for (const name of ['requests', 'answered', 'refused']) {
    lines.push(`app_${name}_total ${sum(name)}`);
  }
  for (const worker of serving) {
    const { id } = worker;
    const rss = reports.get(id)?.rss;
    if (rss) lines.push(`app_resident_bytes{worker="${id}"} ${rss}`);
    lines.push(`app_worker_pid{worker="${id}"} ${worker.process.pid}`);
  }
  return response.end(`${lines.join('\n')}\n`);
});
operators.listen(Number(process.env.OPERATORS_PORT), '127.0.0.1');
// #endregion operators

// One after another: a release that cannot start fails once, not twice.
for (let i = 0; i < size && !stopping; i++) await replace();
restarts -= size; // The first ones replaced nobody.
if (!stopping) log('ready');
