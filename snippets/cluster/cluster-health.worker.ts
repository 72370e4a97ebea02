// Reports its own health; the second one holds memory that the others have not.
import cluster from 'node:cluster';
import { performance } from 'node:perf_hooks';

export type Health = { rss: number; utilization: number };

const cache = Buffer.alloc(cluster.worker!.id === 2 ? 40e6 : 0, 1);

// #region report
let then = performance.eventLoopUtilization();
setInterval(() => {
  const now = performance.eventLoopUtilization();
  const { utilization } = performance.eventLoopUtilization(now, then);
  then = now;
  const rss = process.memoryUsage.rss();
  // Between disconnect() and our end there is nobody to tell.
  if (process.connected) process.send!({ rss, utilization });
}, Number(process.env.EVERY)).unref();
// #endregion report

process.on('message', () => {
  while (cache) {
    // A regular expression, a huge JSON: the loop does not turn.
  }
});
