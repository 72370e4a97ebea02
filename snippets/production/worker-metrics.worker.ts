// Serves, counts, and hands its counts to the primary.
import cluster from 'node:cluster';
import { createServer } from 'node:http';
import { performance } from 'node:perf_hooks';

const counts = { requests: 0, errors: 0 };
let before = performance.eventLoopUtilization();

createServer((request, response) => {
  counts.requests++;
  response.on('finish', () => {
    if (response.statusCode >= 500) counts.errors++;
  });
  response.statusCode = request.url === '/broken' ? 500 : 200;
  response.end(String(cluster.worker!.id));
}).listen(0, '127.0.0.1');

// #region report
// Its own memory: the primary's is another process's. In production, on
// a timer; here, when the primary asks.
process.on('message', () => {
  const now = performance.eventLoopUtilization();
  const { utilization } = performance.eventLoopUtilization(now, before);
  before = now;
  const { rss } = process.memoryUsage();
  process.send!({ ...counts, rss, utilization });
});
// #endregion report
