/**
 * Eight workers, and two of them look busy: finds out which one computes, in which function, and where the other one waits.
 *
 * @zh 八个 worker，其中两个看上去很忙：找出哪个真在计算、算的是哪个函数，另一个又等在哪里。
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { busiestFunction, profileOf } from './hot-worker.inspect.ts';

const jobs = ['', '', 'compare', '', '', 'lock', '', ''];
const workers = await Promise.all(
  jobs.map(async (job) => {
    const worker = new Worker(
      new URL('./hot-worker.worker.ts', import.meta.url),
      { workerData: job },
    );
    await once(worker, 'message');
    return worker;
  }),
);

// #region look
interface ThreadReport {
  header: { threadId: number };
  uvthreadResourceUsage: { userCpuSeconds: number };
  javascriptStack: { stack: string[] };
}
/** What a diagnostic report says of each worker. It asks none of them: it interrupts what they do. */
function reports(): ThreadReport[] {
  const all = process.report.getReport() as unknown as {
    workers: ThreadReport[];
  };
  return workers.map(({ threadId }) =>
    all.workers.find(({ header }) => header.threadId === threadId)!,
  );
}
/** Resolves when the process has used a third of a second of processor time. */
async function untilWorked(): Promise<void> {
  const start = process.cpuUsage();
  while (process.cpuUsage(start).user < 300_000)
    // Time: now and then, so that the one who looks is not the busy one.
    await new Promise((resolve) => setTimeout(resolve, 20));
}
const loopOf = ({ performance }: Worker) => performance.eventLoopUtilization();

const cpuBefore = reports();
const loopBefore = workers.map(loopOf);
await untilWorked();
const loopAfter = workers.map(loopOf);
const cpuAfter = reports();

const spent = cpuAfter.map(
  ({ uvthreadResourceUsage }, i) =>
    uvthreadResourceUsage.userCpuSeconds -
    cpuBefore[i]!.uvthreadResourceUsage.userCpuSeconds,
);
console.log('worker  loop  processor');
const seen = workers.map(({ performance }, i) => {
  const { utilization } = performance.eventLoopUtilization(
    loopAfter[i],
    loopBefore[i],
  );
  const loop = utilization > 0.5 ? 'busy' : 'idle';
  const processor = spent[i] === Math.max(...spent) ? 'most' : 'little';
  console.log(`${i}       ${loop}  ${processor}`);
  return `${loop} ${processor}`;
});
// #endregion look

// #region why
const hot = seen.indexOf('busy most');
const profile = await profileOf(workers[hot]!, untilWorked);
const inFunction = busiestFunction(profile);
console.log(`worker ${hot} computes in:  ${inFunction}`);

const waits = seen.indexOf('busy little');
const { stack } = cpuAfter[waits]!.javascriptStack;
const at = /at (\w+)/.exec(stack.join('\n'))?.[1];
console.log(`worker ${waits} stands still in: ${at}`);
// #endregion why

await Promise.all(workers.map((worker) => worker.terminate()));
assert.equal(seen.filter((what) => what.startsWith('busy')).length, 2);
assert.deepEqual([hot, inFunction], [2, 'distance']);
assert.deepEqual([waits, at], [5, 'takeLock']);
