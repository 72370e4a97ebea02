// How hot-worker.ts profiles another thread: by the protocol of the inspector, which each version has.
// #region profile
import { Session, type Profiler } from 'node:inspector';
import type { Worker } from 'node:worker_threads';

/** A CPU profile of one worker, while `during` lasts. The worker needs no code for it. */
export async function profileOf(
  worker: Worker,
  during: () => Promise<unknown>,
): Promise<Profiler.Profile> {
  const session = new Session(); // With the main thread; it knows the others.
  session.connect();
  const sessionId = await new Promise<string>((resolve) => {
    session.on('NodeWorker.attachedToWorker', ({ params }) => {
      const { title } = params.workerInfo; // '[worker 3]', and its name.
      if (title.startsWith(`[worker ${worker.threadId}]`))
        resolve(params.sessionId);
    });
    session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
  });

  /** Asks the inspector of the worker: it answers in the middle of a loop. */
  const ask = (id: number, method: string): Promise<unknown> =>
    new Promise((resolve) => {
      session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => {
        const answer = JSON.parse(params.message);
        if (answer.id === id) resolve(answer.result);
      });
      const message = JSON.stringify({ id, method });
      session.post('NodeWorker.sendMessageToWorker', { sessionId, message });
    });
  await ask(1, 'Profiler.enable');
  await ask(2, 'Profiler.start');
  await during();
  const { profile } = (await ask(
    3,
    'Profiler.stop',
  )) as Profiler.StopReturnType;
  session.disconnect();
  return profile;
}
// #endregion profile

/** The function with the most samples of its own; `(program)` and its like are none. */
export function busiestFunction({ nodes }: Profiler.Profile): string {
  const hits = new Map<string, number>();
  for (const { callFrame, hitCount = 0 } of nodes) {
    const { functionName } = callFrame;
    if (functionName.startsWith('(')) continue;
    hits.set(functionName, (hits.get(functionName) ?? 0) + hitCount);
  }
  return [...hits].sort(([, a], [, b]) => b - a)[0]![0];
}
