// The service under test, in a process of its own: it stands still for half a second when told to.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// #region server
const server = createServer((_, response) => {
  response.end('hello');
});
server.listen(0, '127.0.0.1', () => {
  process.send!((server.address() as AddressInfo).port);
});
process.on('message', () => {
  const end = performance.now() + 500;
  while (performance.now() < end); // As a collection or a big JSON would.
});
// #endregion server
process.on('disconnect', () => process.exit());
