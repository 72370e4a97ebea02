// Exercise: request and response over IPC. Judge it with: npm run exercise ipc-request
import type { ChildProcess } from 'node:child_process';

/** Asks one child. */
export interface Client {
  /**
   * Sends a request to the child, and gives what its handler returns.
   *
   * It never throws: it gives a promise that always settles. That fails with an Error
   * - with the name and the message of what the handler threw;
   * - where the request or the answer cannot be sent (such as a BigInt in it);
   * - where the child is gone, or goes before it has answered;
   * - where the answer is not there within the limit. An answer that comes later is ignored;
   * - once close() was called.
   *
   * @param limit - In milliseconds. Without one it waits as long as the child is there.
   */
  request(what: unknown, limit?: number): Promise<unknown>;
  /** What is pending fails, and the channel is disconnected, so that the child can end. May be called again. */
  close(): void;
}

/**
 * In the parent.
 *
 * @param child - From fork(), with its channel open. Messages that are no objects, or null, are for somebody else.
 */
export function createClient(child: ChildProcess): Client {
  throw new Error(`not written yet: ${child.pid}`);
}

/**
 * In the child: answers requests from now on, several at a time.
 *
 * @param handler - Gives the answer or a promise of it, or throws an Error.
 */
export function serve(handler: (what: unknown) => unknown): void {
  throw new Error(`not written yet: ${handler.name}`);
}
