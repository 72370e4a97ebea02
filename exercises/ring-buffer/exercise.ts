import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { exercise, type Text } from '../kit/types.ts';
import { sequences } from '../kit/sequences.ts';
import { show, story, told, solutionAddress } from '../kit/story.ts';
import type { Ring } from './skeleton.ts';
import { cells, letGo, points, stopAt, stopped, type Answer, type Order } from './hand.ts';

interface Solution {
  openRing: (memory: SharedArrayBuffer) => Ring;
}

/** Bytes as the judge shows them; undefined too. */
function shown(value: unknown): string {
  if (!(value instanceof Uint8Array)) return show(value);
  const some = [...value.subarray(0, 6)].join(' ');
  return `[${some}${value.length > 6 ? ` … ${value.length} bytes` : ''}]`;
}

const same = (one: unknown, other: unknown): boolean =>
  one instanceof Uint8Array && other instanceof Uint8Array
    ? Buffer.compare(one, other) === 0
    : one === other;

/** Memory of a ring, with both numbers as if so much had gone through it already. */
function memoryOf(capacity: number, gone = 0, plan = ''): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(16 + capacity);
  new Int32Array(memory).fill(gone, 0, 2);
  const before = gone ? `, ${gone} bytes have gone through it` : '';
  const beforeZh = gone ? `，已有 ${gone} 字节经过` : '';
  story.begin();
  story.step(
    `openRing(memory with a capacity of ${capacity}${before})${plan && `, then (numbers are lengths) ${plan}`}`,
    `openRing(容量 ${capacity} 的内存${beforeZh})${plan && `，然后（数字是长度）${plan}`}`,
  );
  return memory;
}

let stamp = 0;
/** A message unlike the last ones. */
const message = (length: number): Uint8Array =>
  Uint8Array.from({ length }, () => (stamp = (stamp % 250) + 1));

/** What a ring must do, as a queue that knows its capacity. */
class Model {
  readonly queue: Uint8Array[] = [];
  readonly capacity: number;
  constructor(capacity: number) {
    this.capacity = capacity;
  }
  push(bytes: Uint8Array): boolean {
    const used = this.queue.reduce((sum, { length }) => sum + 4 + length, 0);
    if (used + 4 + bytes.length > this.capacity) return false;
    this.queue.push(bytes.slice());
    return true;
  }
  pop(): Uint8Array | undefined {
    return this.queue.shift();
  }
}

/** Pushes or pops on both, and compares at once. */
function act(ring: Ring, model: Model, step: number | 'pop'): void {
  const bytes = step === 'pop' ? undefined : message(step);
  const call = bytes ? `push(${shown(bytes)})` : 'pop()';
  story.step(call, call);
  const wanted = bytes ? model.push(bytes) : model.pop();
  story.expect(`it gives ${shown(wanted)}`, `它给出 ${shown(wanted)}`);
  const got = bytes ? ring.push(bytes) : ring.pop();
  story.must(same(got, wanted), `it gave ${shown(got)}`, `它给出了 ${shown(got)}`);
}

/**
 * Plays steps on a new ring, then takes out what is left. Most sequences are right, and telling each step takes longer than
 * doing it: so it is told step by step only where something was wrong.
 */
function play(
  { openRing }: Solution,
  capacity: number,
  steps: readonly (number | 'pop')[],
  gone?: number,
): void {
  const plan = steps.map((step) => (step === 'pop' ? 'pop()' : `push(${step})`)).join(', ');
  const memory = memoryOf(capacity, gone, plan);
  story.expect('every call gives what a queue gives', '每次调用都给出队列应当给出的');
  const quiet = openRing(memory);
  const wanted = new Model(capacity);
  const isRight = (step: number | 'pop'): boolean => {
    const bytes = step === 'pop' ? undefined : message(step);
    const [got, must] = bytes
      ? [quiet.push(bytes), wanted.push(bytes)]
      : [quiet.pop(), wanted.pop()];
    return same(got, must);
  };
  try {
    // As many more as can be in it, and one for nothing.
    const rest = Array.from({ length: capacity / 4 + 1 }, () => 'pop' as const);
    if ([...steps, ...rest].every(isRight)) return;
  } catch {
    // It is told below.
  }
  const ring = openRing(memoryOf(capacity, gone));
  const model = new Model(capacity);
  for (const step of steps) act(ring, model, step);
  while (model.queue.length > 0) act(ring, model, 'pop');
  act(ring, model, 'pop');
}

