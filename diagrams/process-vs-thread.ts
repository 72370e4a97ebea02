import { arrow } from './drawing/arrow.ts';
import { box, group, text, type Diagram } from './drawing/model.ts';

const inside = ['V8 heap', 'event loop'];
const left = box(3, 1, 19, ['JS thread', ...inside]);
const right = box(42, 1, 19, ['JS thread', ...inside]);
const main = box(3, 10, 19, ['Main thread', ...inside]);
const worker = box(42, 10, 19, ['Worker thread', ...inside]);
const memory = box(
  3,
  17,
  58,
  ['`SharedArrayBuffer`', 'one memory that both threads see'],
  'accent',
);

export const processVsThread: Diagram = {
  id: 'process-vs-thread',
  en: {
    title: 'Process against thread',
    description:
      'Two processes each have a JavaScript thread with its own V8 heap and event loop, their own memory and their own files; they exchange bytes over an IPC channel. One process with a main thread and a worker thread also has two V8 heaps and two event loops. postMessage copies values between them; only a SharedArrayBuffer is memory that both see. The two threads have one address space, one set of files and one libuv threadpool.',
  },
  zh: {
    title: '进程与线程',
    description:
      '两个进程各有一个 JavaScript 线程，V8 堆、事件循环、内存和打开的文件都是各自的，彼此通过 IPC 通道交换字节。同一个进程里的主线程和工作线程也各有自己的 V8 堆和事件循环：postMessage 把值复制一份交给对方，只有 SharedArrayBuffer 是双方都看得到的同一块内存。两个线程共用地址空间、打开的文件和 libuv 线程池。',
  },
  items: [
    group(0, 0, 25, 8, 'Process 1'),
    group(39, 0, 25, 8, 'Process 2'),
    left,
    right,
    ...text(12.5, 6, 'own memory, own files', 'middle'),
    ...text(51.5, 6, 'own memory, own files', 'middle'),
    ...arrow(left, right, { heads: 'both', tone: 'message', label: 'IPC channel' }),
    ...text(32, 4, 'bytes', 'middle'),
    group(0, 9, 64, 13, 'Process 3'),
    main,
    worker,
    ...arrow(main, worker, { heads: 'both', tone: 'message', label: '`postMessage`' }),
    ...text(32, 13, 'a copy', 'middle'),
    memory,
    ...arrow(main, memory, { heads: 'both', tone: 'accent' }),
    ...arrow(worker, memory, { heads: 'both', tone: 'accent' }),
    ...text(32, 15, ['one address space, one set of', 'files, one libuv threadpool'], 'middle'),
  ],
};
