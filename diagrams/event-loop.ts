import { arrow } from './drawing/arrow.ts';
import { box, group, text, type Diagram } from './drawing/model.ts';

const loop = group(0, 0, 36, 29, 'JS thread: one event loop');
const timers = box(6, 1, 27, ['timers', '`setTimeout`, `setInterval`']);
const pending = box(6, 6, 27, 'pending callbacks');
const poll = box(6, 10, 27, ['poll', 'waits for events,', 'runs their callbacks'], 'accent');
const check = box(6, 16, 27, ['check', '`setImmediate`']);
const close = box(6, 21, 27, ['close callbacks', '`socket.on("close")`']);
const kernel = box(46, 8, 27, ['Kernel', 'epoll, kqueue, IOCP:', 'sockets, pipes, signals']);
const threadpool = box(
  46,
  16,
  27,
  ['libuv threadpool', '4 threads by default:', '`fs`, `dns.lookup`, `zlib`,', 'async `crypto`'],
  'busy',
);

export const eventLoop: Diagram = {
  id: 'event-loop',
  en: {
    title: 'Event loop and threadpool',
    description:
      'One JavaScript thread runs the event loop, whose phases follow one another in a ring: timers, pending callbacks, poll, check, close callbacks. The poll phase waits for the kernel, which watches sockets, pipes and signals, and for the libuv threadpool, which has four threads by default and does file system calls, dns.lookup, zlib and asynchronous crypto. After each callback the nextTick queue and then the promise jobs run.',
  },
  zh: {
    title: '事件循环与线程池',
    description:
      '一个 JavaScript 线程运行事件循环，各阶段首尾相接：timers、pending callbacks、poll、check、close callbacks。poll 阶段等待两个来源：内核负责监视 socket、管道和信号；libuv 线程池默认有 4 个线程，负责文件系统调用、dns.lookup、zlib 和异步 crypto。每个回调结束后，先清空 nextTick 队列，再执行 Promise 任务。',
  },
  items: [
    loop,
    timers,
    pending,
    poll,
    check,
    close,
    ...arrow(timers, pending),
    ...arrow(pending, poll),
    ...arrow(poll, check),
    ...arrow(check, close),
    ...arrow(close, timers, {
      via: [
        { x: 3, y: 23 },
        { x: 3, y: 3 },
      ],
    }),
    ...text(18, 26, ['after each callback: `nextTick`', 'queue, then promise jobs'], 'middle'),
    kernel,
    threadpool,
    ...arrow(kernel, poll, { at: 11, tone: 'message' }),
    ...text(41, 10, 'ready', 'middle'),
    ...arrow(threadpool, poll, {
      via: [
        { x: 40, y: 18 },
        { x: 40, y: 13 },
      ],
      tone: 'message',
    }),
    ...text(42, 15, 'done'),
    ...arrow(loop, threadpool, { at: 20, label: 'work', side: 'below' }),
  ],
};
