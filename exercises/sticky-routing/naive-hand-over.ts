/**
 * Reads the head, then hands the socket to the child with what was read: what comes until the child has it is read here, by nobody.
 *
 * @zh 读完请求头，把 socket 连同读到的内容交给子进程：子进程拿到之前又来的字节还在这里被读走，没有人要。
 * @fails bytes
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
    let bytes = Buffer.alloc(0);
    socket.on('error', () => {});
    const refuse = (status: string): void => {
      socket.off('data', onData);
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
    };
    const signal = patience();
    const late = (): void => refuse('408 Request Timeout');
    signal.addEventListener('abort', late);
    function onData(data: Buffer): void {
      bytes = Buffer.concat([bytes, data]);
      const end = bytes.indexOf('\r\n\r\n');
      if ((end < 0 ? bytes.length : end + 4) > headBytes) return refuse('431 Too Large');
      if (end < 0) return;
      signal.removeEventListener('abort', late);
      socket.off('data', onData);
      socket.pause();
      const key = /^x-key: *(.*)$/im.exec(bytes.toString('latin1', 0, end))?.[1] ?? '';
      const hash = createHash('sha1').update(key).digest().readUInt32LE();
      const child = alive[hash % alive.length];
      if (child) child.send(bytes.toString('base64'), socket);
      else refuse('503 Service Unavailable');
    }
    socket.on('data', onData);
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
