// Exercise: a cluster that is renewed without losing a request. Judge it with: npm run exercise rolling-restart
import cluster from 'node:cluster';

/**
 * The workers of one primary.
 *
 * What a worker does is given: it sends the message 'ready' once it serves. At the message 'leave', which it also
 * understands while it starts, it takes no new connections, answers what it has, and exits; it always does, so you need no deadline.
 * A worker that exits before 'ready' could not start.
 */
export interface Group {
  /** Resolves once the first workers are all ready. */
  ready: Promise<void>;
  /**
   * Replaces all workers, one by one: starts a new one, waits until it is ready, tells an old one to leave, waits until that is gone.
   * So at least `size` workers are ready and have not been told to leave, and at most `size + 1` are there.
   *
   * Resolves once `size` workers are ready that all were started after the call, and no other is left. A call during a restart is one
   * more restart, after that one. Rejects where a new worker could not start: then the old ones that have not left go on
   * serving, and no further one is started for this restart. Rejects also where `stop()` came first, or comes meanwhile.
   */
  restart(): Promise<void>;
  /**
   * Tells all workers to leave, those that start included, and resolves once nobody is left. Then nothing listens on the port, and
   * nothing of the group keeps the process alive. Twice is once.
   */
  stop(): Promise<void>;
}

/**
 * Starts a group. It runs in a process of its own, which has no other cluster. Whenever a worker that was ready dies without having been
 * told to leave, another one takes its place, also during a restart.
 *
 * @param exec - The file of the workers.
 * @param size - How many of them serve.
 */
export function createGroup(exec: string, size: number): Group {
  throw new Error(`not written yet: ${exec}, ${size}, ${cluster.isPrimary}`);
}
