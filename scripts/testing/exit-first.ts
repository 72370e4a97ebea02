import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/**
 * Lets a child process end within one turn of this process's event loop, so that its 'exit' comes before anything that it
 * wrote last has been read. In a turn, libuv handles what can be read first and signals last, and one signal is enough for it
 * to look for all children that have ended (`have_signals` in libuv's `src/unix/linux.c`). So a datagram and a signal are
 * made to wait for one turn; the datagram's listener blocks until the child has ended.
 *
 * @param pid - The child.
 * @param act - Makes it end: what it is sent has been written when this returns.
 * @throws Error where there is no such process.
 */
export async function exitFirst(pid: number, act: () => void): Promise<void> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  socket.connect(socket.address().port, '127.0.0.1');
  await once(socket, 'connect');
  const ignore = (): void => {};
  process.on('SIGCONT', ignore);
  const received = once(socket, 'message');
  socket.once('message', () => {
    act();
    for (let state = ''; !state.startsWith('Z');) {
      state = spawnSync('ps', ['-o', 'stat=', '-p', `${pid}`], { encoding: 'utf8' }).stdout;
      if (state === '') throw new Error(`there is no process ${pid}`);
    }
  });
  setImmediate(() => {
    socket.send('');
    process.kill(process.pid, 'SIGCONT');
  });
  await received;
  socket.close();
  process.off('SIGCONT', ignore);
}
