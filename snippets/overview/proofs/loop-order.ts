import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { endOf, program, run, type Proofs } from '../../proving.ts';

/** What the programs below share: they note names, and print them in their order. */
const noting = (modules: (name: string) => string): string => `
  ${['fs', 'net', 'worker_threads'].map((name) => `const ${name} = ${modules(name)};`).join(' ')}
  const seen = [];
  const note = (name) => () => void seen.push(name);
  const busy = (ms = 20) => { const end = performance.now() + ms; while (performance.now() < end); };
  process.on('exit', () => console.log(seen.join(', ')));`;

/** Runs a CommonJS program to its end, and gives back what it noted. */
async function noted(source: string): Promise<string> {
  const file = program(
    noting((name) => `require('node:${name}')`) + source,
    '.cjs',
  );
  const { stdout, stderr, code } = await run(
    `import { spawnSync } from 'node:child_process';
    process.exitCode = spawnSync(process.execPath, [${JSON.stringify(file)}], { stdio: 'inherit' }).status;`,
  );
  if (code) throw new Error(stderr);
  return stdout;
}

/** A `nextTick`, a promise and a microtask, in this order of the text, from the first line of a program. */
const first = `
  const seen = [];
  process.nextTick(() => seen.push('nextTick'));
  Promise.resolve().then(() => seen.push('promise'));
  queueMicrotask(() => seen.push('microtask'));
  setImmediate(() => console.log(seen.join(', ')));`;

/** What `node` prints that was started so. */
async function started(args: string[], input?: string): Promise<string> {
  const child = spawn(process.execPath, args);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => (stdout += data));
  child.stderr.on('data', (data) => (stderr += data));
  child.stdin.end(input);
  const [code] = (await once(child, 'close')) as [number];
  return code === 0
    ? stdout.trim()
    : (/ERR_\w+/.exec(stderr)?.[0] ?? `exit ${code}`);
}

/** A file beside the others of this proof. */
function file(name: string, source: string): string {
  const path = join(tmpdir(), name);
  writeFileSync(path, source);
  return path;
}

/** What a worker prints that runs this file. */
async function inWorker(path: string): Promise<string> {
  const worker = new Worker(path, { stdout: true });
  worker.stdout.setEncoding('utf8');
  const [text] = (await once(worker.stdout, 'data')) as [string];
  return text.trim();
}

