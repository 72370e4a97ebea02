import { Worker } from 'node:worker_threads';
import { exercise } from '../kit/types.ts';
import { sequences } from '../kit/sequences.ts';
import { show, story, told, solutionAddress } from '../kit/story.ts';
import { until } from '../kit/until.ts';
import type { Mutex } from './skeleton.ts';
import {
  amount,
  asleep,
  letGo,
  steps,
  stopBefore,
  stopped,
  timedWaits,
  woken,
  type Answer,
  type Order,
} from './hand.ts';

interface Solution {
  createMutex: (cells: Int32Array) => Mutex;
}

type Call = 'lock' | 'tryLock' | 'unlock';

/** A thread that calls a mutex when it is told to. */
interface Hand {
  name: string;
  state: Int32Array;
  /** Tells it; what is told while it is inside a call comes after that. */
  order(order: Order): Promise<Answer>;
  /** Tells it, and tells the reader. `stop`: stops it before that many-th call of a function of Atomics. */
  call(what: Call, stop?: number): Promise<Answer>;
  /** Whether a call has not returned yet. */
  pending(): boolean;
}

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'];

function hands(...names: string[]): Hand[] {
  // Each thread loads it for itself.
  const file = solutionAddress();
  return names.map((name) => {
    const state = new Int32Array(new SharedArrayBuffer(4 * amount));
    const thread = new Worker(new URL('./hand.ts', import.meta.url), {
      workerData: { state, file },
    });
    const waiting: ((answer: Answer) => void)[] = [];
    thread.on('message', (answer: Answer) => waiting.shift()!(answer));
    const order = (what: Order): Promise<Answer> =>
      new Promise((resolve) => {
        waiting.push(resolve);
        thread.postMessage(what);
      });
    return {
      name,
      state,
      order,
      call(what, stop = 0) {
        story.step(
          `thread ${name}: ${what}()${stop ? `, stopped before its ${ordinals[stop - 1]} call of Atomics` : ''}`,
          `线程 ${name}：${what}()${stop ? `，在第 ${stop} 次调用 Atomics 之前停住` : ''}`,
        );
        state.fill(0);
        state[stopBefore] = stop;
        return order({ do: what });
      },
      pending: () => waiting.length > 0,
    };
  });
}

/** A new mutex, in the middle of memory that is not its own. */
async function newMutex(all: readonly Hand[]): Promise<Int32Array> {
  const memory = new Int32Array(new SharedArrayBuffer(4 * 12)).fill(1);
  const cells = new Int32Array(memory.buffer, 16, 4).fill(0);
  story.begin();
  story.expect('every thread gets a handle', '每个线程都得到一个句柄');
  for (const hand of all) {
    hand.state.fill(0);
    expectValue(await hand.order({ do: 'createMutex', cells }), undefined, hand);
  }
  return memory;
}

function expectValue(answer: Answer, value: unknown, { name }: Hand): void {
  const [en, zh] = told(answer);
  story.must(
    'value' in answer && answer.value === value,
    `thread ${name}: ${en}`,
    `线程 ${name}：${zh}`,
  );
}

/** One that waits in lock(). */
interface Waiter {
  hand: Hand;
  locked: Promise<Answer>;
}

/** Calls lock(), and looks until the thread sleeps. */
async function goesToSleep(hand: Hand): Promise<Waiter> {
  const locked = hand.call('lock');
  story.expect(
    `thread ${hand.name} sleeps in Atomics.wait(), without a time limit`,
    `线程 ${hand.name} 睡在 Atomics.wait() 里，不带时限`,
  );
  const { state } = hand;
  await until(() => {
    story.must(
      Atomics.load(state, steps) < 100_000,
      'it does not sleep: it has called Atomics 100,000 times meanwhile',
      '它没有睡：这期间它已经调用了 100,000 次 Atomics',
    );
    story.must(
      Atomics.load(state, timedWaits) === 0,
      'it sleeps with a time limit: it wakes up again and again for nothing',
      '它睡的时候带了时限：会一次次白白醒来',
    );
    story.must(hand.pending(), 'lock() returned', 'lock() 返回了');
    return Atomics.load(state, asleep) === 1;
  });
  return { hand, locked };
}

