import { arrow } from './drawing/arrow.ts';
import { box, group, text, type Box, type Diagram } from './drawing/model.ts';

const workers = (x: number, connections: readonly string[]): Box[] =>
  connections.map((list, index) => box(x + index * 10, 8, 9, [`W${index + 1}`, list]));
const primary = box(2, 1, 29, ['Primary', 'accepts every connection'], 'accent');
const inTurn = workers(2, ['1 4 7', '2 5 8', '3 6 9']);
const socket = box(39, 1, 29, ['Listening socket', 'the workers share it'], 'accent');
const asItFalls = workers(39, ['1 2 5', '3', '4 6 7']);

export const roundRobin: Diagram = {
  id: 'round-robin',
  en: {
    title: 'Round robin against none',
    description:
      'With SCHED_RR, the default except on Windows, the primary accepts every connection and passes its handle to the workers in turn: worker 1 gets connections 1, 4 and 7, worker 2 gets 2, 5 and 8, worker 3 gets 3, 6 and 9. With SCHED_NONE, the default on Windows, the workers share the listening socket and accept by themselves; the operating system decides, and the shares may be uneven, such as 1, 2, 5 against 3 against 4, 6, 7.',
  },
  zh: {
    title: '轮询与 SCHED_NONE',
    description:
      'SCHED_RR 是 Windows 以外的默认方式：主进程接受所有连接，再把句柄依次传给各个 worker，worker 1 得到连接 1、4、7，worker 2 得到 2、5、8，worker 3 得到 3、6、9。SCHED_NONE 是 Windows 的默认方式：各个 worker 共用监听 socket，自己 accept；由操作系统决定谁拿到，结果可能不均匀，例如 1、2、5，3，4、6、7。',
  },
  items: [
    group(0, 0, 33, 14, 'SCHED_RR'),
    primary,
    ...inTurn,
    ...inTurn.flatMap((worker) => arrow(primary, worker, { tone: 'message' })),
    ...text(9, 6, 'handle', 'start'),
    ...text(19, 6, 'handle', 'start'),
    ...text(16.5, 12, 'each in turn', 'middle'),
    group(37, 0, 33, 14, 'SCHED_NONE'),
    socket,
    ...asItFalls,
    ...asItFalls.flatMap((worker) => arrow(worker, socket, { tone: 'message' })),
    ...text(46, 6, 'accept', 'start'),
    ...text(56, 6, 'accept', 'start'),
    ...text(53.5, 12, 'whoever is woken first', 'middle'),
  ],
};
