// The service under test, in a process of its own: told a number, it stands still at that request.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// #region server
let left = 0;
const server = createServer((_, response) => {
  if (--left === 0) standStill();
  response.end('hello');
});
server.listen(0, '127.0.0.1', () => {
  process.send!((server.address() as AddressInfo).port);
});
process.on('message', (requests: number) => (left = requests));

function standStill(): void {
  const end = performance.now() + 500;
  // Time: as a collection or a big JSON would.
  while (performance.now() < end);
}
// #endregion server
process.on('disconnect', () => process.exit());
