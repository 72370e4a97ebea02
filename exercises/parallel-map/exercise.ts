import { getEventListeners } from 'node:events';
import { setEnvironmentData, type Worker } from 'node:worker_threads';
import { exercise } from '../kit/types.ts';
import { outcomeOf, story, told, type Outcome } from '../kit/story.ts';
import { until } from '../kit/until.ts';
import { bytes, cell } from './bytes.ts';
import { watchPosts } from './posts.ts';

interface Solution {
  parallelMap: (
    module: URL,
    input: Uint8Array,
    threads: number,
    signal?: AbortSignal,
  ) => Promise<Uint8Array>;
}

const work = new URL('./work.ts', import.meta.url);

/** Shared with the module, whatever the solution hands on to its threads. */
const cells = new Int32Array(new SharedArrayBuffer(4 * cell.all));
setEnvironmentData('exercise', cells as never);
watchPosts(
  () => Atomics.load(cells, cell.least),
  (amount) => Atomics.add(cells, cell.copied, amount),
);

/** Threads of this process that are there now; nobody can hide one. */
const alive = new Set<Worker>();
let started = 0;
process.on('worker', (thread: Worker) => {
  started++;
  alive.add(thread);
  thread.once('exit', () => alive.delete(thread));
});

/** Bytes that are no numbers, as the judge shows them. */
const names: Readonly<Record<number, readonly [en: string, zh: string]>> = {
  [bytes.meet]: ['waits for all chunks', '等所有块都开始'],
  [bytes.reverse]: ['ends in reverse order', '按相反的顺序结束'],
  [bytes.hold]: ['holds', '一直占住'],
  [bytes.fail]: ['throws RangeError: no', '抛出 RangeError: no'],
  [bytes.failOddly]: ['throws a function', '抛出一个函数'],
  [bytes.exit]: ['calls process.exit(0)', '调用 process.exit(0)'],
  [bytes.crash]: ['crashes its thread', '让线程崩溃'],
  [bytes.timer]: ['leaves a timer', '留下一个定时器'],
  [bytes.text]: ['returns a string', '返回字符串'],
  [bytes.nothing]: ['returns nothing', '什么都不返回'],
  [bytes.pooled]: ['returns a Buffer from the pool', '返回池里的 Buffer'],
  [bytes.part]: ['returns a part of its own memory', '返回自己内存的一部分'],
  [bytes.none]: ['returns 0 bytes', '返回 0 字节'],
};

function list(input: Uint8Array, language: 0 | 1): string {
  const isLong = input.length > 20;
  const first = [...input.subarray(0, isLong ? 3 : 20)].map(
    (byte) => names[byte]?.[language] ?? byte,
  );
  if (!isLong) return `[${first.join(', ')}]`;
  return `${input.length} ${language === 0 ? 'bytes' : '字节'} [${first.join(', ')}, …]`;
}

/** Told in front of the input: what kind of bytes it is. */
type Kind = readonly [en: string, zh: string];

/** Begins a call, in a sequence of its own. */
function begin(
  { parallelMap }: Solution,
  input: Uint8Array,
  threads: number,
  {
    kind = ['', ''],
    signal,
    module = work,
  }: { kind?: Kind; signal?: AbortSignal; module?: URL } = {},
): Promise<Outcome> {
  cells.fill(0);
  Atomics.store(cells, cell.party, Math.min(threads, input.length));
  // A quarter of a large input; a thread's own lines are never that long.
  Atomics.store(cells, cell.least, Math.max(2 ** 17, input.length / threads));
  started = 0;
  const [en, zh] =
    module === work ? ['module', 'module'] : ['a module that throws', '会抛错的模块'];
  const last = signal ? ', signal' : '';
  story.step(
    `parallelMap(${en}, ${kind[0]}${list(input, 0)}, ${threads}${last})`,
    `parallelMap(${zh}, ${kind[1]}${list(input, 1)}, ${threads}${last})`,
  );
  // Who throws at once breaks what it was asked for as well.
  return outcomeOf(new Promise((resolve) => resolve(parallelMap(module, input, threads, signal))));
}

/** How a call ended, in words. */
const ended = (outcome: Outcome): [en: string, zh: string] =>
  'value' in outcome && outcome.value instanceof Uint8Array
    ? [`it gave ${list(outcome.value, 0)}`, `得到 ${list(outcome.value, 1)}`]
    : told(outcome);

