// The thread of worker-resource-limits.ts, which uses too much of something.
import { parentPort, workerData } from 'node:worker_threads';

// #region worker
if (workerData === 'objects') {
  const kept: object[] = [];
  for (;;) kept.push({ n: kept.length }); // Until the thread is ended.
}
if (workerData === 'recursion') {
  const deeper = (): number => 1 + deeper();
  try {
    deeper();
  } catch (error) {
    parentPort!.postMessage(`${(error as Error).name}, caught inside`);
  }
}
if (workerData === 'buffers') {
  // Memory of an ArrayBuffer lies outside the heap: no limit sees it.
  const kept = Array.from({ length: 100 }, () => Buffer.alloc(1e6, 1));
  const text = `${kept.length} MB outside the heap, with a limit of 32`;
  parentPort!.postMessage(text);
}
// #endregion worker
