// Answers at once, except while it is blocked.
import cluster from 'node:cluster';
import { readSync } from 'node:fs';
import { createServer } from 'node:http';

createServer((_request, response) => {
  response.end(String(cluster.worker!.id));
}).listen(0, '127.0.0.1');

process.on('message', () => {
  // A long computation would do the same. This one ends when the primary
  // writes a byte to our stdin.
  process.send!('begun', () => readSync(0, Buffer.alloc(1)));
});
