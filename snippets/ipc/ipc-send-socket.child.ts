// A child of ipc-send-socket.ts: gets a server or a connection along with a message.
import type { Server, Socket } from 'node:net';

const name = process.argv[2];

function answer(socket: Socket): void {
  socket.on('error', () => socket.destroy());
  socket.once('data', (line: Buffer) => {
    const text = line.toString().trim();
    socket.end(`child ${name} got "${text}"\n`);
  });
}

// #region server
let server: Server | undefined;
process.on('message', (message: unknown, handle: unknown) => {
  if (message === 'server') {
    server = handle as Server;
    server.on('connection', answer);
    process.send!('listening');
  }
  if (message === 'close') server?.close(() => process.send!('closed'));
});
// #endregion server

// #region socket
interface Connection {
  id: number;
  head: string;
}

process.on('message', (message: string | Connection, handle: unknown) => {
  if (typeof message === 'string') return;
  process.send!(message.id); // Taken: the parent may close its own.
  const socket = handle as Socket | undefined;
  if (!socket) return; // It was closed on its way here.
  answer(socket);
  // What the parent has read is nowhere else: back in front with it.
  socket.unshift(Buffer.from(message.head, 'base64'));
});
// #endregion socket

process.on('message', (message) => {
  if (message !== 'block') return;
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
