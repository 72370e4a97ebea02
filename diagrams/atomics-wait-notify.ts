import type { Diagram } from './drawing/model.ts';
import { note, pause, rest, send, sequence, work, type Participant } from './drawing/sequence.ts';

const a: Participant = { lines: ['Worker A'], x: 10, w: 16 };
const memory: Participant = {
  lines: ['Int32Array', 'shared, `a[0]` is 0'],
  x: 36,
  w: 23,
  tone: 'accent',
};
const b: Participant = { lines: ['Worker B'], x: 62, w: 16 };

export const atomicsWaitNotify: Diagram = {
  id: 'atomics-wait-notify',
  en: {
    title: 'Atomics.wait and notify',
    description:
      'Worker A calls Atomics.wait on a shared Int32Array whose first element is 0 and sleeps: no event loop, no CPU time. Worker B stores 1 and calls Atomics.notify, which wakes A, and Atomics.wait returns "ok" there. Had the value been different at the start, wait would have returned "not-equal" at once.',
  },
  zh: {
    title: 'Atomics.wait 与 notify',
    description:
      '共享的 Int32Array 首元素为 0，Worker A 对它调用 Atomics.wait，于是睡眠：事件循环停住，也不占 CPU。Worker B 写入 1，再调用 Atomics.notify 唤醒 A，A 那边的 Atomics.wait 返回 "ok"。如果一开始值就不是 0，wait 会立即返回 "not-equal"。',
  },
  items: sequence(
    [a, memory, b],
    [
      work(b),
      work(a),
      send(a, memory, '`wait(a, 0, 0)`'),
      rest(a),
      note(a, 18, ['asleep', 'no event loop,', 'no CPU time'], 'quiet'),
      send(b, memory, '`store(a, 0, 1)`'),
      send(b, memory, '`notify(a, 0)`'),
      work(a),
      send(memory, a, 'wakes: `"ok"`', { near: 'to' }),
      pause,
    ],
  ),
};
