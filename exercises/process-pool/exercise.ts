import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, inspect } from 'node:util';
import { exercise } from '../kit/types.ts';
import { sequences } from '../kit/sequences.ts';
import { outcomeOf, story, told, type Outcome } from '../kit/story.ts';
import { until } from '../kit/until.ts';
import type { Pool } from './skeleton.ts';
import type { Work } from './work.ts';

interface Solution {
  createPool: (module: URL, size: number) => Pool;
}

const work = new URL('./work.ts', import.meta.url);

/** Children of this process that are there now; a pool cannot hide one. */
const alive = new Set<ChildProcess>();
let started = 0;
subscribe('child_process', (message) => {
  const { process: child } = message as { process: ChildProcess };
  started++;
  child.once('spawn', () => alive.add(child));
  child.once('exit', () => alive.delete(child));
});

/** Whether there is a process of this number; a child that has been waited for is none. */
function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function create({ createPool }: Solution, size: number, module = work, what = 'module'): Pool {
  const zh = what === 'module' ? what : '加载时抛错的模块';
  story.step(`createPool(${what}, ${size})`, `createPool(${zh}, ${size})`);
  return createPool(module, size);
}

function run(pool: Pool, task: Work): Promise<Outcome> {
  story.step(...describe(task));
  // A pool that throws at once breaks what it was asked for as well.
  return outcomeOf(new Promise((resolve) => resolve(pool.run(task))));
}

function describe(task: Work): [en: string, zh: string] {
  const texts: Record<Work['do'], [en: string, zh: string]> = {
    echo: [`a task that gives ${inspect(value(task))}`, `返回 ${inspect(value(task))} 的任务`],
    throw: ['a task that throws RangeError: no', '抛出 RangeError: no 的任务'],
    pid: ['a task that gives its pid', '返回自己 pid 的任务'],
    exit: ['a task that calls process.exit(0)', '调用 process.exit(0) 的任务'],
    crash: ['a task whose child dies of an uncaught error', '让子进程因没接住的错误而死的任务'],
    kill: ['a task whose child dies by SIGKILL', '让子进程被 SIGKILL 杀死的任务'],
    disconnect: [
      'a task that calls process.disconnect() and goes on',
      '调用 process.disconnect() 却不退出的任务',
    ],
    'answer and crash': [
      `a task that answers ${inspect(value(task))}, then crashes its child`,
      `答复 ${inspect(value(task))} 之后让子进程崩溃的任务`,
    ],
    function: ['a task that gives a function', '返回函数的任务'],
    stay: [
      'a task that leaves a timer open and handles SIGTERM',
      '留下没关的定时器、还接管 SIGTERM 的任务',
    ],
    hold: ['a task that blocks its child', '阻塞住子进程的任务'],
  };
  const [en, zh] = texts[task.do];
  return [`run(${en})`, `run(${zh})`];
}

const value = (task: Work): unknown => ('value' in task ? task.value : undefined);

/** A folder where tasks that hold tell that they have begun, and are let go. */
class Gate {
  readonly #folder = mkdtempSync(join(tmpdir(), 'gate-'));

