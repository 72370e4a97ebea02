/**
 * Lets workers reach their heap limit, their stack limit and no limit at all, while the
 * process lives on.
 *
 * @zh 让 worker 分别撞上堆上限、栈上限和没有上限的内存，而进程照常运行。
 */
import assert from 'node:assert/strict';
import { Worker } from 'node:worker_threads';

const file = new URL('./worker-resource-limits.worker.ts', import.meta.url);

// #region limits
/** What the parent sees of a worker with these limits. */
async function watch(what: string): Promise<string> {
  const worker = new Worker(file, {
    workerData: what,
    resourceLimits: { maxOldGenerationSizeMb: 32, stackSizeMb: 1 },
  });
  let seen = '';
  worker.on('message', (text) => (seen += `"${text}", `));
  worker.on('error', (error: NodeJS.ErrnoException) => {
    seen += `${error.code ?? error.name}, `;
  });
  const [code] = await new Promise<[number]>((resolve) => {
    worker.once('exit', (code) => resolve([code]));
  });
  return `${seen}exit ${code}`;
}
// #endregion limits

// #region show
const results: Record<string, string> = {};
for (const what of ['objects', 'recursion', 'buffers']) {
  results[what] = await watch(what);
  console.log(`${what}: ${results[what]}`);
}
console.log('the process lives, and can start another:');
console.log(`nothing: ${await watch('nothing')}`);
// #endregion show

assert.deepEqual(results, {
  objects: 'ERR_WORKER_OUT_OF_MEMORY, exit 1',
  recursion: '"RangeError, caught inside", exit 0',
  buffers: '"100 MB outside the heap, with a limit of 32", exit 0',
});
