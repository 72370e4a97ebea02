// A child of the judge: node worker.ts <solution>
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';

const { receive } = (await import(process.argv[2]!)) as { receive: (server: Server) => void };

/** What a request did that never gets its answer. */
const held = { came: 0, closed: 0 };

const server = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
  const { url, headers } = request;
  const who = { pid: process.pid, key: headers['x-key'] };
  if (url === '/held') {
    held.came++;
    response.once('close', () => held.closed++);
    // It has begun to answer, so that its client knows that it is there.
    response.write('begun');
  } else if (url === '/held?') response.end(JSON.stringify({ ...who, ...held }));
  else if (url === '/large') response.end('x'.repeat(5_000_000));
  else response.end(JSON.stringify({ ...who, body: (await text(request)).length }));
});
// Its client may end its sending and still wait for the answer.
(server as Server & { httpAllowHalfOpen: boolean }).httpAllowHalfOpen = true;
process.once('disconnect', () => process.exit());
receive(server);
