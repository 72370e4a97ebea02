/**
 * Takes the remainder of a hash by the number of living children: when one dies, most keys of the others move too.
 *
 * @zh 用散列值对还活着的子进程数取余：死了一个，其他子进程的 key 也大多换了地方。
 * @fails dies
 */
import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface Limits {
  headBytes: number;
  patience: () => AbortSignal;
}

interface Target {
  id: number;
  port: number;
}

const endOfHead = '\r\n\r\n';

// The parent passes bytes, not the socket. A socket that is read here goes on being read until the child has it,
// and pause() does not stop that: what comes meanwhile would be lost.
export async function createRouter(
  children: readonly ChildProcess[],
  limits: Limits,
): Promise<Server> {
  const alive = new Set<Target>();
  await Promise.all(
    children.map(async (child, id) => {
      const [{ port }] = (await once(child, 'message')) as [{ port: number }];
      const target = { id, port };
      alive.add(target);
      child.once('exit', () => alive.delete(target));
    }),
  );

  async function route(socket: Socket): Promise<void> {
    const head = await readHead(socket, limits);
    if (head === undefined) return;
    const key = /^x-key:[ \t]*(.*?)[ \t]*$/im.exec(head)?.[1] ?? String(Math.random());
    const child = await reach(key);
    if (!child) return refuse(socket, '503 Service Unavailable');
    // The client may be gone meanwhile.
    if (socket.destroyed) child.destroy();
    else join(socket, child);
  }

  /** Connects to the child of this key. Who refuses is dead, though its 'exit' has not come yet. */
  async function reach(key: string): Promise<Socket | undefined> {
    for (;;) {
      const target = choose(key, alive);
      if (!target) return undefined;
      const child = connect({ port: target.port, host: '127.0.0.1', allowHalfOpen: true });
      child.on('error', () => {});
      if (await opens(child)) return child;
      alive.delete(target);
    }
  }

  // Half open: a client may end its sending and still wait for the answer.
  return createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    void route(socket);
  });
}

function choose(key: string, alive: Iterable<Target>): Target | undefined {
  const targets = [...alive];
  const hash = createHash('sha1').update(key).digest().readUInt32LE();
  return targets[hash % targets.length];
}

/** Reads up to the end of the first head and puts everything back; undefined where that does not come. */
function readHead(socket: Socket, { headBytes, patience }: Limits): Promise<string | undefined> {
  return new Promise((resolve) => {
    const signal = patience();
    let bytes: Buffer = Buffer.alloc(0);
    const onData = (data: Buffer): void => {
      bytes = Buffer.concat([bytes, data]);
      const end = bytes.indexOf(endOfHead);
      const length = end < 0 ? bytes.length + 1 : end + endOfHead.length;
      if (length > headBytes) return done('431 Request Header Fields Too Large');
      if (end >= 0) done(undefined, bytes.toString('latin1', 0, end));
    };
    const onAbort = (): void => done('408 Request Timeout');
    const onEnd = (): void => {
      socket.destroy();
      done();
    };
    function done(refusal?: string, head?: string): void {
      socket.off('data', onData).off('end', onEnd).off('close', onEnd);
      signal.removeEventListener('abort', onAbort);
      if (refusal) refuse(socket, refusal);
      if (head !== undefined) {
        socket.pause();
        socket.unshift(bytes);
      }
      resolve(head);
    }
    socket.on('data', onData).on('end', onEnd).on('close', onEnd);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort);
  });
}

function refuse(socket: Socket, status: string): void {
  // What still comes is read and dropped: unread bytes would turn the end into a reset, and that can cost the answer.
  socket.resume();
  socket.once('end', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** Passes bytes and ends both ways. pipe() also waits for the slower side. */
function join(one: Socket, other: Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(to);
    // Without an end before it broke. destroy() would tell the other side of an end only, and that may still want to answer.
    from.once('close', () => from.readableEnded || to.resetAndDestroy());
  }
}

const opens = (socket: Socket): Promise<boolean> =>
  once(socket, 'connect').then(
    () => true,
    () => false,
  );

export function receive(server: HttpServer): void {
  server.listen(0, '127.0.0.1', () =>
    process.send!({ port: (server.address() as AddressInfo).port }),
  );
}
