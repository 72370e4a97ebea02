import { arrow } from './drawing/arrow.ts';
import { box, group, strip, text, type Diagram } from './drawing/model.ts';

const call = box(3, 2, 22, ['`pool.run(task)`', 'gives a promise']);
const queue = strip(39, 2, 5, ['t6', 't5', 't4', 't3']);
const workers = [
  box(3, 13, 14, ['Worker 1', 'runs t2'], 'busy'),
  box(19, 13, 14, ['Worker 2', 'ran t1'], 'ok'),
  box(35, 13, 14, ['Worker 3', 'crashed'], 'danger'),
  box(51, 13, 14, ['Worker 4', 'idle']),
] as const;

export const threadPool: Diagram = {
  id: 'thread-pool',
  en: {
    title: 'Thread pool',
    description:
      'pool.run gives a promise and puts the task into a queue with a limit. The first task in the queue goes to an idle worker thread; its result settles the promise. When a worker crashes, the promise of its task is rejected and a new worker takes its place. The workers are started once and live on between tasks.',
  },
  zh: {
    title: '线程池',
    description:
      'pool.run 返回一个 promise，并把任务放进有长度上限的队列。队首任务交给空闲的工作线程，结果回来后 promise 随之敲定。线程崩溃时，它手里那个任务的 promise 被拒绝，由新线程补位。线程只启动一次，任务之间一直存活。',
  },
  items: [
    group(0, 0, 68, 8, 'Main thread'),
    call,
    queue,
    ...text(51.5, 1, 'queue with a limit', 'middle'),
    ...arrow(call, queue, { at: 3 }),
    group(0, 12, 68, 7, 'Worker threads'),
    ...workers,
    ...arrow(workers[1], call, {
      at: 21,
      label: ['result: the promise', 'is fulfilled'],
      side: 'left',
      tone: 'message',
    }),
    ...arrow(queue, workers[3], {
      at: 58,
      label: ['first task to an', 'idle worker'],
      side: 'left',
      tone: 'message',
    }),
    ...text(34, 17, 'A crash rejects one promise; a new worker takes the place.', 'middle'),
  ],
};
