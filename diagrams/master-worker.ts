import { arrow } from './drawing/arrow.ts';
import { box, group, strip, text, type Diagram } from './drawing/model.ts';

const master = group(0, 0, 26, 19, 'Master');
const one = box(46, 1, 20, ['Worker 1', 'runs task 2'], 'busy');
const two = box(46, 8, 20, ['Worker 2', 'idle']);
const three = box(46, 15, 20, ['Worker 3', 'died with task 4'], 'danger');

export const masterWorker: Diagram = {
  id: 'master-worker',
  en: {
    title: 'Master and workers',
    description:
      'A master keeps a queue of tasks, a list of tasks in hand and the results. Each worker reports that it is ready, receives one task and sends its result back. When a worker dies, its exit event tells the master, which puts the task it had in hand back into the queue and starts a new worker.',
  },
  zh: {
    title: '主从架构（master/worker）',
    description:
      'master 维护任务队列、正在执行的任务和已收集的结果。每个 worker 先报告就绪，领取一个任务，再把结果发回。worker 意外退出时，master 从 exit 事件得知，把它手里的任务放回队列，并启动新的 worker。',
  },
  items: [
    master,
    ...text(3, 2, 'queue'),
    strip(3, 3, 4, ['7', '6', '5']),
    ...text(3, 8, 'in hand'),
    strip(3, 9, 4, ['2', '4']),
    ...text(3, 14, 'results'),
    strip(3, 15, 4, ['1', '3']),
    one,
    two,
    three,
    ...arrow(master, one, { at: 2, label: '`task 2`', tone: 'message' }),
    ...arrow(one, master, { at: 3, label: '`result 2`', side: 'below', tone: 'message' }),
    ...arrow(two, master, { at: 9, label: '`ready`', tone: 'message' }),
    ...arrow(master, two, { at: 10, label: '`task 5`', side: 'below', tone: 'message' }),
    ...arrow(three, master, { at: 17, label: '`"exit"`', tone: 'danger', dashed: true }),
    ...text(36, 18, ['task 4 back in', 'the queue'], 'middle'),
  ],
};
