// Sends by the clock: 200 requests a second, whether answers come or not.
import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

// #region schedule
const agent = new Agent({ keepAlive: true });
const every = 5;

/** Milliseconds from when the request was due, not from when it left. */
function send(url: string, due: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent, timeout: 30_000 }, (response) => {
      response.resume();
      response.once('end', () => resolve(performance.now() - due));
    });
    request.once('timeout', () => request.destroy(new Error('no answer')));
    request.once('error', reject);
  });
}

process.once('message', async ({ url, amount }) => {
  const start = performance.now();
  const answers: Promise<number>[] = [];
  for (let i = 0; i < amount; i++) {
    const due = start + i * every;
    const early = due - performance.now();
    if (early > 0) await sleep(early); // Time: the schedule.
    answers.push(send(url, due));
  }
  process.send!(await Promise.all(answers), () => process.exit());
});
// #endregion schedule
