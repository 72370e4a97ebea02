// Notes whatever asks it to end.
import { createServer } from 'node:http';

// #region app
const server = createServer((_request, response) => response.end('ok'));
server.listen(0);

function end(why: string): void {
  console.log(`asked to end by ${why}`);
  server.close(() => process.exit(0));
}
process.on('SIGINT', () => end('SIGINT'));
process.on('message', (message) => {
  if (message === 'shutdown') end('the message "shutdown"');
});
// #endregion app
