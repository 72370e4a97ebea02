// Exercise: the same key always meets the same worker. Judge it with: npm run exercise sticky-routing
import type { ChildProcess } from 'node:child_process';
import type { Server as HttpServer } from 'node:http';
import type { Server } from 'node:net';

export interface Limits {
  /** Bytes that a request head has at most, its empty line included. */
  headBytes: number;
  /** Called once for each connection: the signal is aborted when its wait for the whole first head is over. It may never be. */
  patience: () => AbortSignal;
}

/**
 * In the parent: makes a server that accepts connections and brings each to one of the children. It is called right after `fork()`, and
 * resolves once all children can serve. The caller calls `listen()`.
 *
 * - The first request head of a connection decides: the value of its header `X-Key` (in whatever case the name is written), or any child
 *   where it has none. The whole connection belongs to that child, with every byte in both directions, whatever comes in it later.
 * - A key has the same child as long as that child lives. When a child dies, its keys go to others, each to one,
 *   and no other key moves. A connection that comes after the death is served, though 'exit' may not have been emitted yet.
 *   With no child left the answer is `HTTP/1.1 503`, and the connection ends.
 * - A head that is too long is answered with `HTTP/1.1 431`, one that does not come in time with `HTTP/1.1 408`, and the connection ends.
 * - When one side ends its sending, the other hears that, and may still send. When one side's connection breaks (a reset), the other's ends.
 *
 * @param children - Each is forked with an IPC channel, which nobody else uses, and calls `receive()`.
 */
export function createRouter(children: readonly ChildProcess[], limits: Limits): Promise<Server> {
  throw new Error(`not written yet: ${children.length}, ${limits.headBytes}`);
}

/**
 * In a child: serves with this server whatever the parent brings. How it gets here is up to you: `child.send()` can pass a socket, and
 * a child can listen on a port of its own on 127.0.0.1.
 *
 * @param server - It does not listen yet.
 */
export function receive(server: HttpServer): void {
  throw new Error(`not written yet: ${String(server.listening)}`);
}
