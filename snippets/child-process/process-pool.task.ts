// The child of the pool: one task at a time, an answer for each.
import type { Answer, Question } from './process-pool.pool.ts';

export interface Task {
  primesBelow: number;
  /** What goes wrong on purpose. */
  fault?: 'throw' | 'exit' | 'hang' | 'answer and exit';
}

function count({ primesBelow, fault }: Task): number {
  if (fault === 'throw') throw new RangeError('not for this number');
  if (fault === 'exit') process.exit(3);
  while (fault === 'hang');
  let found = 0;
  for (let n = 2; n < primesBelow; n++) {
    let prime = true;
    for (let d = 2; d * d <= n && prime; d++) prime = n % d !== 0;
    if (prime) found++;
  }
  return found;
}

// #region answer
const answer = (message: Answer): Promise<void> =>
  // The callback runs when the message has left this process.
  new Promise((sent) => process.send!(message, () => sent()));

process.on('message', async ({ task, input }: Question) => {
  const { fault } = input as Task;
  try {
    await answer({ task, result: count(input as Task) });
    if (fault === 'answer and exit') process.exit(1);
  } catch (error) {
    // An error of the task; the process is as good as before.
    await answer({ task, error: String(error) });
  }
});
// #endregion answer
