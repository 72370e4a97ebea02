// What the route computes, and the worker that computes it away from the server.
import { isMainThread, parentPort } from 'node:worker_threads';

// #region compute
/** Keeps one thread busy for 400 ms, as a report or a big JSON would. */
export function compute(): string {
  const end = performance.now() + 400;
  while (performance.now() < end); // Time: the lesson.
  return 'report';
}

if (!isMainThread) parentPort!.postMessage(compute());
// #endregion compute
