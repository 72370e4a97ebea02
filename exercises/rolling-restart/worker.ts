// A worker of the judge. It tells the judge what happens to it, and starts and answers when the judge lets it.
import cluster from 'node:cluster';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, Server as NetServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';

const judge = connect(Number(process.env.JUDGE), '127.0.0.1');
const tell = (is: string, port = 0): void =>
  void judge.write(`${JSON.stringify({ pid: process.pid, is, port })}\n`);
judge.on('error', () => {});

const held: ServerResponse[] = [];
const server = createServer(({ url }, response) => {
  if (url === '/held') {
    held.push(response);
    tell('holding');
  } else response.end(String(process.pid));
});

process.on('message', (message) => {
  if (message !== 'leave') return;
  tell('leaving');
  if (!server.listening) process.exit();
  // Only stops to listen. On a connection that looks idle to HTTP a request may be under way.
  NetServer.prototype.close.call(server, () => cluster.worker!.disconnect());
});
// The connection to the judge would keep it here.
process.once('disconnect', () => judge.destroy());

createInterface(judge).on('line', async (line) => {
  if (line === 'fail') process.exit(1);
  if (line === 'answer') for (const response of held.splice(0)) response.end(String(process.pid));
  if (line === 'start') {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    tell('serving', (server.address() as AddressInfo).port);
  }
  // Only now, so that the judge knows it before the primary does.
  if (line === 'noted' && process.connected) process.send!('ready');
});
tell('here');