  task(name: string): Work {
    return { do: 'hold', folder: this.#folder, name, value: name };
  }

  /** Waits until so many have begun. */
  async begun(count: number): Promise<void> {
    // Who blocks tells it by a file.
    await until(() => readdirSync(this.#folder).length >= count);
  }

  async pid(name: string): Promise<number> {
    const file = join(this.#folder, name);
    // The file is there a moment before its content is.
    await until(() => existsSync(file) && readFileSync(file, 'utf8') !== '');
    return Number(readFileSync(file, 'utf8'));
  }

  open(): void {
    writeFileSync(join(this.#folder, 'go'), '');
  }
}

function fits(task: Work, outcome: Outcome): boolean {
  if (task.do === 'throw')
    return (
      'error' in outcome &&
      outcome.error instanceof Error &&
      outcome.error.name === 'RangeError' &&
      outcome.error.message === task.message
    );
  if (['echo', 'stay', 'hold', 'answer and crash'].includes(task.do))
    return 'value' in outcome && isDeepStrictEqual(outcome.value, value(task));
  return 'error' in outcome;
}

function mustFit(task: Work, outcome: Outcome, number?: number): void {
  const [en, zh] = told(outcome, inspect);
  story.must(
    fits(task, outcome),
    number === undefined ? en : `task ${number}: ${en}`,
    number === undefined ? zh : `任务 ${number}：${zh}`,
  );
}

function mustFail(outcome: Outcome): void {
  story.must('error' in outcome, ...told(outcome, inspect));
}

async function close(pool: Pool): Promise<void> {
  story.step('close()', 'close()');
  story.expect('close() ends every child, then resolves', 'close() 结束所有子进程，然后完成');
  await pool.close();
  none();
}

function none(): void {
  const left = [...alive].filter(({ pid }) => isThere(pid!)).length;
  story.must(
    left === 0,
    `it resolved, and ${left} children are alive`,
    `它完成了，可还有 ${left} 个子进程活着`,
  );
}

/** Runs tasks at once on a new pool, closes it, and looks at each outcome. */
async function holds(solution: Solution, tasks: readonly Work[], size: number): Promise<void> {
  story.begin();
  const pool = create(solution, size);
  const running = tasks.map((task) => run(pool, task));
  story.expect('each task settles as its work does', '每个任务都按它的工作的结局落定');
  const doubtful = tasks.findIndex((task) => task.do === 'answer and crash');
  for (const [index, task] of tasks.entries()) {
    const outcome = await running[index]!;
    // A child that still dies after its answer may have got the next task by then, and nobody can know.
    if (doubtful < 0 || index <= doubtful) mustFit(task, outcome, index + 1);
  }
  await close(pool);
}

const deadly: Work[] = [
  { do: 'exit', code: 0 },
  { do: 'crash' },
  { do: 'kill' },
  { do: 'disconnect' },
];
const harmless: Work[] = [
  { do: 'echo', value: 1 },
  { do: 'throw', message: 'no' },
  { do: 'answer and crash', value: 2 },
];

export default exercise<Solution>({
  title: { en: 'A pool of processes', zh: '进程池' },
  minutes: 45,
  task: {
    en: 'Write a pool that keeps a number of child processes, made with fork(), and gives each task to one that is free. A child can end in more ways than a thread: it exits, it crashes, somebody kills it, it closes its channel and lives on, or it cannot be started at all. Each of these is told by another event, and a pool that misses one leaves a promise pending for ever, or a process behind.',
    zh: '写一个进程池：用 fork() 创建一定数量的子进程，任务交给空闲的那个。子进程的结局比线程多：自己退出、崩溃、被别人杀掉、关掉通道却继续活着，或者根本启动不了。每一种由不同的事件告知，漏掉一个，就会有 promise 永远悬着，或者留下一个进程。',
  },
  sections: ['fork#process-pool', 'ipc#request-child-dies', 'child-process#failures'],
  question: 'fork',
  hints: [
    {
      en: "List the events of a child: 'message', 'disconnect', 'exit', 'error'. Which of them come when it is killed, when it calls process.disconnect(), when it could not be started?",
      zh: "列出子进程的事件：'message'、'disconnect'、'exit'、'error'。被杀掉时、它调用 process.disconnect() 时、启动不了时，分别来的是哪些？",
    },
    {
      en: "Who can no longer be talked to is of no use: at 'disconnect' kill it, so that 'exit' comes for every end. Only where pid is undefined, 'error' comes instead. And send() with a callback emits no 'error'.",
      zh: "没法再通信的子进程就没用了：收到 'disconnect' 就杀掉它，这样每种结局都有 'exit'。只有 pid 是 undefined 时，来的是 'error'。另外，send() 带上回调就不会触发 'error'。",
    },
    {
      en: "Fork with `serialization: 'advanced'`. Let a child say that it is ready, and count starts that fail in a row. At close(), wait until no task is left, send SIGKILL to all, and wait for every 'exit'.",
      zh: "fork 时用 `serialization: 'advanced'`。让子进程报到，数一数连续失败的启动。close() 时先等任务做完，再给所有子进程发 SIGKILL，等到每一个 'exit'。",
    },
  ],
  demands: [
    {
      id: 'answers',
      says: {
        en: 'Each task gets its own answer, in whatever order they end, and anything that can be cloned arrives as it is.',
        zh: '不管以什么顺序结束，每个任务得到自己的答复；凡是能克隆的，都原样送达。',
      },
      async check(solution) {
        const pool = create(solution, 2);
        const gate = new Gate();
        const held = run(pool, gate.task('held'));
        const values = ['a', undefined, null, new Map([[1, new Date(0)]]), 10n, new Uint8Array(3)];
        const others = values.map((value): [Work, Promise<Outcome>] => {
          const task: Work = { do: 'echo', value };
          return [task, run(pool, task)];
        });
        story.expect(
          'one child is blocked, and the tasks behind it are answered by the other',
          '一个子进程被阻塞，后面的任务由另一个答复',
        );
        for (const [index, [task, outcome]] of others.entries())
          mustFit(task, await outcome, index + 2);
        gate.open();
        story.expect('the one that was held gets its answer', '被阻塞的那个得到自己的答复');
        mustFit(gate.task('held'), await held);
        await pool.close();
      },
    },
    {
      id: 'size',
      says: {
        en: 'As many tasks run at the same time as the size says, never more, in children that stay.',
        zh: '同时运行的任务数就是 size，不会更多，子进程反复使用。',
      },
      async check(solution) {
        const pool = create(solution, 3);
        const gate = new Gate();
        const tasks = Array.from({ length: 7 }, (_, index) => run(pool, gate.task(`t${index}`)));
        story.expect('three of them begin', '其中三个开始运行');
        await gate.begun(3);
        story.step('the three are let go', '放开这三个');
        gate.open();
        story.expect(
          'all are answered, and three children were started',
          '全部得到答复，一共启动了三个子进程',
        );
        for (const [index, task] of tasks.entries())
          mustFit(gate.task(`t${index}`), await task, index + 1);
        story.must(started === 3, `${started} children were started`, `启动了 ${started} 个子进程`);
        await pool.close();
      },
    },
    {
      id: 'errors',
      says: {
        en: 'What the work throws, and an input or a result that cannot be sent, fails that task and costs no child.',
        zh: '工作抛出的错误、发不出去的输入或结果，只让这个任务失败，不搭上子进程。',
      },
      async check(solution) {
        const pool = create(solution, 1);
        const thrower: Work = { do: 'throw', message: 'no' };
        const thrown = run(pool, thrower);
        story.step('run(a function)', 'run(一个函数)');
        const refused = outcomeOf(new Promise((resolve) => resolve(pool.run(() => {}))));
        const unsent = run(pool, { do: 'function' });
        const after = run(pool, { do: 'echo', value: 'after' });
        story.expect('the first fails with RangeError: no', '第一个以 RangeError: no 失败');
        mustFit(thrower, await thrown);
        story.expect('the second fails: a function cannot be sent', '第二个失败：函数发不出去');
        mustFail(await refused);
        story.expect('the third fails: so does its result', '第三个失败：它的结果也发不出去');
        mustFail(await unsent);
        story.expect('the fourth is answered by the same child', '第四个由同一个子进程答复');
        mustFit({ do: 'echo', value: 'after' }, await after);
        story.must(started === 1, `${started} children were started`, `启动了 ${started} 个子进程`);
        await pool.close();
      },
    },
    {
      id: 'deaths',
      says: {
        en: 'A child that is gone, or cannot be talked to, takes its own task with it and no other: every promise settles.',
        zh: '子进程没了或没法通信了，只带走自己手里的任务：每个 promise 都会落定。',
      },
      async check(solution) {
        for (const task of deadly) await holds(solution, [task], 1);
        for (const task of deadly) await holds(solution, [task, { do: 'echo', value: 1 }], 1);
        for (const tasks of sequences([...deadly, ...harmless], 0, [
          [3, 2],
          [6, 2],
        ]))
          await holds(solution, tasks, 2);
      },
    },
    {
      id: 'killed',
      says: {
        en: 'A child that somebody kills, at work or idle, costs at most one task, and the next ones get another child.',
        zh: '子进程被外面杀掉，不管在忙还是空闲，最多损失一个任务，后面的任务换一个子进程。',
      },
      async check(solution) {
        const pool = create(solution, 1);
        const gate = new Gate();
        const held = run(pool, gate.task('held'));
        const behind = run(pool, { do: 'echo', value: 'behind' });
        story.expect('the first begins', '第一个开始运行');
        const busy = await gate.pid('held');
        story.step('SIGKILL for the child at work', '对在忙的子进程发 SIGKILL');
        process.kill(busy, 'SIGKILL');
        story.expect('its task fails', '它的任务失败');
        mustFail(await held);
        story.expect('the one behind it is answered', '后面那个得到答复');
        mustFit({ do: 'echo', value: 'behind' }, await behind);

        const asked = await run(pool, { do: 'pid' });
        const idle = 'value' in asked ? Number(asked.value) : 0;
        const child = [...alive].find(({ pid }) => pid === idle);
        story.must(child !== undefined, ...told(asked, inspect));
        story.step(
          'SIGKILL for the idle child, and at once:',
          '对空闲的子进程发 SIGKILL，紧接着：',
        );
        const gone = once(child, 'exit');
        process.kill(idle, 'SIGKILL');
        const risky = run(pool, { do: 'echo', value: 'risky' });
        story.expect('it settles, with its answer or without', '落定，有没有答复都行');
        await risky;
        await gone;
        const next = run(pool, { do: 'echo', value: 'next' });
        story.expect(
          'the pool has seen it die, and the next task is answered',
          '池已经看到它死了，下一个任务得到答复',
        );
        mustFit({ do: 'echo', value: 'next' }, await next);
        await close(pool);
      },
    },
    {
      id: 'start',
      says: {
        en: 'Where no child can be started, or none can load the module, the tasks fail; it is not tried for ever.',
        zh: '子进程启动不了，或加载不了模块，任务就失败；不会没完没了地重试。',
      },
      async check(solution) {
        const { execPath } = process;
        for (const how of ['module', 'program']) {
          story.begin();
          started = 0;
          if (how === 'program') {
            story.step(
              'process.execPath = a program that does not exist',
              'process.execPath = 不存在的程序',
            );
            process.execPath = join(tmpdir(), 'no-such-program');
          }
          const pool =
            how === 'module'
              ? create(solution, 2, new URL('./broken-work.ts', import.meta.url), 'one that throws')
              : create(solution, 2);
          const tasks = [1, 2, 3].map((value) => run(pool, { do: 'echo', value }));
          story.expect('all three tasks fail', '三个任务都失败');
          for (const task of tasks) mustFail(await task);
          story.must(
            started <= 20,
            `${started} children were started`,
            `启动了 ${started} 个子进程`,
          );
          await close(pool);
          process.execPath = execPath;
        }
      },
    },
    {
      id: 'close',
      says: {
        en: 'close() finishes what was given, also what waits; then it leaves no child behind, whatever holds it, and run() fails.',
        zh: 'close() 做完已经交给它的，包括还在排队的；然后不留下一个子进程，不管它被什么拖住，此后 run() 失败。',
      },
      async check(solution) {
        const pool = create(solution, 1);
        const gate = new Gate();
        const held = run(pool, gate.task('held'));
        const stays: Work = { do: 'stay', value: 'stays' };
        const waits = run(pool, stays);
        story.step('close(), twice', 'close()，调用两次');
        const closed = Promise.all([pool.close(), pool.close()]);
        const late = run(pool, { do: 'echo', value: 'late' });
        story.expect('run() after close() fails', 'close() 之后的 run() 失败');
        mustFail(await late);
        story.step('the task that blocks the child is let go', '放开阻塞子进程的任务');
        gate.open();
        story.expect('both tasks are answered', '两个任务都得到答复');
        mustFit(gate.task('held'), await held, 1);
        mustFit(stays, await waits, 2);
        story.expect('close() resolves once no child is left', '子进程都没了，close() 才完成');
        await closed;
        none();

        story.begin();
        const unused = create(solution, 2);
        await close(unused);

        story.begin();
        const last = create(solution, 1);
        const dying = run(last, { do: 'kill' });
        story.step('close() at once', '马上 close()');
        const end = last.close();
        story.expect('the task fails, and close() resolves', '任务失败，close() 完成');
        mustFail(await dying);
        await end;
        none();
      },
    },
  ],
});
