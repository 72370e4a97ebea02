import { setImmediate as turn } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import type { Proofs } from '../../proving.ts';
import { run } from '../../proving.ts';

/** Keeps this thread busy until both a timer and a message are certainly due. */
function busy(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

/** In which order callbacks come that are all due when the thread is free again; told from this place of the loop. */
async function order(from: (begin: () => void) => unknown): Promise<string> {
  const seen: string[] = [];
  const { port1, port2 } = new MessageChannel();
  const all = new Promise<void>((resolve) => {
    const note = (name: string) => (): void =>
      void (seen.push(name) === 3 && resolve());
    port2.on('message', note('message'));
    from(() => {
      setTimeout(note('timer'), 1);
      setImmediate(note('immediate'));
      port1.postMessage('now');
      busy(20);
    });
  });
  await all;
  port1.close();
  return seen.join(', ');
}

/** Runs a program that sends three requests to itself in a way, and gives back what it printed. */
const printed = async (source: string): Promise<string> =>
  (await run(source)).stdout.split('\n').join(', ');

export const proofs: Proofs = {
  /**
   * A timer, an immediate and a message that are all due after a busy callback, by where that callback stood.
   * @zh 一个长回调之后，定时器、immediate 和消息都到点了，看这个回调原先在循环的哪个阶段。
   */
  'loop-order-message': async () => ({
    'after a timer': await order((begin) => setTimeout(begin, 1)),
    'after an immediate': await order((begin) => setImmediate(begin)),
    'after a message': await order((begin) => {
      const { port1, port2 } = new MessageChannel();
      port2.once('message', begin);
      port1.postMessage(1);
    }),
  }),

  /**
   * `nextTick`, promise jobs, and the next timer that is due, from inside a timer.
   * @zh 在一个定时器里：`nextTick`、promise 任务，和下一个也到点的定时器。
   */
  'loop-order-jobs': () =>
    printed(`const say = (text) => console.log(text);
      setTimeout(() => {
        Promise.resolve().then(() => say('promise'));
        process.nextTick(() => say('nextTick'));
        say('timer');
      }, 1);
      setTimeout(() => say('next timer'), 1);
      const end = performance.now() + 20; while (performance.now() < end);`),

  /**
   * A callback that computes, a timer that is due meanwhile and a promise that is settled already.
   * @zh 回调在计算，期间有定时器到点，还有一个早已敲定的 promise。
   */
  'callback-uninterrupted': async () => {
    let others = 0;
    setTimeout(() => others++, 1);
    setImmediate(() => others++);
    void Promise.resolve().then(() => others++);
    busy(50);
    const during = others;
    await turn();
    return `${during} others meanwhile`;
  },

  /**
   * A timer of 10 ms behind a callback that computes for 200.
   * @zh 10 毫秒的定时器，前面有个要算 200 毫秒的回调。
   */
  'timer-behind-callback': async () => {
    const start = performance.now();
    const late = new Promise<number>((resolve) =>
      setTimeout(() => resolve(performance.now() - start), 10),
    );
    busy(200);
    return (await late) >= 200 ? 'comes after it' : 'comes in time';
  },

  /**
   * A time limit of 50 ms, by `AbortSignal.timeout()` and by `Promise.race()`, around work that computes for 300.
   * @zh 给要算 300 毫秒的活加 50 毫秒的时限：用 `AbortSignal.timeout()`，和用 `Promise.race()`。
   */
  'timeout-computing': async () => {
    const work = async (): Promise<string> => {
      busy(300);
      return 'the whole work';
    };
    const raced = await Promise.race([
      work(),
      new Promise<string>((resolve) => setTimeout(resolve, 50, 'the limit')),
    ]);
    const signal = AbortSignal.timeout(50);
    busy(300);
    return {
      'Promise.race()': raced,
      'signal.aborted, asked in the middle': String(signal.aborted),
    };
  },

  /**
   * The body of an `async` function up to its first `await`, and after it.
   * @zh `async` 函数的函数体：第一个 `await` 之前，和之后。
   */
  'async-body': async () => {
    const seen: string[] = [];
    const work = async (): Promise<void> => {
      seen.push('before await');
      await null;
      seen.push('after await');
      busy(50);
    };
    setTimeout(() => seen.push('timer'), 1);
    const done = work();
    seen.push('caller');
    await done;
    seen.push('settled');
    await turn();
    while (!seen.includes('timer')) await turn();
    return seen.join(', ');
  },

  /**
   * Reading, waiting and writing, by two callers at once.
   * @zh 两个调用者同时：读，等一下，再写。
   */
  'await-lost-update': async () => {
    let total = 0;
    const one = async (): Promise<number> => 1;
    const add = async (): Promise<void> => void (total += await one());
    await Promise.all(Array.from({ length: 1000 }, add));
    let kept = 0;
    const later = async (): Promise<void> => {
      const value = await one();
      kept += value;
    };
    await Promise.all(Array.from({ length: 1000 }, later));
    return {
      'total += await f()': String(total),
      'const value = await f(); total += value': String(kept),
    };
  },

  /**
   * `if (!cache.has(key)) cache.set(key, await load(key))`, called twice at once; and a cache of promises.
   * @zh `if (!cache.has(key)) cache.set(key, await load(key))` 同时调用两次；以及缓存里放 promise。
   */
  'await-loads-twice': async () => {
    let loads = 0;
    const load = async (key: string): Promise<string> => `${key} ${++loads}`;
    const values = new Map<string, string>();
    const byValue = async (key: string): Promise<void> => {
      if (!values.has(key)) values.set(key, await load(key));
    };
    await Promise.all([byValue('a'), byValue('a')]);
    const first = loads;
    const promises = new Map<string, Promise<string>>();
    const byPromise = async (key: string): Promise<string> => {
      if (!promises.has(key)) promises.set(key, load(key));
      return promises.get(key)!;
    };
    await Promise.all([byPromise('a'), byPromise('a')]);
    return {
      'the value is kept': `loads ${first} times`,
      'the promise is kept': `loads ${loads - first} time`,
    };
  },

  /**
   * A lock of promises that is taken again inside.
   * @zh 用 promise 搭的锁，在里面又加一次。
   */
  'promise-lock-twice': async () => {
    const { code } = await run(`let last = Promise.resolve();
      const exclusive = (work) => (last = last.then(work));
      await exclusive(async () => exclusive(async () => {}));`);
    return code === 13 ? 'never returns' : `returns, exit ${code}`;
  },

  /**
   * A long loop in one piece and in slices by `setImmediate()`, and how many timers of 1 ms run meanwhile.
   * @zh 一个长循环：一口气跑完，和用 `setImmediate()` 切片，期间 1 毫秒的定时器跑了几次。
   */
  'set-immediate-slices': async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    for (let i = 0; i < 50; i++) busy(4);
    const whole = ticks;
    for (let i = 0; i < 50; i++) {
      busy(4);
      await turn();
    }
    clearInterval(timer);
    return {
      'in one piece': `${whole} timers`,
      'in slices': ticks > 10 ? 'timers go on' : 'timers stand still',
    };
  },

  /**
   * Recursion by `process.nextTick()`, by promises and by `setImmediate()`, and a timer that is due.
   * @zh 用 `process.nextTick()`、promise、`setImmediate()` 递归，这时有定时器到点。
   */
  'microtasks-starve': async () => {
    const tried = (again: string): Promise<string> =>
      printed(`let rounds = 0, timer = false;
        setTimeout(() => (timer = true), 1);
        const end = performance.now() + 100;
        const more = () => {
          if (performance.now() < end && !timer) return ${again};
          console.log(timer ? 'the timer runs' : 'the timer waits');
          process.exit();
        };
        more();`);
    return {
      'process.nextTick()': await tried('process.nextTick(more)'),
      'promise.then()': await tried('Promise.resolve().then(more)'),
      'setImmediate()': await tried('setImmediate(more)'),
    };
  },
};
