import { once } from 'node:events';
import {
  transferableAbortController,
  transferableAbortSignal,
} from 'node:util';
import { MessageChannel, Worker, type Transferable } from 'node:worker_threads';
import { run, type Proofs } from '../../proving.ts';
import { answerOf, ending, shown, thread } from '../../proving-threads.ts';

const listed = (...values: unknown[]): Transferable[] =>
  values as unknown as Transferable[];

/** A thread that says what it got as its signal, and then with what reason that was aborted. */
const listens = `parentPort.on('message', (signal) => {
  const real = signal instanceof AbortSignal;
  if (real && !signal.aborted) signal.addEventListener('abort', () => {
    const { reason } = signal;
    parentPort.postMessage(reason instanceof Error ? reason.name + ', ' + reason.constructor.name : String(reason));
  });
  parentPort.postMessage(real ? 'a signal, aborted: ' + signal.aborted : typeof signal);
});`;

/** What arrives of this signal in a thread. */
async function arrives(signal: AbortSignal, list = true): Promise<string> {
  const worker = thread(listens);
  try {
    worker.postMessage(signal, list ? listed(signal) : []);
    return shown(await answerOf(worker));
  } catch (error) {
    return error instanceof Error ? 'throws' : '?';
  } finally {
    await worker.terminate();
  }
}

/** The reason that a thread gets of an abort. */
async function told(reason?: unknown): Promise<string> {
  const controller = transferableAbortController();
  const worker = thread(listens);
  worker.postMessage(controller.signal, listed(controller.signal));
  await answerOf(worker);
  controller.abort(reason);
  const seen = await answerOf(worker);
  await worker.terminate();
  return shown(seen);
}

export const proofs: Proofs = {
  /**
   * An AbortSignal in a message, by how it was made and whether it stands in the transfer list.
   * @zh 消息里放 AbortSignal：看它怎么来的，在不在 transfer list 里。
   */
  'signal-sent': async () => ({
    'new AbortController(), not listed': await arrives(
      new AbortController().signal,
      false,
    ),
    'new AbortController(), listed': await arrives(
      new AbortController().signal,
    ),
    'transferableAbortController(), listed': await arrives(
      transferableAbortController().signal,
    ),
    'the same, not listed': await arrives(
      transferableAbortController().signal,
      false,
    ),
    'transferableAbortSignal(AbortSignal.timeout())': await arrives(
      transferableAbortSignal(AbortSignal.timeout(60_000)),
    ),
    'aborted before': await arrives(
      transferableAbortSignal(AbortSignal.abort()),
    ),
  }),

  /**
   * The reason of an abort, as the thread gets it; and a reason that cannot be cloned, as the caller does.
   * @zh 线程收到的 abort 原因；以及原因不能克隆时，调用方遇到什么。
   */
  'signal-reason': async () => {
    class Stopped extends Error {
      override name = 'Stopped';
    }
    return {
      "abort('text')": await told('text'),
      'abort(new RangeError())': await told(new RangeError('no')),
      'abort() with an error of a class of its own': await told(new Stopped()),
      'abort() with a function, in the caller': (
        await run(`
          import { transferableAbortController } from 'node:util';
          process.on('uncaughtException', ({ name }) => console.log('uncaught ' + name));
          const controller = transferableAbortController();
          structuredClone(controller.signal, { transfer: [controller.signal] });
          controller.abort(() => {});`)
      ).stdout,
    };
  },

  /**
   * The reason of an `abort()` without one, as the thread gets it.
   * @zh 不带原因的 `abort()`，线程收到的原因。
   */
  'signal-default-reason': () => told(),

  /**
   * A thread with nothing else to do that has been given a signal, without and with a listener for its abort.
   * @zh 线程没有别的事，只收到一个 signal：没有监听 abort，和有监听。
   */
  'signal-holds-thread': async () => {
    const ends = async (body: string): Promise<string> => {
      const { signal } = transferableAbortController();
      const worker = new Worker(
        `const { workerData: signal } = require('node:worker_threads'); ${body}
         setTimeout(() => process.exit(7), 1000).unref();`,
        { eval: true, workerData: signal, transferList: listed(signal) },
      );
      return (await ending(worker)).code === 7 ? 'it stays' : 'it ends';
    };
    return {
      'no listener': await ends(''),
      "addEventListener('abort')": await ends(
        `signal.addEventListener('abort', () => {});`,
      ),
      'signal.onabort': await ends(`signal.onabort = () => {};`),
    };
  },

  /**
   * A thread in a loop without `await`: progress that it posts, and a message that it is sent, while the loop runs.
   * @zh 线程在不 await 的循环里：循环期间它发出的进度，和发给它的消息。
   */
  'loop-and-messages': async () => {
    const cell = new Int32Array(new SharedArrayBuffer(4));
    const { port1, port2 } = new MessageChannel();
    const worker = thread(
      `let heard = 0;
       parentPort.on('message', () => heard++);
       parentPort.once('message', () => {
         parentPort.postMessage('progress');
         while (Atomics.load(workerData.cell, 0) === 0);
         const looked = threads.receiveMessageOnPort(workerData.port2);
         parentPort.postMessage([heard - 1, looked ? 'found' : 'not found']);
       });`,
      { workerData: { cell, port2 }, transferList: [port2] },
    );
    worker.postMessage('go');
    const [first] = (await once(worker, 'message')) as [string];
    worker.postMessage('stop');
    port1.postMessage('stop');
    Atomics.store(cell, 0, 1);
    const [[heard, looked]] = (await once(worker, 'message')) as [
      [number, string],
    ];
    await worker.terminate();
    port1.close();
    return {
      'posted from the loop': `${first} arrives`,
      "sent to it, 'message' listener": heard <= 0 ? 'not heard' : 'heard',
      'sent to it, receiveMessageOnPort()': looked,
    };
  },
};