/** A thread that pushes or pops when it is told to. */
interface Hand {
  name: string;
  state: Int32Array;
  order(order: Order): Promise<Answer>;
  pending(): boolean;
}

function hand(name: string): Hand {
  // Each thread loads it for itself.
  const file = solutionAddress();
  const state = new Int32Array(new SharedArrayBuffer(4 * cells));
  const thread = new Worker(new URL('./hand.ts', import.meta.url), { workerData: { state, file } });
  const waiting: ((answer: Answer) => void)[] = [];
  thread.on('message', (answer: Answer) => waiting.shift()!(answer));
  return {
    name,
    state,
    order: (order) =>
      new Promise((resolve) => {
        waiting.push(resolve);
        thread.postMessage(order);
      }),
    pending: () => waiting.length > 0,
  };
}

function tell({ name }: Hand, order: Order, at: Text = { en: '', zh: '' }): void {
  const call = order.do === 'push' ? `push(${shown(order.message)})` : `${order.do}()`;
  story.step(`thread ${name}: ${call}${at.en}`, `线程 ${name}：${call}${at.zh}`);
}

/** Tells it and waits: it must give one of these. @returns what it gave. */
async function expectOne(one: Hand, order: Order, wanted: readonly unknown[]): Promise<unknown> {
  one.state.fill(0);
  if (order.do !== 'openRing') tell(one, order);
  const texts = wanted.map(shown);
  story.expect(`it gives ${texts.join(' or ')}`, `它给出 ${texts.join(' 或 ')}`);
  return looked(await one.order(order), wanted);
}

function looked(answer: Answer, wanted: readonly unknown[]): unknown {
  story.must(
    'value' in answer && wanted.some((value) => same(answer.value, value)),
    ...told(answer, shown),
  );
  return answer.value;
}

/** Points of a call at which it is stopped: before and after each call of Atomics. */
const mostPoints = 12;
const where = (point: number): Text => {
  const n = Math.ceil(point / 2);
  return point % 2
    ? { en: `, stopped before call ${n} of Atomics`, zh: `，在第 ${n} 次调用 Atomics 之前停住` }
    : { en: `, stopped after call ${n} of Atomics`, zh: `，在第 ${n} 次调用 Atomics 之后停住` };
};

/** Stops a call at a point. @returns its answer to come, and whether it had no such point and is over. */
async function stopIn(
  one: Hand,
  order: Order,
  point: number,
): Promise<{ answer: Promise<Answer>; isOver: boolean }> {
  one.state.fill(0);
  one.state[stopAt] = point;
  tell(one, order, where(point));
  const answer = one.order(order);
  // Time: how often it looks.
  while (one.pending() && Atomics.load(one.state, stopped) === 0) await sleep(1);
  const isOver = !one.pending();
  if (isOver) {
    story.expect(
      'it reads and writes the numbers by functions of Atomics',
      '它用 Atomics 的函数读写计数',
    );
    story.must(Atomics.load(one.state, points) > 0, 'it called none of them', '它一个也没有调用');
  }
  return { answer, isOver };
}

function goOn(one: Hand): void {
  story.step(`thread ${one.name} goes on`, `线程 ${one.name} 继续`);
  Atomics.store(one.state, letGo, 1);
  Atomics.notify(one.state, letGo);
}

