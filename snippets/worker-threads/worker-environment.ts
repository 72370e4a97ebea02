/**
 * Gives workers an environment, a name, arguments and a stdin of their own, and reads their
 * stdout as a stream.
 *
 * @zh 给 worker 单独的环境变量、名字、参数和 stdin，并把它的 stdout 当作流来读。
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import {
  SHARE_ENV,
  Worker,
  setEnvironmentData,
  type WorkerOptions,
} from 'node:worker_threads';

const file = new URL('./worker-environment.worker.ts', import.meta.url);

interface Answer {
  colour: string;
  release: unknown;
  argv: string[];
  name?: string;
}

async function ask(options: WorkerOptions): Promise<Answer> {
  const worker = new Worker(file, options);
  const ended = once(worker, 'exit');
  const [answer] = await once(worker, 'message');
  await ended;
  return answer;
}

// #region environment
process.env.COLOUR = 'blue';
// For every worker started from now on; each gets its own clone.
setEnvironmentData('release', { version: 7 });

const copy = await ask({});
console.log('a copy:  ', copy.colour, '-> here still', process.env.COLOUR);
const own = await ask({ env: { ...process.env, COLOUR: 'green' } });
console.log('its own: ', own.colour, '-> here still', process.env.COLOUR);
const shared = await ask({ env: SHARE_ENV });
console.log('shared:  ', shared.colour, '-> here now', process.env.COLOUR);
console.log('release: ', copy.release);
// #endregion environment

// #region stdio
const worker = new Worker(file, {
  argv: ['--verbose'],
  name: 'thumbnails',
  stdin: true,
  stdout: true, // Not to ours: read from worker.stdout.
});
const output = text(worker.stdout);
const [answer] = await once(worker, 'message');
worker.stdin!.end('from the parent');
console.log('argv:    ', answer.argv);
console.log('name:    ', answer.name ?? 'not known to this Node');
console.log('captured:', JSON.stringify(await output));
// #endregion stdio

assert.deepEqual(
  [copy.colour, own.colour, shared.colour],
  ['blue', 'green', 'blue'],
);
assert.equal(process.env.COLOUR, 'changed by the worker');
assert.match(await output, /read: from the parent/);
