// The service under test of load-test-tools.ts; it counts connections, for the tools differ in that.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

let connections = 0;
let requests = 0;
const server = createServer((_, response) => {
  requests++;
  response.setHeader('content-length', 5);
  response.end('hello');
});
server.on('connection', () => connections++);
server.listen(0, '127.0.0.1', () => {
  process.send!((server.address() as AddressInfo).port);
});
process.on('message', () => {
  process.send!({ connections, requests });
  connections = requests = 0;
});
process.on('disconnect', () => process.exit());
