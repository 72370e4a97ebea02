import type { Diagram } from './drawing/model.ts';
import {
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

const command: Participant = { lines: ['`pm2`'], x: 4, w: 9 };
const daemon: Participant = { lines: ['Daemon'], x: 23, w: 12, tone: 'accent' };
const old: Participant = { lines: ['Instance 0', 'old'], x: 43, w: 16 };
const fresh: Participant = { lines: ['Instance 0', 'new'], x: 66, w: 16, tone: 'ok' };

export const pm2Reload: Diagram = {
  id: 'pm2-reload',
  en: {
    title: 'PM2 reload in cluster mode',
    description:
      'pm2 reload asks the daemon to reload each instance, two at a time by default. The daemon forks a new one and waits for its "listening" event, or for the message "ready" where wait_ready is set, but no longer than listen_timeout, 3 seconds by default; when that has passed, it goes on as if the new one were up. Then it sends SIGINT to the old one, which should stop accepting, finish its requests and exit. If it is still alive after kill_timeout, 1.6 seconds by default, it gets SIGKILL, and what it was serving is lost.',
  },
  zh: {
    title: 'cluster 模式下的 pm2 reload',
    description:
      'pm2 reload 让守护进程重载每个实例，默认一次两个。守护进程先 fork 新实例，等它的 "listening" 事件；设了 wait_ready 则等 "ready" 消息；最多等 listen_timeout，默认 3 秒，等不到也往下走。随后向旧实例发 SIGINT：旧实例应当停止接受新连接，处理完手里的请求再退出。过了 kill_timeout（默认 1.6 秒）仍未退出，就发 SIGKILL，正在处理的请求随之丢失。',
  },
  items: sequence(
    [command, daemon, old, fresh],
    [
      work(old),
      send(command, daemon, '`reload app`'),
      create(daemon, fresh, '`cluster.fork()`'),
      note(daemon, 20, ['waits at most', '`listen_timeout`']),
      send(fresh, daemon, 'listening or ready'),
      work(fresh),
      send(daemon, old, 'SIGINT'),
      rest(old),
      note(old, 21, ['accepts no more,', 'finishes requests'], 'warn'),
      send(old, daemon, 'exit code 0', { tone: 'ok' }),
      note(daemon, 20, ['alive after', '`kill_timeout`?'], 'danger'),
      send(daemon, old, 'SIGKILL', { tone: 'danger', dashed: true }),
      end(old),
      send(daemon, command, 'done'),
      pause,
    ],
  ),
};