/** Lets go whoever was stopped. */
function goOn(hand: Hand): void {
  if (Atomics.load(hand.state, stopped) === 1)
    story.step(`thread ${hand.name} goes on`, `线程 ${hand.name} 继续`);
  Atomics.store(hand.state, stopBefore, 0);
  Atomics.store(hand.state, letGo, 1);
  Atomics.notify(hand.state, letGo);
}

/** All get in, one after the other: each gives it back to the next. */
async function allGetIn(waiters: readonly Waiter[], looksOn: Hand): Promise<void> {
  const left = new Set(waiters);
  while (left.size > 0) {
    const names = [...left].map(({ hand }) => hand.name);
    story.expect(
      names.length > 1
        ? `one of the threads ${names.join(', ')} gets in`
        : `thread ${names[0]} gets in`,
      names.length > 1 ? `线程 ${names.join('、')} 中有一个拿到锁` : `线程 ${names[0]} 拿到锁`,
    );
    const { waiter, answer } = await Promise.race(
      [...left].map(async (one) => ({ waiter: one, answer: await one.locked })),
    );
    left.delete(waiter);
    const { hand } = waiter;
    expectValue(answer, undefined, hand);
    story.step(`thread ${hand.name} got in`, `线程 ${hand.name} 拿到了锁`);
    await expectCall(looksOn, 'tryLock', false);
    await expectCall(hand, 'unlock', undefined);
  }
}

/** A call that returns at once. */
async function expectCall(hand: Hand, what: Call, value: unknown): Promise<void> {
  const answer = hand.call(what);
  const gives = value === undefined ? '' : ` ${show(value)}`;
  story.expect(
    value === undefined ? 'it returns' : `it gives${gives}`,
    value === undefined ? '它返回' : `它给出${gives}`,
  );
  expectValue(await answer, value, hand);
}

async function expectRefused(hand: Hand, what: Call): Promise<void> {
  const answer = hand.call(what);
  story.expect('it throws', '它抛错');
  const was = await answer;
  story.must('error' in was, ...told(was));
}

interface Step {
  who: number;
  what: Call;
}

const alphabet: Step[] = [0, 1].flatMap((who) =>
  (['tryLock', 'lock', 'unlock'] as const).map((what) => ({ who, what })),
);

/** What a step must give while that hand holds the mutex, and who holds it then; undefined where it would wait. */
function model(
  holder: number | undefined,
  { who, what }: Step,
): { gives: unknown; refused: boolean; holder: number | undefined } | undefined {
  switch (what) {
    case 'tryLock':
      return { gives: holder === undefined, refused: false, holder: holder ?? who };
    case 'lock':
      if (holder !== undefined && holder !== who) return undefined;
      return { gives: undefined, refused: holder === who, holder: who };
    case 'unlock':
      return {
        gives: undefined,
        refused: holder !== who,
        holder: holder === who ? undefined : holder,
      };
  }
}

/** Plays sequences on two threads that never wait: those with calls that are refused, or those without. */
async function play(refusals: boolean): Promise<void> {
  const both = hands('A', 'B');
  for (const sequence of sequences(alphabet, 3, [
    [6, 20],
    [20, 5],
  ])) {
    let holder: number | undefined;
    let refused = false;
    let waits = false;
    const plan = sequence.flatMap((step) => {
      const next = model(holder, step);
      waits ||= next === undefined;
      refused ||= next?.refused === true;
      // Of the long ones, only what does not wait, and is refused only where that is asked for.
      if (!next || (next.refused && !refusals)) return [];
      holder = next.holder;
      return [{ ...step, ...next }];
    });
    if (sequence.length <= 3 && (waits || refused !== refusals)) continue;
    const memory = await newMutex(both);
    for (const { who, what, gives, refused: throws } of plan) {
      if (throws) await expectRefused(both[who]!, what);
      else await expectCall(both[who]!, what, gives);
    }
    const outside = [...memory.subarray(0, 4), ...memory.subarray(8)];
    story.expect('nothing was written outside of its four cells', '四个单元之外什么都没写');
    story.must(
      outside.every((cell) => cell === 1),
      'the memory beside them has changed',
      '旁边的内存变了',
    );
  }
}

