// A cluster whose workers count and report, and whose primary answers /metrics for all.
import cluster, { type Worker } from 'node:cluster';
import { createServer } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';

interface Report {
  requests: number;
  errors: number;
  rss: number;
  delay: number;
}

// #region worker
function work(): void {
  let [requests, errors] = [0, 0];
  const loop = monitorEventLoopDelay();
  loop.enable();
  const report = (): void => {
    const { rss } = process.memoryUsage(); // Ours: asked in the worker.
    const delay = loop.percentile(99) / 1e9;
    process.send!({ requests, errors, rss, delay } satisfies Report);
    loop.reset(); // A p99 since the start would hide today's trouble.
  };
  setInterval(report, 200).unref();
  createServer((request, response) => {
    requests++;
    if (request.url === '/fail') {
      errors++;
      response.statusCode = 500;
    }
    response.end();
  }).listen(0, '127.0.0.1');
}
// #endregion worker

// #region expose
const reports = new Map<number, Report>();
// What a worker counted before it died must not vanish from a total.
const gone = { requests: 0, errors: 0 };

function metrics(): string {
  const lines: string[] = [];
  const add = (name: string, type: string, of: (r: Report) => number) => {
    lines.push(`# TYPE ${name} ${type}`);
    for (const [id, report] of [...reports].sort(([a], [b]) => a - b)) {
      lines.push(`${name}{worker="${id}"} ${of(report)}`);
    }
  };
  add('http_requests_total', 'counter', (r) => r.requests);
  lines.push(`http_requests_total{worker="gone"} ${gone.requests}`);
  add('http_errors_total', 'counter', (r) => r.errors);
  lines.push(`http_errors_total{worker="gone"} ${gone.errors}`);
  add('process_resident_memory_bytes', 'gauge', (r) => r.rss);
  add('nodejs_eventloop_delay_p99_seconds', 'gauge', (r) => r.delay);
  return `${lines.join('\n')}\n`;
}
// #endregion expose

// #region primary
function lead(): void {
  cluster.on('message', (worker: Worker, report: Report) => {
    reports.set(worker.id, report);
  });
  cluster.on('exit', ({ id, exitedAfterDisconnect }) => {
    const last = reports.get(id);
    reports.delete(id);
    gone.requests += last?.requests ?? 0;
    gone.errors += last?.errors ?? 0;
    if (!exitedAfterDisconnect) cluster.fork();
  });
  cluster.on('listening', (_, { port }) => process.send!({ port }));
  // A port of its own, not the public one: these are not for clients.
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(metrics());
  });
  server.listen(0, '127.0.0.1', () => {
    process.send!({ metrics: server.address() });
    cluster.fork();
    cluster.fork();
  });
}
// #endregion primary

if (cluster.isPrimary) {
  lead();
  process.on('message', () => cluster.workers?.[1]?.process.kill('SIGKILL'));
  process.on('disconnect', () => process.exit());
} else work();
