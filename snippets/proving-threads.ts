/** What proofs about threads share: starting one from a text, and saying what its parent saw of it. */
import { inspect } from 'node:util';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { nameOf } from './proving.ts';

/** Starts a worker from a text, in which `parentPort`, `workerData` and `threads` (the module) are at hand. */
export const thread = (source: string, options: WorkerOptions = {}): Worker =>
  new Worker(
    `const threads = require('node:worker_threads');
const { parentPort, workerData } = threads;
${source}`,
    { ...options, eval: true },
  );

/** A value in few letters: a text as it is, anything else as `console.log` shows it. */
export const shown = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : inspect(value, { breakLength: Infinity, depth: 4 });

/** What was thrown, in one word: it need not be an error. */
const thrownName = (thrown: unknown): string =>
  thrown instanceof Error ? nameOf(thrown) : shown(thrown);

/** What a parent saw of a worker until its end, in order: `message 42, error ERR_…, exit 1`. */
export function storyOf(worker: Worker): Promise<string> {
  const story: string[] = [];
  worker.on('message', (value) => story.push(`message ${shown(value)}`));
  worker.on('messageerror', () => story.push('messageerror'));
  worker.on('error', (error) => story.push(`error ${thrownName(error)}`));
  return new Promise((resolve) =>
    worker.once('exit', (code) =>
      resolve([...story, `exit ${code}`].join(', ')),
    ),
  );
}

/** The end of a worker: its exit code, after its error if there was one. */
export const ending = (
  worker: Worker,
): Promise<{ code: number; error?: unknown }> => {
  let seen: { error?: unknown } = {};
  worker.once('error', (error) => (seen = { error }));
  return new Promise((resolve) =>
    worker.once('exit', (code) => resolve({ code, ...seen })),
  );
};

/** The next message of a worker; rejects where it fails or ends without one. */
export const answerOf = (worker: Worker): Promise<unknown> =>
  new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('messageerror', reject);
    worker.once('error', reject);
    worker.once('exit', (code) =>
      reject(new Error(`The worker ended with ${code}, without an answer.`)),
    );
  });

/** What a thread answers that runs this text; it is in `parentPort.postMessage(…)` or whatever it does else. */
export const inThread = (
  expression: string,
  options: WorkerOptions = {},
): Promise<unknown> =>
  answerOf(thread(`parentPort.postMessage(${expression})`, options));
