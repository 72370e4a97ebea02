// A cluster whose worker leaks Buffers, and a watchdog that may look at the wrong field.
import cluster from 'node:cluster';
import { createServer } from 'node:http';

// #region limits
/** Bytes; what a worker may use before it is replaced. */
const limits = { heapUsed: 60e6, external: 60e6, rss: 180e6 };
type Field = keyof typeof limits;
const watched = process.argv.slice(2) as Field[];
// #endregion limits

/** Whoever listens may have gone meanwhile: that is no error. */
const tell = (word: object): void => void process.send!(word, () => {});

// #region guard
function guard(report: (over?: Field) => void): void {
  const look = setInterval(() => {
    const usage = process.memoryUsage();
    const over = watched.find((field) => usage[field] > limits[field]);
    if (over) clearInterval(look);
    report(over);
  }, 50);
  look.unref();
}
// #endregion guard

// #region worker
if (cluster.isWorker) {
  const leaked: Buffer[] = [];
  const server = createServer((_, response) => {
    leaked.push(Buffer.alloc(4e6, 1)); // An upload nobody lets go of.
    response.end();
  });
  server.listen(0, '127.0.0.1');
  // Not exit(): the primary forks a new one first, then says "end".
  guard((why) => tell({ looked: true, why }));
  process.on('message', () => cluster.worker!.disconnect());
}
// #endregion worker

// #region primary
if (cluster.isPrimary) {
  cluster.fork();
  cluster.on('message', (worker, { looked, why }) => {
    tell({ looked, why });
    if (!why) return;
    // The heir serves before the old one stops. Not at once with all
    // workers: they leak alike, and reach the limit together.
    cluster.fork().once('listening', () => worker.send('end'));
  });
  cluster.on('exit', () => tell({ ended: true }));
  cluster.on('listening', (_, { port }) => tell({ port }));
  process.on('disconnect', () => process.exit());
}
// #endregion primary
