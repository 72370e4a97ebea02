import { arrow } from './drawing/arrow.ts';
import { box, group, text, type Diagram } from './drawing/model.ts';

const command = box(0, 0, 24, ['`pm2 start`', 'asks, then exits'], 'quiet');
const files = box(46, 0, 22, ['`~/.pm2`', 'sockets and logs'], 'quiet');
const daemon = box(
  0,
  7,
  68,
  ['PM2 daemon (God)', 'stays; starts apps, restarts those that exit'],
  'accent',
);
const cluster = group(0, 15, 38, 7, 'Cluster mode');
const instances = [box(3, 16, 15, ['api, 0', 'worker']), box(20, 16, 15, ['api, 1', 'worker'])];
const fork = group(42, 15, 26, 7, 'Fork mode');
const app = box(45, 16, 20, ['jobs', 'any program']);

export const pm2Daemon: Diagram = {
  id: 'pm2-daemon',
  en: {
    title: 'PM2: daemon, cluster mode, fork mode',
    description:
      'The pm2 command talks to a daemon called God over a socket and ends. The daemon stays: it starts the apps, restarts those that exit, and keeps its sockets and logs under ~/.pm2. In cluster mode the daemon itself is the primary of the cluster module, and the instances of the app are its workers. In fork mode it spawns the app as an ordinary child process, in any language.',
  },
  zh: {
    title: 'PM2：守护进程、cluster 模式、fork 模式',
    description:
      'pm2 命令通过 socket 与名为 God 的守护进程通信，说完就退出。守护进程常驻：启动应用，应用退出就重启，socket 和日志都放在 ~/.pm2。cluster 模式下，守护进程自己就是 cluster 模块的主进程，应用的各个实例是它的 worker。fork 模式下，它用 spawn 启动一个普通子进程，什么语言都行。',
  },
  items: [
    command,
    files,
    daemon,
    ...arrow(command, daemon, { label: 'RPC over a socket', tone: 'message' }),
    ...arrow(daemon, files, { label: 'writes', side: 'left' }),
    cluster,
    ...instances,
    ...text(19, 20, 'they share the listening port', 'middle'),
    ...arrow(daemon, cluster, {
      label: ['`cluster.fork()`:', 'daemon is primary'],
      tone: 'message',
      at: 19,
    }),
    fork,
    app,
    ...text(55, 20, 'an ordinary child', 'middle'),
    ...arrow(daemon, fork, {
      label: ['`spawn()`', 'of `child_process`'],
      tone: 'message',
      at: 60,
      side: 'left',
    }),
  ],
};
