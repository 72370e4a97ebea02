// A server with one bug; its first argument says what is done about errors.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const how = process.argv[2];

/** Two connections to a database; whoever throws in between keeps his. */
let free = 2;
async function query(path: string): Promise<string> {
  while (free === 0) await sleep(5);
  free--;
  await sleep(5); // Time: of a query.
  if (path === '/bug') throw new TypeError('the bug');
  free++;
  return 'rows';
}

// #region only-log
if (how === 'only logs') {
  // The process lives on. So do the open response and the connection
  // that nobody gives back.
  process.on('uncaughtException', ({ message }) => log(message));
  process.on('unhandledRejection', (reason) => log(String(reason)));
}
// #endregion only-log

// #region answer
async function answer(path: string, response: ServerResponse): Promise<void> {
  if (how !== 'answers and restarts') {
    response.end(await query(path)); // A rejection has no catcher here.
    return;
  }
  try {
    response.end(await query(path));
  } catch (error) {
    response.writeHead(500, { connection: 'close' }).end('error');
    fatal(error); // A bug, not an expected failure: state is in doubt.
  }
}
// #endregion answer

// #region fatal
function fatal(error: unknown): void {
  log(`fatal: ${String(error)}`);
  process.exitCode = 1; // Whoever watches us starts a new one.
  server.close(() => process.exit());
  // Time: a deadline for those that are still here.
  setTimeout(() => process.exit(), 1000).unref();
}
if (how === 'answers and restarts') {
  process.on('uncaughtException', fatal); // Rejections come here as well.
}
// #endregion fatal

function log(line: string): void {
  console.log(`  its log: ${line}`);
}
const server = createServer((request, response) => {
  void answer(request.url ?? '/', response);
});
server.listen(0, '127.0.0.1', () => {
  process.send!((server.address() as AddressInfo).port);
});
process.on('disconnect', () => process.exit());
