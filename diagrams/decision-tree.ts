import { arrow } from './drawing/arrow.ts';
import { box, sentence, type Diagram, type Item } from './drawing/model.ts';

/** Questions in their order, each with what to use where the answer is yes. */
const steps: [question: string[], answer: string[]][] = [
  [['Code that you do not trust?'], ['Container or VM', 'neither fork nor thread']],
  [
    ['Another program', 'or another language?'],
    ['`spawn`, `execFile`', 'child_process, no shell'],
  ],
  [
    ['Does its API already run', 'off the JS thread?'],
    ['Its async form', 'crypto, zlib, fs, sharp'],
  ],
  [
    ['CPU work in JavaScript', 'that delays other clients?'],
    ['Worker threads', 'a pool, started once'],
  ],
  [
    ['More requests', 'than one core can serve?'],
    ['`cluster` or PM2', 'or a container per core'],
  ],
  [
    ['One machine too small,', 'or its loss too costly?'],
    ['Several hosts', 'behind a load balancer'],
  ],
];
const questions = steps.map(([lines], index) => ({ ...sentence(0, index * 6, 32, lines), h: 4 }));
const answers = steps.map(([, lines], index) => box(41, index * 6, 27, lines, 'accent'));
const rest = box(0, steps.length * 6, 32, ['One process', 'async I/O is enough'], 'ok');

export const decisionTree: Diagram = {
  id: 'decision-tree',
  en: {
    title: 'Which tool for which work',
    description:
      'Questions in their order; the first yes decides. Code that you do not trust: a container or a virtual machine. Another program or another language: spawn or execFile. Its API already runs off the JavaScript thread: its asynchronous form. CPU work in JavaScript that delays other clients: worker threads in a pool. More requests than one core can serve: cluster, PM2 or a container per core. One machine is too small or its loss too costly: several hosts behind a load balancer. No to all: one process with asynchronous I/O is enough.',
  },
  zh: {
    title: '什么活用什么工具',
    description:
      '按顺序提问，第一个“是”就是答案。代码不可信：容器或虚拟机。要用别的程序或别的语言：spawn 或 execFile。所用 API 本来就不占 JS 线程：直接用它的异步形式。JavaScript 里的 CPU 计算拖慢了其他客户端：线程池。请求多到一个核处理不完：cluster、PM2，或每核一个容器。一台机器不够，或不能因一台机器故障而中断：多台主机加负载均衡。全都是“否”：一个进程加异步 I/O 就够了。',
  },
  items: [
    ...questions,
    ...answers,
    rest,
    ...questions.flatMap((question, index): Item[] => [
      ...arrow(question, answers[index]!, { label: 'yes' }),
      ...arrow(question, questions[index + 1] ?? rest, { label: 'no' }),
    ]),
  ],
};
