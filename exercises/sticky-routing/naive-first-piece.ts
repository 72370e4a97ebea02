/**
 * Takes the first piece that is read for the whole head: a key that comes in the second piece is not seen.
 *
 * @zh 把读到的第一段当成整个请求头：key 在第二段里就看不到了。
 * @fails pieces
 */
import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';

export async function createRouter(
  children: readonly ChildProcess[],
  { headBytes, patience }: { headBytes: number; patience: () => AbortSignal },
): Promise<Server> {
  await Promise.all(children.map((child) => once(child, 'message')));
  const alive = [...children];
  for (const child of children) child.once('exit', () => alive.splice(alive.indexOf(child), 1));

  return createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    const signal = patience();
    const late = (): void => void socket.end('HTTP/1.1 408 Request Timeout\r\n\r\n');
    signal.addEventListener('abort', late);
    socket.once('data', (bytes) => {
      signal.removeEventListener('abort', late);
      socket.pause();
      if (bytes.length > headBytes) return void socket.end('HTTP/1.1 431 Too Large\r\n\r\n');
      const key = /^x-key: *(.*)$/im.exec(bytes.toString('latin1'))?.[1] ?? '';
      const hash = createHash('sha1').update(key).digest().readUInt32LE();
      const child = alive[hash % alive.length];
      if (child) child.send(bytes.toString('base64'), socket);
      else socket.end('HTTP/1.1 503 Service Unavailable\r\n\r\n');
    });
    socket.once('end', () => socket.end());
  });
}

export function receive(server: HttpServer): void {
  process.on('message', (bytes: string, socket: Socket | undefined) => {
    if (!socket) return;
    socket.unshift(Buffer.from(bytes, 'base64'));
    server.emit('connection', socket);
    socket.resume();
  });
  process.send!('ready');
}
