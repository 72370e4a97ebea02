import type { Worker } from 'node:worker_threads';
import { exercise } from '../kit/types.ts';
import { sequences } from '../kit/sequences.ts';
import { outcomeOf, show, story, told, type Outcome } from '../kit/story.ts';
import { until } from '../kit/until.ts';
import type { Pool } from './skeleton.ts';
import type { Work } from './work.ts';

interface Solution {
  createPool: (module: URL, size: number) => Pool;
}

const work = new URL('./work.ts', import.meta.url);

/** Threads of this process that are there now; a pool cannot hide one. */
const alive = new Set<Worker>();
let started = 0;
process.on('worker', (thread: Worker) => {
  started++;
  alive.add(thread);
  thread.once('exit', () => alive.delete(thread));
});

function run(pool: Pool, task: Work): Promise<Outcome> {
  story.step(...describe(task));
  // A pool that throws at once breaks what it was asked for as well.
  return outcomeOf(new Promise((resolve) => resolve(pool.run(task))));
}

function describe(task: Work): [en: string, zh: string] {
  switch (task.do) {
    case 'echo':
      return [`run(${show(task.value)})`, `run(${show(task.value)})`];
    case 'hold':
      return ['run(a task that holds its thread)', 'run(占住线程的任务)'];
    case 'give a function':
      return ['run(a task that returns a function)', 'run(返回函数的任务)'];
    case 'throw':
      return [
        `run(a task that throws RangeError: ${task.message})`,
        `run(抛出 RangeError: ${task.message} 的任务)`,
      ];
    case 'exit':
      return [
        `run(a task that calls process.exit(${task.code}))`,
        `run(调用 process.exit(${task.code}) 的任务)`,
      ];
    case 'crash':
      return ['run(a task that crashes its thread)', 'run(让线程崩溃的任务)'];
    case 'answer and crash':
      return [
        `run(a task that answers ${show(task.value)}, then crashes its thread)`,
        `run(答复 ${show(task.value)} 之后让线程崩溃的任务)`,
      ];
  }
}

/** Cells that a task counts itself into, and that let it go. */
const cells = (): Int32Array => new Int32Array(new SharedArrayBuffer(8));
function letGo(gate: Int32Array): void {
  Atomics.store(gate, 1, 1);
  Atomics.notify(gate, 1);
}

/** Whether a task ended as its work asks for. */
function fits(task: Work, outcome: Outcome): boolean {
  if (task.do === 'throw')
    return 'error' in outcome && (outcome.error as Error)?.message === task.message;
  if (task.do === 'exit' || task.do === 'crash' || task.do === 'give a function')
    return 'error' in outcome;
  return 'value' in outcome && outcome.value === task.value;
}

/** Runs tasks at once on a new pool, closes it, and looks at each outcome. */
async function holds({ createPool }: Solution, tasks: readonly Work[], size = 2): Promise<void> {
  story.begin();
  story.step(`createPool(module, ${size})`, `createPool(module, ${size})`);
  const pool = createPool(work, size);
  const running = tasks.map((task) => run(pool, task));
  story.expect('each task settles as its work does', '每个任务都按它的工作的结局落定');
  const doubtful = tasks.findIndex((task) => task.do === 'answer and crash');
  for (const [index, task] of tasks.entries()) {
    const outcome = await running[index]!;
    // A thread that still dies after its answer may have got the next task by then, and nobody can know.
    if (doubtful >= 0 && index > doubtful) continue;
    const [en, zh] = told(outcome);
    story.must(fits(task, outcome), `task ${index + 1}: ${en}`, `任务 ${index + 1}：${zh}`);
  }
  story.step('close()', 'close()');
  story.expect('close() ends every thread', 'close() 结束所有线程');
  await pool.close();
  story.must(alive.size === 0, `${alive.size} threads are alive`, `还有 ${alive.size} 个线程活着`);
}

