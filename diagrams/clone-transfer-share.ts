import { arrow } from './drawing/arrow.ts';
import { box, group, strip, text, type Diagram } from './drawing/model.ts';

const bytes = ['7', '1', '4', '2'];
const cloned = [strip(3, 3, 4, bytes), strip(44, 3, 4, bytes)] as const;
const moved = [
  box(3, 10, 21, 'detached, empty', 'quiet'),
  strip(44, 10, 4, bytes, 'accent'),
] as const;
const ends = [box(3, 17, 13, 'a view'), box(52, 17, 13, 'a view')] as const;
const shared = strip(24, 17, 4, bytes, 'accent');

export const cloneTransferShare: Diagram = {
  id: 'clone-transfer-share',
  en: {
    title: 'Clone, transfer, share',
    description:
      'Three ways to give four bytes to another thread. Clone: postMessage copies them, so both threads have their own, and the cost grows with the size. Transfer: with a transferList the buffer moves without a copy, and the sender is left with a detached one of zero bytes. Share: a SharedArrayBuffer is one memory, and both threads have a view of it; writes need Atomics.',
  },
  zh: {
    title: '克隆、转移、共享',
    description:
      '把四个字节交给另一个线程的三种方式。克隆：postMessage 复制一份，双方各有一份，开销随大小增长。转移：列入 transferList 的缓冲区换了主人而不复制，发送方手里只剩一个已分离、长度为零的缓冲区。共享：SharedArrayBuffer 只有一块内存，双方各持一个视图，写入要靠 Atomics。',
  },
  items: [
    ...text(13, 0, 'sender', 'middle', 'name'),
    ...text(55, 0, 'receiver', 'middle', 'name'),
    group(0, 2, 68, 6, 'Clone'),
    ...cloned,
    ...arrow(...cloned, { label: 'copied', tone: 'message' }),
    ...text(34, 6, 'two memories; cost grows with the size', 'middle'),
    group(0, 9, 68, 6, 'Transfer'),
    ...moved,
    ...arrow(...moved, { label: 'handed over', tone: 'message' }),
    ...text(34, 13, 'one memory, one owner; nothing is copied', 'middle'),
    group(0, 16, 68, 6, 'Share'),
    ...ends,
    shared,
    ...arrow(ends[0], shared, { heads: 'both', tone: 'accent' }),
    ...arrow(ends[1], shared, { heads: 'both', tone: 'accent' }),
    ...text(34, 20, 'one memory, two views; needs `Atomics`', 'middle'),
  ],
};
