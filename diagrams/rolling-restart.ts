import type { Diagram } from './drawing/model.ts';
import {
  aside,
  create,
  end,
  note,
  pause,
  rest,
  send,
  sequence,
  work,
  type Participant,
} from './drawing/sequence.ts';

const primary: Participant = { lines: ['Primary'], x: 10, w: 17, tone: 'accent' };
const old: Participant = { lines: ['Worker 1', 'old code'], x: 37, w: 18 };
const fresh: Participant = { lines: ['Worker 5', 'new code'], x: 61, w: 14, tone: 'ok' };

export const rollingRestart: Diagram = {
  id: 'rolling-restart',
  en: {
    title: 'Rolling restart',
    description:
      'A signal tells the primary to restart. It forks a new worker and waits until that one says that it is healthy. Only then does it tell the old worker to drain: it accepts no more, finishes the requests it has and exits with code 0. Then the next worker has its turn.',
  },
  zh: {
    title: '滚动重启',
    description:
      '主进程收到重启信号，先 fork 一个新 worker，等它说自己健康；然后才让旧 worker 排空：不再接受新连接，把手里的请求处理完，以 0 退出。接着轮到下一个 worker。',
  },
  items: sequence(
    [primary, old, fresh],
    [
      work(old),
      aside(primary, ['signal: reload']),
      pause,
      create(primary, fresh, '`fork()`'),
      send(fresh, primary, '`"healthy"`'),
      work(fresh),
      send(primary, old, '`"drain"`'),
      rest(old),
      note(old, 23, ['accepts no more,', 'finishes requests'], 'warn'),
      send(old, primary, '`"exit"`, code 0'),
      end(old),
      note(primary, 21, ['the next worker,', 'one at a time']),
      pause,
    ],
  ),
};