export default exercise<Solution>({
  title: { en: 'A pool of threads', zh: '线程池' },
  minutes: 45,
  task: {
    en: 'Write a pool that keeps a fixed number of worker threads and gives each task to one that is free. It is easy to write one that works; most of those leave a promise pending for ever once a thread dies.',
    zh: '写一个线程池：worker 线程的数量固定，任务交给空闲的线程。写一个能用的不难；难的是线程一死，多数实现就有 promise 永远悬着。',
  },
  sections: ['worker-pool#pool', 'worker-pool#pool-thread', 'worker-threads#errors'],
  question: 'worker-pool',
  hints: [
    {
      en: 'Which single event comes for every end of a thread: an error, process.exit(), terminate()? Hang the bookkeeping on that one.',
      zh: '线程的每一种结束——出错、process.exit()、terminate()——都会触发的是哪一个事件？把记账挂在它上面。',
    },
    {
      en: 'Keep one record per thread: the task in its hands, or nothing. When the thread is gone, that task fails, the record goes, and whoever waits gets a new thread.',
      zh: '给每个线程留一条记录：手里的任务，或者没有。线程没了，就让那个任务失败，删掉记录，给还在等的任务开一个新线程。',
    },
    {
      en: 'A thread that has not loaded its module yet is not free. Let it say that it is ready, and count the starts that fail in a row.',
      zh: '还没加载完模块的线程不算空闲。让它自己报到，并且数一数连续失败的启动。',
    },
  ],
  demands: [
    {
      id: 'answers',
      says: {
        en: 'Each task gets its own answer, in whatever order they end.',
        zh: '每个任务得到自己的答复，不管它们以什么顺序结束。',
      },
      async check({ createPool }) {
        story.step('createPool(module, 2)', 'createPool(module, 2)');
        const pool = createPool(work, 2);
        const gate = cells();
        const first = run(pool, { do: 'hold', cells: gate, value: 'held' });
        const others = ['a', 'b', 'c', 'd'].map((value) => ({
          value,
          outcome: run(pool, { do: 'echo', value }),
        }));
        story.expect(
          'the four tasks behind the one that holds a thread are answered by the other thread',
          '一个任务占住一个线程，后面四个由另一个线程答复',
        );
        for (const { value, outcome } of others) {
          const was = await outcome;
          const [en, zh] = told(was);
          story.must(
            'value' in was && was.value === value,
            `the task with ${show(value)}: ${en}`,
            `输入 ${show(value)} 的任务：${zh}`,
          );
        }
        letGo(gate);
        story.expect('the one that was held gets its answer', '被占住的那个得到自己的答复');
        const last = await first;
        story.must('value' in last && last.value === 'held', ...told(last));
        await pool.close();
      },
    },
    {
      id: 'size',
      says: {
        en: 'As many tasks run at the same time as the size says, and never more.',
        zh: '同时运行的任务数就是 size，不多也不少。',
      },
      async check({ createPool }) {
        story.step('createPool(module, 3)', 'createPool(module, 3)');
        const pool = createPool(work, 3);
        const gate = cells();
        const tasks = Array.from({ length: 7 }, (_, value) =>
          run(pool, { do: 'hold', cells: gate, value }),
        );
        story.expect('three of them begin', '其中三个开始运行');
        await until(() => Atomics.load(gate, 0) >= 3);
        story.expect(
          'a fourth one waits, and so does a fourth thread',
          '第四个要等，也没有第四个线程',
        );
        story.must(
          alive.size <= 3,
          `${alive.size} threads are alive`,
          `有 ${alive.size} 个线程活着`,
        );
        letGo(gate);
        await Promise.all(tasks);
        story.must(started <= 3, `${started} threads were started`, `启动了 ${started} 个线程`);
        await pool.close();
      },
    },
    {
      id: 'throws',
      says: {
        en: 'An error that the work throws fails its task with that error, and costs no thread.',
        zh: '工作抛出的错误让它的任务以这个错误失败，不搭上线程。',
      },
      async check({ createPool }) {
        story.step('createPool(module, 1)', 'createPool(module, 1)');
        const pool = createPool(work, 1);
        const bad = run(pool, { do: 'throw', message: 'no' });
        const good = run(pool, { do: 'echo', value: 'after' });
        story.expect('the first fails with RangeError: no', '第一个以 RangeError: no 失败');
        const was = await bad;
        const error = 'error' in was ? was.error : undefined;
        story.must(
          error instanceof Error && error.message === 'no' && error.name === 'RangeError',
          ...told(was),
        );
        story.expect('the second is answered by the same thread', '第二个由同一个线程答复');
        const next = await good;
        story.must('value' in next && next.value === 'after', ...told(next));
        story.must(started === 1, `${started} threads were started`, `启动了 ${started} 个线程`);
        await pool.close();
      },
    },
    {
      id: 'deaths',
      says: {
        en: 'A thread that dies takes its own task with it and no other: every promise settles, in every sequence.',
        zh: '线程死掉只带走自己手里的任务：不管什么顺序，每个 promise 都会落定。',
      },
      async check(solution) {
        const alphabet: Work[] = [
          { do: 'echo', value: 1 },
          { do: 'throw', message: 'no' },
          { do: 'exit', code: 0 },
          { do: 'crash', message: 'gone' },
          { do: 'answer and crash', value: 2 },
        ];
        for (const tasks of sequences(alphabet, 2, [
          [4, 6],
          [12, 3],
        ]))
          await holds(solution, tasks);
      },
    },
    {
      id: 'start',
      says: {
        en: 'A module that cannot be loaded fails the tasks; it is not started again for ever.',
        zh: '模块加载不了，任务就失败；不会没完没了地重新启动。',
      },
      async check({ createPool }) {
        story.step('createPool(a module that throws, 2)', 'createPool(会抛错的模块, 2)');
        const pool = createPool(new URL('./broken-work.ts', import.meta.url), 2);
        const tasks = [1, 2, 3].map((value) => run(pool, { do: 'echo', value }));
        story.expect('all three tasks fail', '三个任务都失败');
        for (const task of tasks) {
          const was = await task;
          story.must('error' in was, ...told(was));
        }
        story.must(started <= 20, `${started} threads were started`, `启动了 ${started} 个线程`);
        await pool.close();
      },
    },
    {
      id: 'close',
      says: {
        en: 'close() finishes what was given, also what waits; then it ends every thread, and run() fails.',
        zh: 'close() 做完已经交给它的，包括还在排队的；然后结束所有线程，此后 run() 失败。',
      },
      async check({ createPool }) {
        story.step('createPool(module, 1)', 'createPool(module, 1)');
        const pool = createPool(work, 1);
        const gate = cells();
        const held = run(pool, { do: 'hold', cells: gate, value: 'held' });
        const waits = run(pool, { do: 'echo', value: 'waited' });
        story.step('close(), twice', 'close()，调用两次');
        const closed = Promise.all([pool.close(), pool.close()]);
        const late = run(pool, { do: 'echo', value: 'late' });
        story.expect('run() after close() fails', 'close() 之后的 run() 失败');
        const refused = await late;
        story.must('error' in refused, ...told(refused));
        story.step('the task that holds the thread is let go', '放开占着线程的任务');
        letGo(gate);
        story.expect('both tasks are answered', '两个任务都得到答复');
        for (const [task, value] of [
          [held, 'held'],
          [waits, 'waited'],
        ] as const) {
          const was = await task;
          story.must('value' in was && was.value === value, ...told(was));
        }
        story.expect('close() resolves once no thread is left', '线程都没了，close() 才完成');
        await closed;
        story.must(
          alive.size === 0,
          `${alive.size} threads are alive`,
          `还有 ${alive.size} 个线程活着`,
        );
        story.begin();
        story.step('createPool(module, 2), close()', 'createPool(module, 2)，close()');
        story.expect(
          'close() of a pool that never ran anything resolves',
          '从没运行过任务的池，close() 也会完成',
        );
        await createPool(work, 2).close();
      },
    },
    {
      id: 'uncloneable',
      says: {
        en: 'An input or a result that cannot be cloned fails its task, and no other.',
        zh: '输入或结果无法克隆，失败的只是它自己的任务。',
      },
      async check({ createPool }) {
        story.step('createPool(module, 1)', 'createPool(module, 1)');
        const pool = createPool(work, 1);
        const tasks = [
          run(pool, { do: 'echo', value: 'before' }),
          run(pool, { do: 'echo', value: () => 1 }),
          run(pool, { do: 'give a function' }),
          run(pool, { do: 'echo', value: 'after' }),
        ];
        story.expect(
          'the first and the last are answered, the two between them fail',
          '第一个和最后一个得到答复，中间两个失败',
        );
        const [before, input, result, last] = await Promise.all(tasks);
        for (const [was, value] of [
          [before!, 'before'],
          [last!, 'after'],
        ] as const)
          story.must('value' in was && was.value === value, ...told(was));
        for (const was of [input!, result!]) story.must('error' in was, ...told(was));
        await pool.close();
      },
    },
  ],
});
