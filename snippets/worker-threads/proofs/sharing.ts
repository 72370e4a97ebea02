import {
  setImmediate as turn,
  setTimeout as sleep,
} from 'node:timers/promises';
import * as threads from 'node:worker_threads';
import type { Proofs } from '../../proving.ts';
import { endOf, run } from '../../proving.ts';
import { answerOf, ending, shown, thread } from '../../proving-threads.ts';

const cells = (count = 1): Int32Array =>
  new Int32Array(new SharedArrayBuffer(4 * count));

/** The types of this language level do not know it yet. */
const { waitAsync } = Atomics as unknown as {
  waitAsync(
    cells: Int32Array,
    index: number,
    value: number,
  ): { value: string | Promise<string> };
};

/** Web Locks, where there are any. Types of Node 20 do not know them. */
interface Locks {
  request(name: string, use: () => Promise<unknown>): Promise<unknown>;
  query(): Promise<{ held: { name: string }[]; pending: unknown[] }>;
}
const { locks } = threads as unknown as { locks?: Locks };

/** Waits until a condition holds, looking once a turn. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(1);
}

/** Starts a thread that takes the lock `a` and keeps it. */
const holder = async (): Promise<threads.Worker> => {
  const worker = thread(`threads.locks.request('a', () => {
    parentPort.on('message', () => process.exit()).postMessage('held');
    return new Promise(() => {});
  });`);
  await answerOf(worker);
  return worker;
};

