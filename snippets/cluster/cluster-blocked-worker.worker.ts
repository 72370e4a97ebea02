// Answers at once, except while it computes.
import cluster from 'node:cluster';
import { createServer } from 'node:http';

createServer((_request, response) => {
  response.end(String(cluster.worker!.id));
}).listen(0, '127.0.0.1');

process.on('message', () => {
  process.send!('begun', () => {
    const end = performance.now() + 1_000;
    while (performance.now() < end);
  });
});