/** None of its threads may be left once a call has settled. */
function noneLeft(): void {
  const left = alive.size;
  story.must(
    left === 0,
    `it settled with ${left} of its threads alive`,
    `它已落定，还有 ${left} 个线程活着`,
  );
}

/** Its result must be exactly this. */
async function gives(call: Promise<Outcome>, wanted: Uint8Array): Promise<void> {
  const [en, zh] = [list(wanted, 0), list(wanted, 1)];
  story.expect(`it gives ${en}, and none of its threads is left`, `得到 ${zh}，并且不剩线程`);
  const was = await call;
  story.must(
    'value' in was && was.value instanceof Uint8Array && Buffer.compare(was.value, wanted) === 0,
    ...ended(was),
  );
  noneLeft();
}

/** It must fail, with something for which this is so. */
async function fails(
  call: Promise<Outcome>,
  isSo: (error: unknown) => boolean = (error) => error !== undefined,
  en = '',
  zh = '',
): Promise<void> {
  story.expect(
    `it fails${en && ` with ${en}`}, and none of its threads is left`,
    `它${zh && `以 ${zh} `}失败，并且不剩线程`,
  );
  const was = await call;
  story.must('error' in was && isSo(was.error), ...ended(was));
  noneLeft();
}

const isNo = (error: unknown): boolean =>
  error instanceof Error && error.name === 'RangeError' && error.message === 'no';

const numbers = (...all: number[]): Uint8Array => Uint8Array.from(all);
const { meet, reverse, hold, fail } = bytes;

function startedIs(wanted: number): void {
  story.must(started === wanted, `${started} threads were started`, `启动了 ${started} 个线程`);
}

