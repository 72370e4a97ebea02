import type { Proofs } from '../../proving.ts';
import { endOf, run } from '../../proving.ts';
import { answerOf, inThread, thread } from '../../proving-threads.ts';

/** Which figures of `process.memoryUsage()` rise by most of 100 MB in a program that keeps something. */
async function rises(keep: string): Promise<string> {
  const { stdout, stderr } = await run(
    `import { MessageChannel } from 'node:worker_threads';
    const figures = async () => {
      for (let i = 0; i < 3; i++) { gc(); await new Promise((resolve) => setImmediate(resolve)); }
      return process.memoryUsage();
    };
    const before = await figures();
    globalThis.kept = [];
    (() => { ${keep} })();
    const after = await figures();
    console.log(Object.keys(after).filter((field) => after[field] - before[field] > 80e6).join(', ') || 'none');
    process.exit();`,
    { execArgv: ['--expose-gc'] },
  );
  return stdout || stderr;
}

export const proofs: Proofs = {
  /**
   * 100 MB of each kind, and the figures of `process.memoryUsage()` that rise by it.
   * @zh 各种东西各占 100 MB，`process.memoryUsage()` 里哪些数跟着涨。
   */
  'memory-kinds': async () => ({
    objects: await rises(
      `for (let i = 0; i < 2.5e6; i++) kept.push({ a: i, b: i + 0.5 });`,
    ),
    'a Buffer that was written to': await rises(
      `kept.push(Buffer.alloc(100e6, 1));`,
    ),
    'a Buffer that nobody has touched': await rises(
      `kept.push(Buffer.alloc(100e6));`,
    ),
    SharedArrayBuffer: await rises(
      `kept.push(new Uint8Array(new SharedArrayBuffer(100e6)).fill(1));`,
    ),
    'WebAssembly memory': await rises(
      `const memory = new WebAssembly.Memory({ initial: 1600 }); new Uint8Array(memory.buffer).fill(1); kept.push(memory);`,
    ),
    'a text of 100 MB': await rises(
      `kept.push(Buffer.alloc(100e6, 97).toString('latin1'));`,
    ),
  }),

  /**
   * 25,000 messages of 4 kB that nobody has read yet, and the figures that rise.
   * @zh 两万五千条 4 kB 的消息还没人读，看哪些数涨。
   */
  'memory-unread-messages': () =>
    rises(`const { port1, port2 } = new MessageChannel();
      for (let i = 0; i < 25000; i++) port1.postMessage('a'.repeat(4000));
      kept.push(port1, port2);`),

  /**
   * The same messages to a worker that is busy, in the figures of the sender and of the worker.
   * @zh 同样的消息发给一个正忙的 worker，看发送方和 worker 的数。
   */
  'memory-unread-worker': async () => {
    const cell = new Int32Array(new SharedArrayBuffer(4));
    const worker = thread(
      `parentPort.once('message', () => { parentPort.postMessage('busy'); Atomics.wait(workerData, 0, 0);
        parentPort.postMessage(process.memoryUsage()); });`,
      { workerData: cell },
    );
    worker.postMessage('go');
    await answerOf(worker);
    const before = process.memoryUsage();
    for (let i = 0; i < 25_000; i++) worker.postMessage('a'.repeat(4000));
    const after = process.memoryUsage();
    const told = answerOf(worker);
    Atomics.store(cell, 0, 1);
    Atomics.notify(cell, 0);
    const inside = (await told) as NodeJS.MemoryUsage;
    const rose = (Object.keys(after) as (keyof NodeJS.MemoryUsage)[]).filter(
      (field) => after[field] - before[field] > 80e6,
    );
    const worker100 =
      inside.heapUsed + inside.external > 80e6
        ? 'counts them'
        : 'does not count them';
    return {
      'the sender': rose.join(', ') || 'none',
      'heapUsed and external of the worker': worker100,
    };
  },

  /**
   * `heapUsed`, `arrayBuffers` and `maxRSS` after 200 MB have been given back.
   * @zh 放掉 200 MB 之后的 `heapUsed`、`arrayBuffers` 和 `maxRSS`。
   */
  'memory-given-back': async () => {
    const { stdout } = await run(
      `const mb = () => { gc(); gc(); const { heapUsed, arrayBuffers } = process.memoryUsage(); return heapUsed + arrayBuffers; };
      const before = mb();
      let kept = [Buffer.alloc(100e6, 1), Array.from({ length: 2e6 }, (_, i) => ({ i }))];
      const held = mb() - before > 150e6;
      const top = process.resourceUsage().maxRSS;
      kept = undefined;
      await new Promise((resolve) => setImmediate(resolve));
      console.log(held && mb() - before < 20e6 ? 'fall back' : 'stay', process.resourceUsage().maxRSS >= top ? 'stays' : 'falls');`,
      { execArgv: ['--expose-gc'] },
    );
    const [figures, highest] =
      stdout.split(' ').length === 3
        ? [stdout.slice(0, 9), stdout.split(' ')[2]]
        : ['?', '?'];
    return { 'heapUsed and arrayBuffers': figures!, maxRSS: highest! };
  },

  /**
   * `gc()` while everything is still referenced, and after it is not.
   * @zh 东西还被引用着就 `gc()`，不再引用之后再 `gc()`。
   */
  'gc-referenced': async () => {
    const { stdout } = await run(
      `const { setImmediate: turn } = await import('node:timers/promises');
      let kept = { big: new Array(1000).fill(0) };
      const ref = new WeakRef(kept);
      await turn(); gc(); await turn();
      console.log(ref.deref() ? 'stays' : 'goes');
      kept = undefined;
      await turn(); gc(); await turn();
      console.log(ref.deref() ? 'stays' : 'goes');`,
      { execArgv: ['--expose-gc'] },
    );
    const [referenced, free] = stdout.split('\n');
    return { 'still referenced': referenced!, 'no longer referenced': free! };
  },

  /**
   * `global.gc` in a plain process, and in a worker of a process with `--expose-gc`.
   * @zh 普通进程里的 `global.gc`，以及带 `--expose-gc` 的进程的 worker 里。
   */
  'gc-exposed': async () => {
    const source = `import { Worker } from 'node:worker_threads';
      new Worker("require('node:worker_threads').parentPort.postMessage(typeof gc)", { eval: true })
        .on('message', (worker) => console.log(typeof globalThis.gc, worker));`;
    const word = (stdout: string): string =>
      `main thread ${stdout.replace(' ', ', worker ')}`;
    return {
      'without the flag': word((await run(source)).stdout),
      '--expose-gc': word(
        (await run(source, { execArgv: ['--expose-gc'] })).stdout,
      ),
    };
  },

  /**
   * A small `subarray()` of 100 MB that is kept while all else is let go.
   * @zh 100 MB 里取一小段 `subarray()` 留着，其余都放掉。
   */
  'subarray-keeps': async () => ({
    'subarray()': await rises(
      `kept.push(Buffer.alloc(100e6, 1).subarray(0, 10));`,
    ),
    'Buffer.from(subarray)': await rises(
      `kept.push(Buffer.from(Buffer.alloc(100e6, 1).subarray(0, 10)));`,
    ),
  }),

  /**
   * A program with `--max-old-space-size=100` that keeps 300 MB of Buffers, and 300 MB of objects.
   * @zh 带 `--max-old-space-size=100` 的程序，占 300 MB 的 Buffer，或者 300 MB 的对象。
   */
  'heap-flag-buffers': async () => {
    const tried = async (keep: string): Promise<string> => {
      const ended = await run(
        `const kept = []; ${keep} console.log('goes on', kept.length > 0);`,
        {
          execArgv: ['--max-old-space-size=100'],
        },
      );
      return ended.stdout ? 'goes on' : endOf(ended);
    };
    return {
      Buffers: await tried(
        `for (let i = 0; i < 300; i++) kept.push(Buffer.alloc(1e6, 1));`,
      ),
      objects: await tried(
        `for (let i = 0; i < 7e6; i++) kept.push({ a: i, b: i + 0.5 });`,
      ),
    };
  },

  /**
   * `process.memoryUsage.rss()` against `rss` of `process.memoryUsage()`, and in a worker.
   * @zh `process.memoryUsage.rss()` 和 `process.memoryUsage()` 的 `rss`，以及在 worker 里。
   */
  'memory-rss-only': async () => {
    const near = (a: number, b: number): string =>
      Math.abs(a - b) < 20e6 ? 'the same figure' : 'another figure';
    const inside = (await inThread('process.memoryUsage.rss()')) as number;
    return {
      'in the same thread': near(
        process.memoryUsage.rss(),
        process.memoryUsage().rss,
      ),
      'in a worker': near(inside, process.memoryUsage.rss()),
    };
  },
};