export default exercise<Solution>({
  title: { en: 'A mutex in shared memory', zh: '共享内存里的互斥锁' },
  minutes: 40,
  task: {
    en: 'Write a mutex for threads that share memory: `lock()`, `tryLock()` and `unlock()` over four cells of an `Int32Array`. Only the functions of `Atomics` stand between the threads, and between any two calls of them another thread may do anything. Who waits must sleep, so somebody must wake it: most answers that work in a first try forget a sleeper in a moment that hardly ever comes. The judge stops your calls before each of their steps and makes that moment come.',
    zh: '给共享内存的线程写一个互斥锁：在 `Int32Array` 的四个单元上实现 `lock()`、`tryLock()` 和 `unlock()`。线程之间只有 `Atomics` 的函数；任意两次调用之间，别的线程什么都可能做。等锁的线程必须睡眠，于是必须有人唤醒它：多数一试就能用的写法，会在一个极少出现的时刻忘掉一个睡着的线程。评判程序会在你的每一步之前把调用停住，让那个时刻真的出现。',
  },
  sections: [
    'worker-threads#mutex',
    'worker-threads#race',
    'worker-threads#shared-memory',
    'diagrams#atomics-wait-notify',
  ],
  question: 'lost-update',
  hints: [
    {
      en: 'Taking the mutex must be one step that looks and writes: Atomics.compareExchange(). So must giving it back be, if it has to find out whether somebody sleeps.',
      zh: '拿锁必须是一步：又看又写，Atomics.compareExchange()。还锁如果要知道有没有人在睡，也必须是一步。',
    },
    {
      en: 'One cell with three values is enough: free, held, held while somebody may sleep. Atomics.wait() does not sleep if the cell no longer has the value that you saw: that is what loses no wake-up.',
      zh: '一个单元、三个值就够：空闲、被持有、被持有且可能有人在睡。单元已经不是你看到的值时 Atomics.wait() 不会睡：靠的就是这一点，唤醒才不会丢。',
    },
    {
      en: 'Whoever has slept cannot know whether others still sleep. It must take the mutex with the third value, so that its own unlock() wakes the next: `while (Atomics.exchange(cells, 0, contended) !== free) Atomics.wait(cells, 0, contended)`.',
      zh: '睡过的线程不知道还有没有别人在睡。它拿锁时必须写第三个值，这样它自己的 unlock() 才会唤醒下一个：`while (Atomics.exchange(cells, 0, contended) !== free) Atomics.wait(cells, 0, contended)`。',
    },
  ],
  demands: [
    {
      id: 'excludes',
      says: {
        en: 'Only one handle holds the mutex: tryLock() gives false meanwhile, and true once it was given back.',
        zh: '同时只有一个句柄持有锁：这期间 tryLock() 给出 false，还了以后给出 true。',
      },
      check: () => play(false),
    },
    {
      id: 'refuses',
      says: {
        en: 'unlock() by a handle that does not hold the mutex throws, and so does lock() by the one that does; neither changes anything.',
        zh: '没有持有锁的句柄调用 unlock() 会抛错，已经持有的再调用 lock() 也会抛错；两者都不改变任何东西。',
      },
      check: () => play(true),
    },
    {
      id: 'sleeps',
      says: {
        en: 'A thread that waits sleeps in Atomics.wait(), without a time limit, and does not ask again and again.',
        zh: '等锁的线程睡在 Atomics.wait() 里，不带时限，而不是一遍遍地问。',
      },
      async check() {
        const [a, b] = hands('A', 'B') as [Hand, Hand];
        await newMutex([a, b]);
        await expectCall(a, 'lock', undefined);
        const waiter = await goesToSleep(b);
        await expectCall(a, 'unlock', undefined);
        await allGetIn([waiter], a);
      },
    },
    {
      id: 'wakes',
      says: {
        en: 'No sleeper is forgotten: each gets in once those before it have given the mutex back, whatever moment that comes in.',
        zh: '不会忘掉任何一个睡着的线程：前面的还了锁，后面的就能拿到，不管还锁发生在哪一刻。',
      },
      async check() {
        const all = hands('A', 'B', 'C', 'D') as [Hand, Hand, Hand, Hand];
        const [a, b, c, d] = all;
        for (let sleepers = 1; sleepers <= 3; sleepers++) {
          await newMutex(all);
          await expectCall(a, 'lock', undefined);
          const waiters: Waiter[] = [];
          for (const hand of all.slice(1, 1 + sleepers)) waiters.push(await goesToSleep(hand));
          await expectCall(a, 'unlock', undefined);
          await allGetIn(waiters, a);
        }
        // unlock() comes between two steps of lock(), alone and while somebody sleeps.
        for (const others of [[], [c]])
          for (let stop = 1; stop <= ordinals.length; stop++) {
            await newMutex(all);
            await expectCall(a, 'lock', undefined);
            const waiters: Waiter[] = [];
            for (const hand of others) waiters.push(await goesToSleep(hand));
            const locked = b.call('lock', stop);
            await until(() => [stopped, asleep].some((cell) => Atomics.load(b.state, cell) === 1));
            await expectCall(a, 'unlock', undefined);
            goOn(b);
            await allGetIn([...waiters, { hand: b, locked }], d);
          }
        // lock() comes between two steps of unlock().
        for (let stop = 1; stop <= ordinals.length; stop++) {
          await newMutex(all);
          await expectCall(a, 'lock', undefined);
          const waiters = [await goesToSleep(b), await goesToSleep(c)];
          const given = a.call('unlock', stop);
          await until(() => !a.pending() || Atomics.load(a.state, stopped) === 1);
          const locked = d.call('lock');
          await until(() => !d.pending() || Atomics.load(d.state, asleep) === 1);
          goOn(a);
          story.expect('unlock() returns', 'unlock() 返回');
          expectValue(await given, undefined, a);
          await allGetIn([...waiters, { hand: d, locked }], a);
        }
      },
    },
    {
      id: 'one',
      says: {
        en: 'unlock() wakes one of those that sleep, not all of them.',
        zh: 'unlock() 只唤醒一个睡着的线程，而不是全部。',
      },
      async check() {
        const all = hands('A', 'B', 'C', 'D') as [Hand, Hand, Hand, Hand];
        const [a, ...others] = all;
        await newMutex(all);
        await expectCall(a, 'lock', undefined);
        const waiters: Waiter[] = [];
        for (const hand of others) waiters.push(await goesToSleep(hand));
        await expectCall(a, 'unlock', undefined);
        story.expect('it wakes one thread', '它唤醒一个线程');
        const threads = Atomics.load(a.state, woken);
        story.must(threads <= 1, `it woke ${threads} threads`, `它唤醒了 ${threads} 个线程`);
        await allGetIn(waiters, a);
      },
    },
    {
      id: 'counter',
      says: {
        en: 'Four threads that add to a plain number behind the mutex lose no addition; and 100,000 rounds of one thread alone work.',
        zh: '四个线程在锁后面给一个普通的数加一，一次都不丢；一个线程独自来 100,000 轮也没问题。',
      },
      async check() {
        const all = hands('A', 'B', 'C', 'D');
        for (const [threads, rounds, shaken] of [
          [2, 50, true],
          [4, 50, true],
          [4, 10_000, false],
          [1, 100_000, false],
        ] as const) {
          await newMutex(all);
          const cell = new Int32Array(new SharedArrayBuffer(4));
          story.step(
            `${threads} threads, ${rounds} times each: lock(), add 1, unlock()${shaken ? '; each step comes late at random' : ''}`,
            `${threads} 个线程，各 ${rounds} 次：lock()、加 1、unlock()${shaken ? '；每一步随机地迟到' : ''}`,
          );
          story.expect(
            `the number is ${threads * rounds} at the end`,
            `最后这个数是 ${threads * rounds}`,
          );
          const counting = all
            .slice(0, threads)
            .map((hand) => ({ hand, done: hand.order({ do: 'count', cell, rounds, shaken }) }));
          for (const { hand, done } of counting) expectValue(await done, undefined, hand);
          story.must(cell[0] === threads * rounds, `it is ${cell[0]}`, `它是 ${cell[0]}`);
        }
      },
    },
  ],
});