export default exercise<Solution>({
  title: { en: 'A ring buffer between two threads', zh: '两个线程之间的环形缓冲区' },
  minutes: 45,
  task: {
    en: 'Write a ring buffer in a `SharedArrayBuffer`: one thread pushes messages of any length, another pops them, and neither ever waits for the other or locks anything. Where the memory ends a message goes on at its beginning, and the numbers that say how far both sides are go on past 2^31. Above all, what one thread says and what is true in memory must come in the right order: the other thread may look between any two steps. The judge stops your calls at their calls of `Atomics` and looks.',
    zh: '在 `SharedArrayBuffer` 里写一个环形缓冲区：一个线程推入任意长度的消息，另一个线程取出，谁也不等谁，也不加锁。到了内存末尾，消息从开头接着写；记录双方进度的计数会越过 2^31。最要紧的是顺序：一个线程宣布的事和内存里的事实必须按正确的先后出现，因为另一个线程可能在任意两步之间来看。评判程序会把你的调用停在每一次 `Atomics` 调用的前后，然后去看。',
  },
  sections: [
    'worker-flow#ring-buffer',
    'worker-threads#shared-memory',
    'worker-threads#race',
    'worker-flow#flow',
  ],
  question: 'shared-memory',
  hints: [
    {
      en: 'Two numbers that only grow say everything: how much was put in, how much was taken out. Each is written by one side alone, and their difference is what lies in between.',
      zh: '两个只增不减的数就够了：放进去多少、取出来多少。每个数只由一方写，两者之差就是中间还有多少。',
    },
    {
      en: 'A capacity that is a power of two: `count & (capacity - 1)` is the place also where the Int32 is negative, and `(put - taken) >>> 0` is the difference also where one of the two has passed 2^32.',
      zh: '容量是二的幂：Int32 成了负数，`count & (capacity - 1)` 也还是正确的位置；其中一个数越过了 2^32，`(put - taken) >>> 0` 也还是正确的差。',
    },
    {
      en: 'push(): first all bytes, last Atomics.store() of the number. pop(): first copy all bytes into memory of your own, last Atomics.store() of the other number. Nothing after that.',
      zh: 'push()：先写完所有字节，最后才 Atomics.store() 那个数。pop()：先把所有字节拷进自己的内存，最后才 Atomics.store() 另一个数。之后什么都不做。',
    },
  ],
  demands: [
    {
      id: 'queue',
      says: {
        en: 'Messages come out as they went in, in order, the empty one too; push() gives false where 4 + length has no room, pop() undefined where nothing is there.',
        zh: '消息怎么进去就怎么按顺序出来，空消息也一样；放不下 4 + 长度时 push() 给出 false，没有消息时 pop() 给出 undefined。',
      },
      async check(solution) {
        const alphabet = ['pop', 0, 1, 5, 12] as const;
        for (const steps of sequences(alphabet, 3, [
          [8, 60],
          [60, 20],
        ]))
          play(solution, 16, steps);
        const long = ['pop', 'pop', 0, 3, 100, 500] as const;
        for (const steps of sequences(long, 1, [[200, 20]])) play(solution, 1024, steps);
      },
    },
    {
      id: 'large',
      says: {
        en: 'A message that fills the whole capacity goes through; one byte more throws a RangeError and changes nothing.',
        zh: '刚好占满全部容量的消息能通过；再多一个字节就抛 RangeError，并且什么都不改变。',
      },
      async check({ openRing }) {
        for (const capacity of [8, 16, 4096]) {
          const ring = openRing(memoryOf(capacity));
          const model = new Model(capacity);
          for (const first of [0, capacity - 4, 1]) {
            act(ring, model, first);
            story.step(
              `push(a message of ${capacity - 3} bytes)`,
              `push(${capacity - 3} 字节的消息)`,
            );
            story.expect('it throws a RangeError', '它抛 RangeError');
            let was: Answer;
            try {
              was = { value: ring.push(message(capacity - 3)) };
            } catch (error) {
              was = { error };
            }
            story.must('error' in was && was.error instanceof RangeError, ...told(was, shown));
            act(ring, model, 'pop');
            act(ring, model, 'pop');
          }
        }
      },
    },
    {
      id: 'copies',
      says: {
        en: 'What pop() gave stays as it was, whatever is pushed later; and push() takes the bytes of a view, not of all the memory behind it.',
        zh: 'pop() 给出的内容以后不变，不管后来又推入什么；push() 取的是视图里的字节，而不是它背后的整块内存。',
      },
      async check({ openRing }) {
        for (const length of [1, 4, 12, 7]) {
          const ring = openRing(memoryOf(16));
          const first = message(length);
          const view = Buffer.concat([message(3), first, message(3)]).subarray(3, 3 + length);
          story.step(
            `push(${shown(first)}), a view in the middle of other bytes`,
            `push(${shown(first)})，它是一段字节中间的视图`,
          );
          story.expect('it gives true', '它给出 true');
          const pushed = ring.push(view);
          story.must(pushed, `it gave ${show(pushed)}`, `它给出了 ${show(pushed)}`);
          view.fill(0);
          story.step('the view is filled with 0, then pop()', '视图填成 0，然后 pop()');
          story.expect(`it gives ${shown(first)}`, `它给出 ${shown(first)}`);
          const got = ring.pop();
          story.must(same(got, first), `it gave ${shown(got)}`, `它给出了 ${shown(got)}`);
          for (let n = 0; n < 3; n++) {
            const next = message(9);
            story.step(`push(${shown(next)}), pop()`, `push(${shown(next)})，pop()`);
            ring.push(next);
            ring.pop();
            story.expect(
              `what the first pop() gave is still ${shown(first)}`,
              `第一个 pop() 给出的仍然是 ${shown(first)}`,
            );
            story.must(same(got, first), `it is ${shown(got)}`, `它成了 ${shown(got)}`);
          }
        }
      },
    },
    {
      id: 'counters',
      says: {
        en: 'It works on while the numbers of bytes pass 2^31 and 2^32.',
        zh: '字节计数越过 2^31 和 2^32 时照常工作。',
      },
      async check(solution) {
        const alphabet = ['pop', 1, 6] as const;
        for (const limit of [2 ** 31, 2 ** 32])
          for (const before of [1, 4, 13])
            for (const steps of sequences(alphabet, 3, [[40, 5]]))
              play(solution, 16, steps, limit - before);
      },
    },
    {
      id: 'publishes',
      says: {
        en: 'Wherever push() is stopped, the other thread pops nothing or the whole message; wherever pop() is stopped, what is pushed meanwhile does not touch it.',
        zh: '不管 push() 停在哪里，另一个线程要么什么都取不到，要么取到完整的消息；不管 pop() 停在哪里，这期间推入的东西都碰不到它。',
      },
      async check() {
        const [a, b] = [hand('A'), hand('B')];
        for (const [call, advance] of [
          ['push', 0],
          ['push', 5],
          ['pop', 0],
          ['pop', 5],
        ] as const)
          for (let point = 1; point <= mostPoints; point++) {
            const memory = memoryOf(16);
            for (const each of [a, b])
              await expectOne(each, { do: 'openRing', memory }, [undefined]);
            // Old bytes everywhere, and a place from which the next message goes round the end or does not.
            for (const length of [12, 12, ...(advance ? [advance - 4] : [])]) {
              const old = message(length);
              await expectOne(a, { do: 'push', message: old }, [true]);
              await expectOne(b, { do: 'pop' }, [old]);
            }
            const [first, second] = [message(12), message(12)];
            let over: boolean;
            if (call === 'push') {
              const stop = await stopIn(a, { do: 'push', message: first }, point);
              over = stop.isOver;
              const got = await expectOne(b, { do: 'pop' }, over ? [first] : [undefined, first]);
              if (!over) goOn(a);
              story.expect('push() gives true', 'push() 给出 true');
              looked(await stop.answer, [true]);
              if (!got) await expectOne(b, { do: 'pop' }, [first]);
            } else {
              await expectOne(a, { do: 'push', message: first }, [true]);
              const stop = await stopIn(b, { do: 'pop' }, point);
              over = stop.isOver;
              const pushed = await expectOne(
                a,
                { do: 'push', message: second },
                over ? [true] : [false, true],
              );
              if (!over) goOn(b);
              story.expect(`pop() gives ${shown(first)}`, `pop() 给出 ${shown(first)}`);
              looked(await stop.answer, [first]);
              if (!pushed) await expectOne(a, { do: 'push', message: second }, [true]);
              await expectOne(b, { do: 'pop' }, [second]);
            }
            await expectOne(b, { do: 'pop' }, [undefined]);
            if (over) break;
          }
      },
    },
    {
      id: 'threads',
      says: {
        en: 'Two threads at full speed: every message arrives once, in order, with the bytes that were pushed.',
        zh: '两个线程全速运行：每条消息恰好到达一次，顺序不变，字节不变。',
      },
      async check() {
        const [a, b] = [hand('A'), hand('B')];
        for (const [capacity, longest, amount] of [
          [64, 60, 2_000],
          [8, 4, 2_000],
          [4096, 200, 20_000],
        ] as const) {
          // The numbers pass 2^32 on the way.
          const memory = memoryOf(capacity, 2 ** 32 - 1000);
          for (const each of [a, b]) await expectOne(each, { do: 'openRing', memory }, [undefined]);
          story.step(
            `thread A pushes ${amount} messages of 0 to ${longest} bytes; thread B pops them meanwhile`,
            `线程 A 推入 ${amount} 条 0 到 ${longest} 字节的消息；线程 B 同时取出`,
          );
          story.expect('all arrive, and then none is left', '全部到达，之后一条不剩');
          const [pushed, popped] = [
            a.order({ do: 'push many', amount, longest }),
            b.order({ do: 'pop many', amount, longest }),
          ];
          // Whichever fails first: the other may wait for ever then.
          await Promise.all([popped, pushed].map(async (each) => looked(await each, [undefined])));
        }
      },
    },
  ],
});