export default exercise<Solution>({
  title: { en: 'A map on several threads', zh: '多线程 map' },
  minutes: 35,
  task: {
    en: 'Write a map over bytes that works on several threads: cut the input, move each chunk to a thread, move the results back, join them in order. The first version takes ten minutes and is right for the array that you try it with. What is hard is whose memory is moved: the input may be a part of something larger, or a Buffer from the pool. And whatever ends a chunk early, no thread may be left.',
    zh: '写一个在多个线程上运行的字节 map：切分输入，把每一块转移给一个线程，把结果转移回来，按顺序拼好。第一版十分钟就能写完，拿你手边的数组去试也没错。难的是被转移的内存是谁的：输入可能只是一大块内存的一部分，也可能是池里的 Buffer。而且不管某一块怎样提前结束，都不能留下线程。',
  },
  sections: [
    'worker-threads#transfer-list',
    'worker-threads#clone-buffer',
    'worker-flow#pool-memory',
  ],
  question: 'transfer-list',
  hints: [
    {
      en: 'A transfer list moves whole memory, never a part of it. So what must be true of a chunk before it may stand in one?',
      zh: '转移列表转移的是整块内存，从来不是其中一部分。那么一个块要满足什么，才能放进去？',
    },
    {
      en: '`new Uint8Array(bytes)` copies into memory of its own, whatever the bytes lie in; `slice()` of a Buffer is a view. A result may lie in foreign memory just as well as the input.',
      zh: '`new Uint8Array(bytes)` 把内容拷进自己的内存，不管它原来在哪里；Buffer 的 `slice()` 只是视图。结果和输入一样，也可能在别人的内存里。',
    },
    {
      en: "One promise per thread, which its 'message', 'error' and 'exit' settle; all of them against one for the signal; and a `finally` that removes the listener and awaits `terminate()` of every thread that was started.",
      zh: "每个线程一个 promise，由它的 'message'、'error'、'exit' 来落定；全部一起，和 signal 的那个 promise 竞争；再用一个 `finally` 移除监听器，并对每个启动过的线程 await `terminate()`。",
    },
  ],
  demands: [
    {
      id: 'order',
      says: {
        en: 'All chunks are worked on at the same time, one on each thread; the results come in the order of the chunks.',
        zh: '所有块同时处理，每个线程一块；结果按块的顺序排列。',
      },
      async check(solution) {
        await gives(begin(solution, numbers(1, 2, 3, 4), 2), numbers(2, 3, 4, 5));
        startedIs(2);
        story.begin();
        await gives(begin(solution, numbers(), 2), numbers());
        startedIs(0);
        story.begin();
        await gives(begin(solution, numbers(1, 2), 3), numbers(2, 3));
        startedIs(2);
        story.begin();
        const seven = begin(solution, numbers(meet, 1, meet, 2, meet, 3, meet), 3);
        await gives(seven, numbers(meet, 2, meet, 3, meet, 4, meet));
        story.expect('the lengths of the chunks differ by 1 at most', '各块的长度最多相差 1');
        const lengths = [...cells.subarray(cell.lengths, cell.lengths + 3)];
        story.must(
          lengths.toSorted((a, b) => a - b).join() === '2,2,3',
          `they had ${lengths.join(', ')} bytes`,
          `它们有 ${lengths.join('、')} 字节`,
        );
        story.begin();
        await gives(
          begin(solution, numbers(reverse, 0, reverse, 1, reverse, 2), 3),
          numbers(reverse, 1, reverse, 2, reverse, 3),
        );
        story.begin();
        const none = begin(solution, numbers(1, bytes.none, 3), 3);
        await gives(none, numbers(2, 4));
      },
    },
    {
      id: 'moves',
      says: {
        en: 'Memory is moved to a thread and back, and never cloned: a chunk is alone in its ArrayBuffer, and memory that the module needs stays with it.',
        zh: '内存转移给线程、再转移回来，从不克隆：每个块独占自己的 ArrayBuffer，模块自己要用的内存留在它那里。',
      },
      async check(solution) {
        const large = new Uint8Array(2 ** 20).fill(1);
        story.begin();
        await gives(begin(solution, large, 4), new Uint8Array(2 ** 20).fill(2));
        nothingCopied();
        story.begin();
        await gives(
          begin(solution, numbers(bytes.pooled, bytes.pooled), 2),
          new Uint8Array(Buffer.from('poolpool')),
        );
        story.begin();
        await gives(begin(solution, numbers(bytes.part, bytes.part), 2), numbers(7, 7, 7, 7, 7, 7));
        nothingCopied();
      },
    },
    {
      id: 'input',
      says: {
        en: 'The input stays as it is, and so does the memory around it; it has been read when the call returns.',
        zh: '输入保持原样，它周围的内存也一样；调用返回时，输入已经读完。',
      },
      async check(solution) {
        const one = numbers(50, 51, 1, 2, 3, 4, 52, 53);
        const other = Buffer.alloc(8, one);
        const shared = new Uint8Array(new SharedArrayBuffer(4));
        shared.set([1, 2, 3, 4]);
        const neighbour = Buffer.from('a neighbour');
        const kinds: [kind: Kind, input: Uint8Array, around: Uint8Array][] = [
          [['', ''], numbers(1, 2, 3, 4), numbers()],
          [['the middle of 8 bytes: ', '8 字节的中间一段：'], one.subarray(2, 6), one],
          [['the middle of a Buffer: ', 'Buffer 的中间一段：'], other.subarray(2, 6), other],
          [['a Buffer from the pool: ', '池里的 Buffer：'], Buffer.from([1, 2, 3, 4]), neighbour],
          [['in shared memory: ', '共享内存里的 '], shared, numbers()],
        ];
        for (const [kind, input, around] of kinds) {
          const now = (): string[] => [input, around].map((all) => all.join());
          const before = now();
          story.begin();
          await gives(begin(solution, input, 2, { kind }), numbers(2, 3, 4, 5));
          story.expect(
            'the input is as it was, and so is what lies around it',
            '输入和它周围的内存都保持原样',
          );
          const after = now();
          story.must(
            after[0] === before[0],
            `the input is ${list(input, 0)} now`,
            `输入现在是 ${list(input, 1)}`,
          );
          story.must(
            after[1] === before[1],
            `what lay around it is ${list(around, 0)} now`,
            `周围的内存现在是 ${list(around, 1)}`,
          );
        }
        story.begin();
        const input = numbers(1, 2, 3, 4);
        const call = begin(solution, input, 2);
        story.step('the input is filled with 99 at once', '马上用 99 填满输入');
        input.fill(99);
        await gives(call, numbers(2, 3, 4, 5));
      },
    },
    {
      id: 'errors',
      says: {
        en: 'What a chunk throws is what the call fails with; the other threads are ended, whatever they do.',
        zh: '某一块抛出什么，调用就以什么失败；其他线程不管在做什么，都被结束。',
      },
      async check(solution) {
        for (const input of [
          numbers(fail),
          numbers(hold, fail),
          numbers(hold, fail, hold),
          numbers(fail, fail),
        ]) {
          story.begin();
          await fails(begin(solution, input, 3), isNo, 'RangeError: no', 'RangeError: no');
        }
        for (const byte of [bytes.text, bytes.nothing]) {
          story.begin();
          await fails(
            begin(solution, numbers(hold, byte), 2),
            (error) => error instanceof Error,
            'an Error',
            'Error',
          );
        }
        story.begin();
        await fails(begin(solution, numbers(hold, bytes.failOddly), 2));
        story.begin();
        const module = new URL('./broken-work.ts', import.meta.url);
        await fails(begin(solution, numbers(1, 2), 2, { module }));
        story.begin();
        await gives(begin(solution, numbers(1, 2), 2), numbers(2, 3));
      },
    },
    {
      id: 'ends',
      says: {
        en: 'A thread that ends without a result fails the call; one that would never end by itself is ended.',
        zh: '线程没给结果就结束，调用失败；自己永远不会结束的线程，由你结束。',
      },
      async check(solution) {
        const isError = (error: unknown): boolean => error instanceof Error;
        for (const byte of [bytes.exit, bytes.crash])
          for (const input of [numbers(byte), numbers(1, byte), numbers(byte, hold)]) {
            story.begin();
            await fails(begin(solution, input, 2), isError, 'an Error', 'Error');
          }
        story.begin();
        await gives(begin(solution, numbers(bytes.timer, 1), 2), numbers(bytes.timer, 2));
      },
    },
    {
      id: 'abort',
      says: {
        en: 'The signal ends all threads, and the call fails with its reason; nothing is left on the signal.',
        zh: 'signal 中止时结束所有线程，调用以它的 reason 失败；signal 上不留任何东西。',
      },
      async check(solution) {
        const reason = new Error('stop');
        const stopped = (call: Promise<Outcome>): Promise<void> =>
          fails(
            call,
            (error) => error === reason,
            "the signal's reason, Error: stop",
            'signal 的 reason（Error: stop）',
          );

        story.step('the signal is aborted', 'signal 已经中止');
        await stopped(begin(solution, numbers(1, 2), 2, { signal: AbortSignal.abort(reason) }));
        startedIs(0);

        story.begin();
        const atOnce = new AbortController();
        const early = begin(solution, numbers(hold, hold), 2, { signal: atOnce.signal });
        story.step('the signal is aborted at once', '马上中止 signal');
        atOnce.abort(reason);
        await stopped(early);

        story.begin();
        const inBetween = new AbortController();
        const call = begin(solution, numbers(hold, 1), 2, { signal: inBetween.signal });
        story.expect('both chunks begin', '两块都开始');
        await until(() => Atomics.load(cells, cell.begun) === 2);
        story.step('the signal is aborted', '中止 signal');
        inBetween.abort(reason);
        await stopped(call);

        const { signal } = new AbortController();
        for (const input of [numbers(1, 2), numbers(fail, hold), numbers()]) {
          story.begin();
          const outcome = begin(solution, input, 2, { signal });
          story.expect(
            'it settles, and leaves no listener on the signal',
            '它落定，signal 上不留监听器',
          );
          await outcome;
          noneLeft();
          const left = getEventListeners(signal, 'abort').length;
          story.must(left === 0, `${left} listeners are left`, `留下了 ${left} 个监听器`);
        }
      },
    },
  ],
});

/** Nothing was copied by messages, and nothing came or went that is not the solution's. */
function nothingCopied(): void {
  const [foreign, copied] = [Atomics.load(cells, cell.foreign), Atomics.load(cells, cell.copied)];
  story.expect('each chunk is alone in an ArrayBuffer', '每个块独占一个 ArrayBuffer');
  story.must(
    Atomics.load(cells, cell.shared) === 0,
    'a chunk lies in shared memory',
    '有一块在共享内存里',
  );
  story.must(
    foreign === 0,
    `${foreign} bytes more came to the threads with the chunks`,
    `随着块一起，多给了线程 ${foreign} 字节`,
  );
  story.expect('no message copies memory', '没有消息拷贝内存');
  story.must(copied === 0, `messages copied ${copied} bytes`, `消息拷贝了 ${copied} 字节`);
  story.expect('memory that the module needs stays with it', '模块自己要用的内存留在它那里');
  story.must(Atomics.load(cells, cell.stolen) === 0, 'it was moved away', '它被转移走了');
}
