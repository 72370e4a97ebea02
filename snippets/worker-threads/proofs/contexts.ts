import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { readFile } from 'node:fs';
import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { program, run, type Proofs } from '../../proving.ts';
import { thread } from '../../proving-threads.ts';

const store = new AsyncLocalStorage<string>();
const here = (): string => store.getStore() ?? 'none';

/** What a callback sees that is given away in context `A` and called, later or elsewhere, from `B`. */
function given(
  give: (callback: () => void) => unknown,
  call: () => unknown = () => {},
): Promise<string> {
  return new Promise((resolve) => {
    store.run('A', () => give(() => resolve(here())));
    store.run('B', call);
  });
}

/** What a message listener sees, by what was done in which context: made in `made`, listened in `listened`, sent in `sent`. */
async function heard<T>(
  make: () => T,
  listen: (made: T, heard: () => void) => unknown,
  send: (made: T) => unknown,
): Promise<string> {
  const made = store.run('made', make);
  const seen = new Promise<string>((resolve) =>
    store.run('listened', () => listen(made, () => resolve(here()))),
  );
  store.run('sent', () => send(made));
  return seen;
}

export const proofs: Proofs = {
  /**
   * A callback is given away in context A, and runs while B is the context of whoever calls it.
   * @zh 回调在上下文 A 里交出去，执行时，调用它的一方处在 B。
   */
  'context-kept': async () => {
    let settle = (): void => {};
    const promise = new Promise<void>((resolve) => (settle = resolve));
    const emitter = new EventEmitter();
    const target = new EventTarget();
    const queue: (() => void)[] = [];
    return {
      'setTimeout()': await given((callback) => setTimeout(callback, 1)),
      'setImmediate()': await given((callback) => setImmediate(callback)),
      'process.nextTick()': await given((callback) =>
        process.nextTick(callback),
      ),
      'fs.readFile()': await given((callback) =>
        readFile(process.execPath, { signal: AbortSignal.abort() }, callback),
      ),
      'promise.then(), settled by B': await given(
        (callback) => void promise.then(callback),
        () => settle(),
      ),
      'emitter.on(), emitted by B': await given(
        (callback) => emitter.on('it', callback),
        () => emitter.emit('it'),
      ),
      'addEventListener(), dispatched by B': await given(
        (callback) => target.addEventListener('it', callback),
        () => target.dispatchEvent(new Event('it')),
      ),
      'an array, emptied by B': await given(
        (callback) => queue.push(callback),
        () => queue.shift()!(),
      ),
    };
  },

  /**
   * A line between threads or processes is made, listened to and written to in three contexts: which one does the listener see?
   * @zh 线程或进程之间的通道，在三个上下文里分别创建、监听、发送：监听器看到的是哪一个？
   */
  'context-of-messages': async () => {
    const worker = `parentPort.on('message', (value) => parentPort.postMessage(value))`;
    const child = `process.on('message', (value) => { process.send(value); process.disconnect(); });`;
    const seen = {
      MessageChannel: await heard(
        () => new MessageChannel(),
        ({ port2 }, hear) => port2.once('message', hear),
        ({ port1 }) => port1.postMessage(1),
      ),
      Worker: await heard(
        () => thread(worker),
        (made, hear) =>
          made.once('message', () => (hear(), void made.terminate())),
        (made) => made.postMessage(1),
      ),
      'fork()': await heard(
        () => fork(program(child)),
        (made, hear) => made.once('message', hear),
        (made) => made.send(1),
      ),
    };
    return seen;
  },

  /**
   * The store of the main thread, asked in a thread that was started and called within it.
   * @zh 主线程的 store，在它的上下文里启动线程、发任务，线程里问得到吗？
   */
  'context-in-thread': async () => {
    const filename = program(
      `import { AsyncLocalStorage } from 'node:async_hooks';
       const store = new AsyncLocalStorage();
       export default (context) => context ? store.run(context, () => store.getStore()) : String(store.getStore());`,
    );
    return store.run('request', async () => {
      const pool = new Piscina({ filename, maxThreads: 1 });
      const plain = (await pool.run(undefined)) as string;
      const sent = (await pool.run(store.getStore())) as string;
      const after = here();
      await pool.destroy();
      return {
        'in the thread': plain,
        'in the thread, sent along': sent,
        'after the await': after,
      };
    });
  },

  /**
   * Ways to give a callback its context back when another one calls it, and what `this` and the arguments are then.
   * @zh 别的上下文来调用时，把回调自己的上下文还给它的几种办法，以及那时的 `this` 和参数。
   */
  'context-bound': async () => {
    const told = (
      wrap: (
        callback: (this: unknown, value: number) => string,
      ) => (value: number) => string,
    ): string => {
      const wrapped = store.run('A', () =>
        wrap(function (this: unknown, value) {
          return `${here()}, ${value}, ${(this as { name?: string } | undefined)?.name ?? 'no this'}`;
        }),
      );
      const object = { name: 'this', wrapped };
      return store.run('B', () => object.wrapped(1));
    };
    return {
      'as it is': told((callback) => callback),
      'AsyncLocalStorage.bind()': told((callback) =>
        AsyncLocalStorage.bind(callback),
      ),
      'AsyncResource.bind()': told((callback) => AsyncResource.bind(callback)),
      'AsyncLocalStorage.snapshot()': told((callback) => {
        const inside = AsyncLocalStorage.snapshot();
        return (value) => inside(callback, value);
      }),
      'new AsyncResource()': told((callback) => {
        const resource = new AsyncResource('task');
        return (value) => resource.runInAsyncScope(callback, undefined, value);
      }),
    };
  },

  /**
   * An error that nobody catches, thrown in a context: the store in the listeners of `process`.
   * @zh 在某个上下文里抛出、没人接住的错误：`process` 的监听器里 store 是什么。
   */
  'context-of-uncaught': async () => {
    const told = async (event: string, how: string): Promise<string> => {
      const { stdout } = await run(
        `import { AsyncLocalStorage } from 'node:async_hooks';
         const store = new AsyncLocalStorage();
         process.on('${event}', () => console.log(store.getStore() ?? 'none'));
         store.run('request', () => { ${how} });`,
      );
      return stdout;
    };
    return {
      'an exception in a timer': await told(
        'uncaughtException',
        `setTimeout(() => { throw new Error('x'); }, 1);`,
      ),
      'a rejection': await told(
        'unhandledRejection',
        `void (async () => { await null; throw new Error('x'); })();`,
      ),
    };
  },
};
