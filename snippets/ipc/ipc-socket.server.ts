// The server process of ipc-socket.ts: one address for frames, one without them.
import { once } from 'node:events';
import { unlink } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { frame, frames } from './ipc-socket.frames.ts';

const path = process.argv[2]!;

// #region naive
/** Says what each 'data' event brings. */
function tell(socket: Socket): void {
  socket.on('error', () => socket.destroy());
  const seen: string[] = [];
  socket.on('data', (chunk) => seen.push(String(chunk)));
  socket.on('end', () => process.send!(seen));
}
// #endregion naive

// #region framed
async function answer(socket: Socket): Promise<void> {
  try {
    for await (const text of frames(socket))
      socket.write(frame(`length ${text.length}`));
  } catch {
    socket.destroy(); // Too long, or the client is gone.
  }
}
// #endregion framed

// #region listen
/** Listens, also where a dead server has left its file. */
async function listen(server: Server, at: string): Promise<string> {
  try {
    await once(server.listen(at), 'listening');
    return 'listens';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE') throw error;
  }
  // Never remove the file of a living one: does anybody answer?
  const probe = connect(at);
  const alive = await once(probe, 'connect').then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ECONNREFUSED',
  );
  probe.destroy();
  if (alive) throw new Error(`another server has ${at}`);
  await unlink(at);
  await once(server.listen(at), 'listening');
  return 'removes the file of a dead one, listens';
}
// #endregion listen

const raw = createServer(tell);
const framed = createServer((socket) => void answer(socket));
await listen(raw, `${path}.raw`);
process.send!(await listen(framed, path));
process.on('disconnect', () => [raw, framed].map((server) => server.close()));