export const proofs: Proofs = {
  /**
   * `nextTick`, a promise and `queueMicrotask()`, called in this order at the top of a program, by how it is loaded.
   * @zh 在程序顶层依次调用 `nextTick`、promise、`queueMicrotask()`，看程序是怎么加载的。
   */
  'jobs-at-the-top': async () => {
    const cjs = file('first.cjs', first);
    const mjs = file('first.mjs', first);
    return {
      'CommonJS file': await started([cjs]),
      'ES module': await started([mjs]),
      'ES module, after an await': await started([
        file('second.mjs', `await null; ${first}`),
      ]),
      'CommonJS file that an ES module imports': await started([
        file('imports.mjs', `import './first.cjs';`),
      ]),
      'ES module that a CommonJS file requires': await started([
        '--no-warnings',
        file('requires.cjs', `require('./first.mjs');`),
      ]),
      'node --eval': await started(['--eval', first]),
      'a worker, CommonJS': await inWorker(cjs),
      'a worker, ES module': await inWorker(mjs),
    };
  },

  /**
   * A `nextTick` that calls a promise and a promise that calls a `nextTick`, from a callback.
   * @zh 在回调里：`nextTick` 里排一个 promise，promise 里排一个 `nextTick`。
   */
  'jobs-nested': () =>
    noted(`setImmediate(() => {
      Promise.resolve().then(() => {
        note('promise 1')();
        process.nextTick(note('nextTick of promise 1'));
        queueMicrotask(note('microtask of promise 1'));
      });
      Promise.resolve().then(note('promise 2'));
      process.nextTick(() => {
        note('nextTick 1')();
        queueMicrotask(note('microtask of nextTick 1'));
        process.nextTick(note('nextTick of nextTick 1'));
      });
      process.nextTick(note('nextTick 2'));
    });`),

  /**
   * Two callbacks in a row, of which the first leaves a `nextTick` and a promise behind: do these come in between?
   * @zh 连着两个回调，第一个留下了 `nextTick` 和 promise：它们会在两者之间执行吗？
   */
  'jobs-between': async () => {
    const jobs = `
      const jobs = () => {
        note('first')();
        process.nextTick(note('job'));
        Promise.resolve().then(note('job'));
      };`;
    const order = async (source: string): Promise<string> =>
      (await noted(jobs + source)).replace(
        /first, (.*)second.*/,
        (_, between: string) => (between ? 'in between' : 'after both'),
      );
    return {
      'two timers': await order(
        `setTimeout(jobs, 1); setTimeout(note('second'), 1); busy();`,
      ),
      'two immediates': await order(
        `setImmediate(jobs); setImmediate(note('second'));`,
      ),
      'two messages of a port': await order(`
        const { port1, port2 } = new worker_threads.MessageChannel();
        port2.on('message', (last) => last ? (note('second')(), port1.close()) : jobs());
        port1.postMessage(0); port1.postMessage(1);`),
      'two listeners of one emit()': await order(`
        const emitter = new (require('node:events'))();
        emitter.on('it', jobs).on('it', note('second'));
        setImmediate(() => emitter.emit('it'));`),
      'two listeners of one dispatchEvent()': await order(`
        const target = new EventTarget();
        target.addEventListener('it', jobs);
        target.addEventListener('it', note('second'));
        setImmediate(() => target.dispatchEvent(new Event('it')));`),
    };
  },

  /**
   * How many turns of the microtask queue pass until a function's caller goes on, by what it awaits or returns.
   * @zh 从函数里 await 或返回不同的东西，到调用者继续，要过几轮微任务。
   */
  'microtask-turns': async () => {
    const turns = async (work: () => unknown): Promise<string> => {
      let count = 0;
      let over = false;
      const counting = (): void => {
        if (over) return;
        count++;
        queueMicrotask(counting);
      };
      const called = Promise.resolve(work()).then(() => (over = true));
      queueMicrotask(counting);
      await called;
      return String(count);
    };
    const settled = Promise.resolve();
    return {
      'async () => {}': await turns(async () => {}),
      'async () => { await promise }': await turns(async () => {
        await settled;
      }),
      'async () => { return promise }': await turns(async () => {
        return settled;
      }),
      'async () => { return await promise }': await turns(
        async () => await settled,
      ),
      'promise.then(() => promise)': await turns(() =>
        settled.then(() => settled),
      ),
      'new Promise((resolve) => resolve(promise))': await turns(
        () => new Promise((resolve) => resolve(settled)),
      ),
    };
  },

  /**
   * `setTimeout(f, 0)` and `setImmediate(g)`, called one after the other from several places.
   * @zh 在不同的地方先后调用 `setTimeout(f, 0)` 和 `setImmediate(g)`。
   */
  'timeout-or-immediate': async () => {
    const both = `
      const both = (also = () => {}) => {
        setTimeout(note('timeout'), 0), setImmediate(note('immediate')), also();
      };`;
    const order = (source: string): Promise<string> => noted(both + source);
    return {
      'main module, 1 ms is over when the loop begins':
        await order(`both(busy);`),
      'main module, a timer that is not due yet': await order(
        `setTimeout(note('timeout'), 1000); setImmediate(note('immediate'));`,
      ),
      'callback of fs.readFile()': await order(
        `fs.readFile(__filename, () => both());`,
      ),
      'the same, and busy for 20 ms': await order(
        `fs.readFile(__filename, () => both(busy));`,
      ),
      'message of a port': await order(`
        const { port1, port2 } = new worker_threads.MessageChannel();
        port2.once('message', () => { both(busy); port1.close(); });
        port1.postMessage(0);`),
      'connection of a server': await order(`
        const server = net.createServer((socket) => { both(busy); socket.destroy(); server.close(); });
        server.listen(0, '127.0.0.1', () => net.connect(server.address().port, '127.0.0.1').on('error', () => {}).resume());`),
      "'close' of a server": await order(
        `const server = net.createServer().listen(0, '127.0.0.1', () => server.close(() => both(busy)));`,
      ),
      immediate: await order(`setImmediate(() => both(busy));`),
      'timer, 1 ms is over when it returns': await order(
        `setTimeout(() => both(busy), 1);`,
      ),
    };
  },

  /**
   * The delay that a timer got which was asked for 0, for 1, for nothing, and for more than a 32-bit number holds.
   * @zh 定时器要 0、要 1、什么都不写、写得超过 32 位时，实际得到的延迟。
   */
  'timer-delays': () => {
    const delay = (asked?: number): string => {
      const timer = setTimeout(() => {}, asked);
      const { _idleTimeout: given } = timer as unknown as {
        _idleTimeout: number;
      };
      clearTimeout(timer);
      return `${given} ms`;
    };
    process.removeAllListeners('warning');
    return {
      'setTimeout(f, 0)': delay(0),
      'setTimeout(f, 1)': delay(1),
      'setTimeout(f)': delay(),
      'setTimeout(f, 0.9)': delay(0.9),
      'setTimeout(f, 2 ** 31)': delay(2 ** 31),
    };
  },

  /**
   * An immediate that is set by an immediate, and a timer that is due: which comes first? And a timer set by a timer?
   * @zh immediate 里再设 immediate，同时有定时器到点：谁先？定时器里再设定时器呢？
   */
  'set-while-running': async () => ({
    'immediate in an immediate': await noted(`
      setImmediate(() => {
        setTimeout(note('timer'), 1);
        setImmediate(note('new immediate'));
        busy();
      });
      setImmediate(note('old immediate'));`),
    'timer in a timer, due at once': await noted(`
      setTimeout(() => {
        setImmediate(note('immediate'));
        setTimeout(note('new timer'), 1);
        busy();
      }, 1);
      setTimeout(note('old timer'), 1);
      busy();`),
    'an immediate is cleared by the one before': await noted(`
      setImmediate(() => { note('first')(); clearImmediate(second); });
      const second = setImmediate(note('second'));
      setImmediate(note('third'));`),
  }),

  /**
   * Timers that are due at the same time, called in another order than that of their delays.
   * @zh 几个定时器同时到点，调用的先后和延迟的长短不一致。
   */
  'timers-due-together': async () => ({
    'setTimeout(a, 500), then (b, 5)': await noted(
      `setTimeout(note('a'), 500); setTimeout(note('b'), 5); busy(600);`,
    ),
    'setTimeout(a, 5), busy, setTimeout(b, 5)': await noted(
      `setTimeout(note('a'), 5); busy(); setTimeout(note('b'), 5); busy();`,
    ),
    'setTimeout(a, 1), then (b, 0)': await noted(
      `setTimeout(note('a'), 1); setTimeout(note('b'), 0); busy();`,
    ),
    'setTimeout(a, 5), busy, setTimeout(b, 1)': await noted(
      `setTimeout(note('a'), 5); busy(); setTimeout(note('b'), 1); busy();`,
    ),
  }),

  /**
   * A promise is rejected in a callback, and its handler is added later: by which time does Node.js call it unhandled?
   * @zh 回调里有个 promise 被 reject，处理函数加得晚：晚到什么时候 Node.js 就认为没人处理？
   */
  'rejection-handled-later': async () => {
    const later = async (how: string): Promise<string> => {
      const ended = await run(`
        setImmediate(() => {
          const promise = Promise.reject(new Error('late'));
          const handle = () => promise.catch(() => {});
          ${how}
        });`);
      return ended.code === 0 ? 'handled' : `unhandled, ${endOf(ended)}`;
    };
    return {
      'in a microtask': await later('queueMicrotask(handle)'),
      'ten microtasks later': await later(
        'let n = 10; const again = () => n-- ? queueMicrotask(again) : handle(); again();',
      ),
      'in a nextTick': await later('process.nextTick(handle)'),
      'in a nextTick of a microtask': await later(
        'queueMicrotask(() => process.nextTick(handle))',
      ),
      'in an immediate': await later('setImmediate(handle)'),
      'in a timer of 0': await later('setTimeout(handle, 0)'),
    };
  },

  /**
   * A class emits an event in its constructor, at once and later; the listener is added in the line after `new`.
   * @zh 一个类在构造函数里发事件，立刻发或晚点发；监听器在 `new` 的下一行才加。
   */
  'emit-in-constructor': async () => {
    const heard = (emit: string): Promise<string> =>
      noted(`
        class Client extends require('node:events') {
          constructor() { super(); const emit = () => this.emit('ready'); ${emit}; }
        }
        setImmediate(() => {
          Promise.resolve().then(note('a promise from before'));
          new Client().on('ready', note('ready'));
        });`);
    return {
      'at once': await heard('emit()'),
      'process.nextTick()': await heard('process.nextTick(emit)'),
      'queueMicrotask()': await heard('queueMicrotask(emit)'),
      'setImmediate()': await heard('setImmediate(emit)'),
    };
  },
};
