import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Proofs } from '../../proving.ts';
import { endOf, run } from '../../proving.ts';
import {
  answerOf,
  ending,
  shown,
  storyOf,
  thread,
} from '../../proving-threads.ts';

/** An error of a class of one's own, with what people put into one. */
const notFound = `class NotFound extends Error {
  name = 'NotFound'; code = 'E_NOT_FOUND'; status = 404;
}`;

/** What is left of the error that a worker throws. */
async function thrown(source: string): Promise<string> {
  const { error } = await ending(thread(source));
  return described(error);
}

const described = (error: unknown): string => {
  if (!(error instanceof Error)) return shown(error);
  const { name, message, code, status } = error as Error &
    Record<string, unknown>;
  return `name ${name}, message "${message}", code ${shown(code)}, status ${shown(status)}`;
};

export const proofs: Proofs = {
  /**
   * What is thrown and not caught in a worker, and what the parent sees of it.
   * @zh worker 里抛出而没人接住的各种东西，父线程看到什么。
   */
  'worker-uncaught-kinds': async () => {
    const seen: Record<string, string> = {};
    for (const source of [
      `throw new RangeError('no')`,
      `Promise.reject(new RangeError('no'))`,
      `throw 'a text'`,
      `throw undefined`,
      `Promise.reject(undefined)`,
      `throw () => {}`,
      `parentPort.postMessage(() => {})`,
    ])
      seen[`\`${source}\``] = await storyOf(thread(source));
    return seen;
  },

  /**
   * `throw new NotFound()`, with `name`, `code` and `status` of its own, beside one property that cannot be cloned.
   * @zh `throw new NotFound()`，带有自己的 `name`、`code`、`status`，旁边再放一个不能克隆的属性。
   */
  'worker-error-properties': async () => ({
    'nothing beside': await thrown(
      `${notFound} throw new NotFound('no such user')`,
    ),
    'a function': await thrown(
      `${notFound} throw Object.assign(new NotFound('no such user'), { retry() {} })`,
    ),
    'a function that is not enumerable': await thrown(
      `${notFound} throw Object.defineProperty(new NotFound('no such user'), 'retry', { value() {} })`,
    ),
    'a function in an object': await thrown(
      `${notFound} throw Object.assign(new NotFound('no such user'), { config: { retry() {} } })`,
    ),
    'a promise': await thrown(
      `${notFound} throw Object.assign(new NotFound('no such user'), { answer: Promise.resolve() })`,
    ),
    'a symbol': await thrown(
      `${notFound} throw Object.assign(new NotFound('no such user'), { kind: Symbol('kind') })`,
    ),
    'a getter that throws': await thrown(
      `${notFound} throw Object.defineProperty(new NotFound('no such user'), 'body', { enumerable: true, get() { throw new Error('no body') } })`,
    ),
    'a socket': await thrown(
      `${notFound} throw Object.assign(new NotFound('no such user'), { socket: new (require('node:net').Socket)() })`,
    ),
    'a `cause` with a function': await thrown(
      `${notFound} throw Object.assign(new NotFound('no such user', { cause: { retry() {} } }))`,
    ),
  }),

  /**
   * An error of Node itself, thrown and not caught in a worker: its `code` in the parent.
   * @zh Node 自己的错误在 worker 里抛出没人接住，父线程里的 `code`。
   */
  'worker-error-node': async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const tried = async (source: string): Promise<string> => {
      const { error } = await ending(thread(source));
      const { name, code, cause } = error as Error & {
        code?: string;
        cause?: { code?: string };
      };
      return `name ${name}, code ${code}${cause ? `, code of its cause ${cause.code}` : ''}`;
    };
    return {
      'fs.readFileSync() of nothing': await tried(
        `require('node:fs').readFileSync('/no/such')`,
      ),
      'a refused connection': await tried(
        `require('node:net').connect(${port}, '127.0.0.1')`,
      ),
      'fetch() to nobody': await tried(`fetch('http://127.0.0.1:${port}')`),
      'JSON.parse()': await tried(`JSON.parse('{')`),
    };
  },

  /**
   * A `DOMException`, such as the `AbortError` of a signal, thrown and not caught in a worker.
   * @zh worker 里抛出没人接住的 `DOMException`，例如 signal 的 `AbortError`。
   */
  'worker-error-dom-exception': async () => ({
    'new DOMException()': await thrown(
      `throw new DOMException('stopped', 'AbortError')`,
    ),
    'signal.throwIfAborted()': await thrown(
      `AbortSignal.abort().throwIfAborted()`,
    ),
    'an AbortError of Node, from fs': await thrown(
      `require('node:fs/promises').readFile(__filename, { signal: AbortSignal.abort() })`,
    ),
  }),

  /**
   * `cause` and the `errors` of an `AggregateError`, thrown in a worker.
   * @zh worker 抛出的错误上的 `cause`，以及 `AggregateError` 的 `errors`。
   */
  'worker-error-cause': async () => {
    const { error } = await ending(
      thread(`throw new Error('outer', { cause: new RangeError('inner') })`),
    );
    const cause = (error as Error).cause;
    const several = await ending(
      thread(
        `throw new AggregateError([new RangeError('first')], 'all failed')`,
      ),
    );
    const { errors, name } = several.error as AggregateError;
    return {
      cause:
        cause instanceof RangeError
          ? `RangeError "${cause.message}"`
          : shown(cause),
      AggregateError: `${name} with ${errors?.length ?? 'no'} errors`,
    };
  },

  /**
   * The same error thrown, and posted: what arrives.
   * @zh 同一个错误，一次抛出，一次发送，各到了什么。
   */
  'worker-error-posted': async () => {
    const posted = async (source: string): Promise<string> =>
      described(await answerOf(thread(source)));
    return {
      thrown: await thrown(`${notFound} throw new NotFound('no such user')`),
      posted: await posted(
        `${notFound} parentPort.postMessage(new NotFound('no such user'))`,
      ),
      'posted, the name on the prototype': await posted(
        `class NotFound extends Error {} NotFound.prototype.name = 'NotFound';
        parentPort.postMessage(new NotFound('no such user'))`,
      ),
      'posted, a TypeError with a code': await posted(
        `parentPort.postMessage(Object.assign(new TypeError('no'), { code: 'E_NO' }))`,
      ),
    };
  },

  /**
   * An error whose properties an Axios-like client fills with its request, whose agent holds functions.
   * @zh 像 axios 那样的 HTTP 客户端抛的错误：自有属性里带着请求，请求里有函数。
   */
  'worker-error-http-client': () =>
    thrown(`const http = require('node:http');
      const error = Object.assign(new Error('Request failed with status code 404'), {
        name: 'HTTPError', code: 'ERR_BAD_REQUEST', status: 404,
        request: http.request('http://127.0.0.1:1').on('error', () => {}),
      });
      throw error;`),

  /**
   * `process.on('uncaughtException')` inside a worker that throws.
   * @zh worker 里装了 `process.on('uncaughtException')`，然后抛错。
   */
  'worker-uncaught-handler': async () => ({
    'in this worker': await storyOf(
      thread(
        `process.on('uncaughtException', () => {}); throw new Error('inside')`,
      ),
    ),
    'in another worker': await (async () => {
      const other = thread(
        `process.on('uncaughtException', () => {}); parentPort.on('message', () => {}).postMessage('up')`,
      );
      await answerOf(other);
      return storyOf(thread(`throw new Error('inside')`));
    })(),
    "'uncaughtExceptionMonitor'": await storyOf(
      thread(
        `process.on('uncaughtExceptionMonitor', () => {}); throw new Error('inside')`,
      ),
    ),
  }),

  /**
   * A worker posts a function and does not catch the error of that.
   * @zh worker 发送了一个函数，又没接住随之而来的错误。
   */
  'worker-uncaught-clone-error': async () => {
    const { error } = await ending(thread(`parentPort.postMessage(() => {})`));
    const { name, message, code } = error as DOMException;
    return error instanceof Error
      ? `${error.constructor.name}, name ${name}, message "${message}", code ${code}`
      : `no Error: ${shown(error)}`;
  },

  /**
   * A value nested 8,000 deep, posted by a worker, and a question to that worker afterwards.
   * @zh worker 发来一个嵌套八千层的值，之后再问它一句。
   */
  'worker-message-too-deep': () => {
    const worker =
      thread(`let deep = []; for (let i = 0; i < 8000; i++) deep = [deep];
      parentPort.once('message', () => parentPort.postMessage('here'));
      parentPort.postMessage(deep);`);
    worker.once('messageerror', () => worker.postMessage('still there?'));
    return storyOf(worker);
  },

  /**
   * The same value, cloned by the main thread, whose stack is smaller: `structuredClone()`.
   * @zh 同样的值由主线程来克隆（`structuredClone()`），它的栈更小。
   */
  'main-message-too-deep': async () => {
    const { stdout } =
      await run(`let deep = []; for (let i = 0; i < 8000; i++) deep = [deep];
      try { structuredClone(deep); console.log('copied'); } catch (error) { console.log(error.name); }`);
    return stdout;
  },

  /**
   * A worker that throws, and a parent that rethrows out of its `'error'` listener.
   * @zh worker 抛错，父线程在 `'error'` 监听器里又抛了出来。
   */
  'worker-error-rethrown': async () =>
    endOf(
      await run(`import { Worker } from 'node:worker_threads';
      new Worker("throw new Error('inside')", { eval: true }).on('error', (error) => { throw error; });`),
    ),

  /**
   * A class that both threads load, and its instance thrown: `instanceof` and `constructor.name` in the parent.
   * @zh 抛出某个类的实例，在父线程里看 `instanceof` 和 `constructor.name`。
   */
  'worker-error-class': async () => {
    class NotFound extends Error {}
    const { error } = await ending(
      thread(`class NotFound extends Error {} throw new NotFound('no')`),
    );
    const own = error instanceof NotFound ? 'a NotFound' : 'no NotFound';
    const standard = (await ending(thread(`throw new RangeError('no')`))).error;
    return {
      'a class of yours': `${own}, constructor ${(error as Error).constructor.name}, name ${(error as Error).name}`,
      RangeError:
        standard instanceof RangeError ? 'a RangeError' : 'no RangeError',
    };
  },
};
