// The API of the ecosystem file; it writes down with what it was started.
import { createServer } from 'node:http';

const { NODE_ENV, NODE_APP_INSTANCE, FEATURE } = process.env;
const server = createServer((_request, response) => response.end('ok'));
server.listen(Number(process.env.PORT), '127.0.0.1', () => {
  console.log(`api ${NODE_APP_INSTANCE}: ${NODE_ENV}, feature ${FEATURE}`);
  process.send?.('ready');
});
process.once('SIGINT', () => server.close(() => process.exit(0)));
