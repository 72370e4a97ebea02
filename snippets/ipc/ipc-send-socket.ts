/**
 * Passes a listening server and then single connections to child processes, and
 * closes the connections that a killed child had not taken.
 *
 * @zh 把监听中的 server 和一个个连接交给子进程；子进程被杀时，关掉它还没接手的连接。
 */
import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

const file = new URL('./ipc-send-socket.child.ts', import.meta.url);
const a = fork(file, ['a']);
const b = fork(file, ['b']);

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A client: sends a line, reads to the end. */
async function ask(port: number, line: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`${line}\n`);
  return (await text(socket)).trim() || 'closed without an answer';
}

// #region server
const server = createServer();
const port = await listen(server);
a.send('server', server);
await once(a, 'message'); // It has it.
server.close(); // Ours. The port stays open: the child has it too.
const first = await ask(port, 'to the port');
console.log('to the port:', first);
a.send('close');
await once(a, 'message');
// #endregion server

// #region pass
interface Passed {
  child: ChildProcess;
  socket: Socket;
}
/** Connections that were sent, and not yet taken. */
const onTheWay = new Map<number, Passed>();
let lastId = 0;

function pass(child: ChildProcess, socket: Socket, head: Buffer): void {
  const gone = child.exitCode !== null || child.signalCode !== null;
  if (gone) return void socket.destroy();
  const message = { id: ++lastId, head: head.toString('base64') };
  onTheWay.set(lastId, { child, socket });
  // Ours stays open too, until the child says that it has it.
  child.send(message, socket, { keepOpen: true }, (error) => {
    if (error) socket.destroy();
  });
}
for (const child of [a, b]) {
  child.on('message', (taken: number) => {
    onTheWay.get(taken)?.socket.destroy(); // Closes our copy only.
    onTheWay.delete(taken);
  });
  child.on('exit', () => {
    for (const { child: to, socket } of onTheWay.values())
      if (to === child) socket.destroy(); // Nobody else has it.
  });
}
// #endregion pass

// #region route
// Paused: nothing is read before somebody wants it.
const router = createServer({ pauseOnConnect: true }, (socket) => {
  socket.on('error', () => socket.destroy());
  socket.once('data', (head: Buffer) => {
    socket.pause();
    pass(head.toString().startsWith('vip') ? b : a, socket, head);
  });
  socket.resume();
});
const routed = await listen(router);
const vip = await ask(routed, 'vip request');
const any = await ask(routed, 'any request');
console.log('routed:', vip);
console.log('routed:', any);
// #endregion route

// #region lost
while (onTheWay.size > 0) await sleep(5);
b.send('block'); // It takes nothing from here on.
const clients = [1, 2, 3].map((n) => ask(routed, `vip ${n}`));
while (onTheWay.size < 3) await sleep(5);
b.kill('SIGKILL');
const lost = await Promise.all(clients);
for (const fate of lost) console.log('child killed:', fate);
// #endregion lost

router.close();
const ended = once(a, 'exit');
a.disconnect();
await ended;
await assert.rejects(ask(port, 'late'), { code: 'ECONNREFUSED' });
assert.equal(first, 'child a got "to the port"');
assert.equal(vip, 'child b got "vip request"');
assert.equal(any, 'child a got "any request"');
assert.deepEqual(new Set(lost), new Set(['closed without an answer']));
