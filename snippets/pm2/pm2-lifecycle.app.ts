// A server with two log lines in its life.
import { createServer } from 'node:http';

const id = process.env.NODE_APP_INSTANCE;
createServer((_request, response) => response.end('ok')).listen(0, () =>
  console.log(`instance ${id} listens`),
);
process.once('SIGINT', () => {
  console.log(`instance ${id} got SIGINT`);
  process.exit(0);
});
