import type { Diagram } from './drawing/model.ts';
import { end, note, rest, send, sequence, work, type Participant } from './drawing/sequence.ts';

const manager: Participant = { lines: ['Supervisor', 'systemd, Docker'], x: 11, w: 23 };
const server: Participant = { lines: ['Server', 'one process'], x: 37, w: 19, tone: 'accent' };
const client: Participant = { lines: ['Clients', 'or a proxy'], x: 62, w: 16 };

export const gracefulShutdown: Diagram = {
  id: 'graceful-shutdown',
  en: {
    title: 'Graceful shutdown',
    description:
      'The supervisor sends SIGTERM while a request is being served. The server stops listening; a new connection is refused. It answers the request it has with connection: close, ends connections on which nothing is to be answered, closes its database connections, and exits with code 0. If it is still alive when the grace period ends, the supervisor sends SIGKILL.',
  },
  zh: {
    title: '优雅停机',
    description:
      '正在处理请求时，supervisor 发来 SIGTERM。服务器停止监听，此后的新连接会被拒绝。它把手里的请求答完，带上 connection: close，结束没有什么可答复的连接，再关闭数据库连接，以 0 退出。宽限期结束时如果进程还在，supervisor 就发 SIGKILL。',
  },
  items: sequence(
    [manager, server, client],
    [
      send(client, server, 'request 1'),
      work(server),
      send(manager, server, 'SIGTERM'),
      rest(server),
      note(server, 23, ['stops listening', 'accepts no more'], 'warn'),
      work(server),
      send(client, server, 'new connection', { tone: 'danger', dashed: true }),
      send(server, client, 'refused', { tone: 'danger', dashed: true }),
      send(server, client, 'response 1'),
      note(server, 23, ['quiet connections', 'and database closed'], 'warn'),
      send(server, manager, 'exit code 0', { tone: 'ok' }),
      end(server),
      note(manager, 23, ['still alive after', 'the grace period?', 'SIGKILL'], 'danger'),
    ],
  ),
};
