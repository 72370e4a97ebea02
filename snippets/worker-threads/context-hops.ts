/**
 * Follows a request id in AsyncLocalStorage through timers, a queue, an emitter, a channel and a thread: what keeps it, what loses
 * it, and what brings it back.
 *
 * @zh 跟着 AsyncLocalStorage 里的请求 id，穿过定时器、队列、事件、通道和线程：哪里还在，哪里丢了，怎么找回来。
 */
import assert from 'node:assert/strict';
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { EventEmitter, once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { MessageChannel, Worker } from 'node:worker_threads';

const request = new AsyncLocalStorage<string>();
const here = (): string => request.getStore() ?? 'none';
const seen: Record<string, string> = {};
const note = (name: string): void => {
  seen[name] = here();
  console.log(`${name.padEnd(32)}${seen[name]}`);
};

// #region hops
const queue: (() => void)[] = [];
const events = new EventEmitter();
const { port1, port2 } = new MessageChannel();
port2.on('message', () => note('a message of a port'));

await request.run('request 1', async () => {
  await wait(1); // Time: a callback that comes later.
  note('after an await');

  queue.push(() => note('a callback from a queue'));
  queue.push(AsyncLocalStorage.bind(() => note('  bound when it was queued')));
  const inside = AsyncLocalStorage.snapshot();
  queue.push(() => inside(note, '  run in a snapshot'));

  events.on('ready', () => note('a listener'));
  events.on(
    'ready',
    AsyncResource.bind(() => note('  bound listener')),
  );
  port1.postMessage('hello');
});

// Another request comes, and works off what the first has left.
await request.run('request 2', async () => {
  for (const callback of queue.splice(0)) callback();
  events.emit('ready');
});
await once(port2, 'message');
port1.close();
// #endregion hops

// #region thread
const worker = new Worker(new URL('./context-hops.worker.ts', import.meta.url));
/** Finds the promise of a task by its id. */
const pending = new Map<number, (inside: string) => void>();
worker.on('message', ({ id, inside }: { id: number; inside: string }) => {
  if (id === 1) note("the thread's 'message' listener");
  pending.get(id)!(inside);
  pending.delete(id);
});
const ask = (id: number, context?: string): Promise<string> =>
  new Promise((resolve) => {
    pending.set(id, resolve);
    worker.postMessage({ id, context });
  });

await request.run('request 3', async () => {
  seen['in the thread'] = await ask(1);
  console.log(`in the thread                   ${seen['in the thread']}`);
  note('after await of its answer');
  seen['sent along'] = await ask(2, request.getStore());
  console.log(`  sent along in the message     ${seen['sent along']}`);
});
await worker.terminate();
// #endregion thread

const [first, second, third] = ['request 1', 'request 2', 'request 3'];
assert.deepEqual(Object.values(seen), [
  first, // await keeps it.
  second, // A queue gives it the context of whoever empties it.
  first,
  first,
  second, // A listener has that of whoever emits.
  first,
  'none', // A port has that of whoever made it.
  'none', // So has a worker.
  'none', // Memory of this thread does not cross.
  third, // The promise kept it.
  third,
]);