export const proofs: Proofs = {
  /**
   * A `SharedArrayBuffer` and a view over one, posted to a worker that writes.
   * @zh 把 `SharedArrayBuffer` 和它上面的视图发给 worker，由 worker 写入。
   */
  'shared-buffer-posted': async () => {
    const [plain, view] = [new SharedArrayBuffer(4), cells()];
    const worker = thread(`parentPort.once('message', ([plain, view]) => {
      new Int32Array(plain)[0] = 1; view[0] = 2; parentPort.postMessage('written');
    });`);
    worker.postMessage([plain, view]);
    await answerOf(worker);
    return `the sender reads ${new Int32Array(plain)[0]} and ${view[0]}`;
  },

  /**
   * A timer and a message that are due while the main thread is in `Atomics.wait()`.
   * @zh 主线程睡在 `Atomics.wait()` 里，这时定时器到点、消息到达。
   */
  'atomics-wait-main': async () => {
    const cell = cells(2);
    const seen: string[] = [];
    const worker = thread(
      `parentPort.postMessage(1); Atomics.store(workerData, 0, 1); Atomics.notify(workerData, 0);`,
      { workerData: cell },
    );
    worker.on('message', () => seen.push('message'));
    setTimeout(() => seen.push('timer'), 1);
    const first = Atomics.wait(cell, 0, 0);
    const second = Atomics.wait(cell, 1, 0, 50);
    const during = seen.length;
    await until(() => seen.length === 2);
    return `"${first === 'not-equal' ? 'ok' : first}", then "${second}" after 50 ms; served meanwhile: ${during === 0 ? 'nothing' : seen.join()}`;
  },

  /**
   * `Atomics.wait()` for a value that has changed already, and `Atomics.notify()` that nobody waits for.
   * @zh 值已经变了再 `Atomics.wait()`；没有人在等的时候 `Atomics.notify()`。
   */
  'atomics-wait-late': () => {
    const cell = cells();
    Atomics.store(cell, 0, 1);
    const woken = Atomics.notify(cell, 0);
    return {
      'Atomics.notify()': `wakes ${woken}`,
      'Atomics.wait()': Atomics.wait(cell, 0, 0),
    };
  },

  /**
   * `Atomics.wait()` on other views.
   * @zh 对别的视图用 `Atomics.wait()`。
   */
  'atomics-wait-views': () => {
    const tried = (wait: () => string): string => {
      try {
        return wait();
      } catch (error) {
        return `throws ${(error as Error).name}`;
      }
    };
    const shared = new SharedArrayBuffer(16);
    return {
      'Int32Array, shared': tried(() =>
        Atomics.wait(new Int32Array(shared), 0, 1),
      ),
      'BigInt64Array, shared': tried(() =>
        Atomics.wait(new BigInt64Array(shared), 0, 1n),
      ),
      'Uint8Array, shared': tried(() =>
        Atomics.wait(new Uint8Array(shared) as unknown as Int32Array, 0, 1),
      ),
      'Int32Array, not shared': tried(() =>
        Atomics.wait(new Int32Array(4), 0, 1),
      ),
    };
  },

  /**
   * A program with nothing else to do that awaits `Atomics.waitAsync()`.
   * @zh 程序没有别的事，`await` 着 `Atomics.waitAsync()`。
   */
  'wait-async-alone': async () => {
    const tried = async (rest: string): Promise<string> => {
      const ended = await run(`process.on('exit', () => console.log('gone'));
        const cell = new Int32Array(new SharedArrayBuffer(4));
        ${rest}
        console.log(await Atomics.waitAsync(cell, 0, 0).value);`);
      return `${ended.stdout.split('\n').join(', ')}, ${endOf(ended)}`;
    };
    return {
      'without a time limit': await tried(''),
      'a timer that notifies': await tried(
        `setTimeout(() => Atomics.notify(cell, 0), 100);`,
      ),
      'a timer that notifies, with unref()': await tried(
        `setTimeout(() => Atomics.notify(cell, 0), 100).unref();`,
      ),
    };
  },

  /**
   * Timers that run while `Atomics.waitAsync()` waits for a worker.
   * @zh `Atomics.waitAsync()` 等 worker 的时候，定时器照常跑。
   */
  'wait-async-serves': async () => {
    const cell = cells();
    let served = 0;
    const timer = setInterval(() => {
      // The worker stores only when it has been told, and this tells it.
      if (++served === 5) worker.postMessage('now');
    }, 1);
    const worker = thread(
      `parentPort.once('message', () => { Atomics.store(workerData, 0, 1); Atomics.notify(workerData, 0); });`,
      { workerData: cell },
    );
    const value = await waitAsync(cell, 0, 0).value;
    clearInterval(timer);
    return `"${value}", served meanwhile: ${served >= 5 ? 'timers' : 'nothing'}`;
  },

  /**
   * Two threads that each add to one cell 100,000 times by `Atomics.add()`, and the sum.
   * @zh 两个线程各用 `Atomics.add()` 给同一个单元加十万次，看总和。
   */
  'atomics-add-sum': async () => {
    const cell = cells();
    const add = `for (let i = 0; i < 1e5; i++) Atomics.add(workerData, 0, 1);`;
    const two = [
      thread(add, { workerData: cell }),
      thread(add, { workerData: cell }),
    ];
    await Promise.all(two.map((worker) => ending(worker)));
    return `Atomics.add(): ${cell[0] === 200_000 ? 'nothing is lost' : 'something is lost'}`;
  },

  /**
   * Objects put into shared memory.
   * @zh 往共享内存里放对象。
   */
  'shared-object': () => {
    const cell = cells();
    (cell as unknown as unknown[])[0] = { name: 'a' };
    const buffer = new SharedArrayBuffer(4) as SharedArrayBuffer & {
      note?: object;
    };
    buffer.note = { name: 'a' };
    const { port1, port2 } = new threads.MessageChannel();
    port1.postMessage(buffer);
    const received = threads.receiveMessageOnPort(port2) as {
      message: typeof buffer;
    };
    port1.close();
    return {
      'an element': `becomes ${cell[0]}`,
      'a property of the buffer': shown(received.message.note),
    };
  },

  /**
   * A `SharedArrayBuffer` sent to a forked process.
   * @zh 把 `SharedArrayBuffer` 发给 fork 出来的进程。
   */
  'shared-buffer-fork': async () => {
    const { fork } = await import('node:child_process');
    const { program } = await import('../../proving.ts');
    const file = program(
      `process.on('message', (m) => { process.send(m?.constructor?.name + ' ' + (m?.byteLength ?? 'no bytes')); process.disconnect(); });`,
    );
    const seen: Record<string, string> = {};
    for (const serialization of ['json', 'advanced'] as const) {
      const child = fork(file, { serialization });
      const told = new Promise<string>((resolve) =>
        child.once('message', (m) => resolve(`arrives as ${m}`)),
      );
      try {
        child.send(new SharedArrayBuffer(4) as unknown as object);
        seen[serialization] = await told;
      } catch (error) {
        seen[serialization] = `throws ${(error as Error).name}`;
        child.kill();
      }
    }
    return seen;
  },

  /**
   * A Web Lock whose holder ends, and a request that waits for it.
   * @zh 持有 Web Lock 的线程结束了，另一个请求正等着这把锁。
   */
  'web-lock-waiting': async () => {
    if (!locks) return 'no Web Locks';
    const worker = await holder();
    let granted = 'is not granted';
    void locks.request('a', async () => (granted = 'is granted'));
    await until(async () => (await locks.query()).pending.length === 1);
    await worker.terminate();
    for (let i = 0; i < 20; i++) await turn();
    await sleep(200);
    const after = granted;
    await locks.request('b', async () => {});
    await sleep(50);
    const other = granted;
    void locks.request('a', async () => {});
    await until(() => granted === 'is granted');
    return {
      'after the end of the holder': after,
      'after a request for another lock': other,
      'after another request for this one': granted,
    };
  },

  /**
   * A Web Lock requested after its holder has ended.
   * @zh 持有 Web Lock 的线程结束之后，才来请求这把锁。
   */
  'web-lock-after': async () => {
    if (!locks) return 'no Web Locks';
    const seen: Record<string, string> = {};
    for (const how of ['terminate()', 'process.exit()'] as const) {
      const worker = await holder();
      const gone = ending(worker);
      if (how === 'terminate()') void worker.terminate();
      else worker.postMessage('end');
      await gone;
      seen[how] = String(await locks.request('a', async () => 'granted'));
    }
    return seen;
  },

  /**
   * Web Locks in threads, and in the processes of one program.
   * @zh 线程之间的 Web Locks，以及进程之间的。
   */
  'web-lock-reach': async () => {
    if (!locks) return 'no Web Locks';
    const asked = `threads.locks.request('a', { ifAvailable: true }, async (lock) => (lock ? 'granted' : 'taken'))`;
    return locks.request('a', async () => ({
      'another thread': String(
        await answerOf(
          thread(`${asked}.then((seen) => parentPort.postMessage(seen));`),
        ),
      ),
      'another process': (
        await run(`import threads from 'node:worker_threads';
        console.log(await ${asked});`)
      ).stdout,
    })) as Promise<Record<string, string>>;
  },
};
