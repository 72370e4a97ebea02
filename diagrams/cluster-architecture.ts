import { arrow } from './drawing/arrow.ts';
import { box, text, type Diagram } from './drawing/model.ts';

const clients = box(20, 0, 28, ['Clients', 'one address, one port'], 'quiet');
const primary = box(
  0,
  7,
  68,
  ['Primary process', 'accepts connections, forks workers, replaces one that dies'],
  'accent',
);
const workers = [1, 2, 3, 4].map((n, index) =>
  box(index * 18, 15, 14, [`Worker ${n}`, 'own pid', 'own heap', 'own loop']),
);

export const clusterArchitecture: Diagram = {
  id: 'cluster-architecture',
  en: {
    title: 'Architecture of a cluster',
    description:
      'Clients connect to one address and one port. The primary process accepts connections, forks the workers, hands each connection to a worker over its IPC channel, and replaces a worker that dies. Each of the four workers is a process with its own pid, heap and event loop; it runs the server code and answers the client directly.',
  },
  zh: {
    title: 'cluster 的架构',
    description:
      '客户端只看到一个地址、一个端口。主进程接受连接，fork 出各个 worker，通过 IPC 通道把每个连接交给其中一个，并在 worker 退出后补上新的。四个 worker 都是独立进程，各有 pid、堆和事件循环；服务器代码在 worker 里运行，响应由 worker 直接写给客户端。',
  },
  items: [
    clients,
    primary,
    ...workers,
    ...arrow(clients, primary, { label: 'TCP connections' }),
    ...workers.flatMap((worker) => arrow(primary, worker, { heads: 'both', tone: 'message' })),
    ...text(34, 12, ['IPC: handles', 'and messages'], 'middle'),
    ...text(34, 22, 'Each worker answers its clients itself.', 'middle'),
  ],
};
