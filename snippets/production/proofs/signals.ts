import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Proofs } from '../../proving.ts';
import { program } from '../../proving.ts';
import { signalled } from '../../proving-servers.ts';

/** SIGTERM to a cluster, with a request under way. */
const sigterm = (
  to: 'the primary' | 'the whole group',
  inPrimary: string,
  inWorker: string,
): Promise<string> => signalled('SIGTERM', to, inPrimary, inWorker);

const finishes = `process.on('SIGTERM', () =>
  server.close(() => process.disconnect()));`;
const ignores = `process.on('SIGTERM', () => {});`;
const leads = `process.on('SIGTERM', () => one.disconnect());`;

export const proofs: Proofs = {
  /**
   * SIGTERM to the primary alone, as `docker stop` sends it, with a request under way.
   * @zh SIGTERM 只发给主进程（`docker stop` 就是这样），手上正有一个请求。
   */
  'sigterm-to-primary': async () => ({
    'only the worker handles it': await sigterm('the primary', '', finishes),
    'the primary disconnects the worker': await sigterm(
      'the primary',
      leads,
      '',
    ),
  }),

  /**
   * SIGTERM to every process of a cluster, as systemd sends it, with a request under way.
   * @zh SIGTERM 发给集群的每个进程（systemd 默认如此），手上正有一个请求。
   */
  'sigterm-to-all': async () => ({
    'only the worker handles it': await sigterm(
      'the whole group',
      '',
      finishes,
    ),
    'only the primary handles it': await sigterm('the whole group', leads, ''),
    'the worker ignores it, the primary leads': await sigterm(
      'the whole group',
      leads,
      ignores,
    ),
  }),

  /**
   * SIGTERM to a shell that runs Node, and what Node's handler hears of it.
   * @zh SIGTERM 发给一个运行着 Node 的 shell，Node 的处理函数听到了什么。
   */
  'sigterm-to-shell': async () => {
    const file = program(`
      process.on('SIGTERM', () => { console.log('heard'); process.exit(); });
      setInterval(() => {}, 1000);
      console.log('here');`);
    const heard = async (line: string): Promise<string> => {
      const shell = spawn('sh', ['-c', line, process.execPath, file], {
        detached: true,
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      let output = '';
      shell.stdout.on('data', (text) => (output += text));
      await once(shell.stdout, 'data');
      const exit = once(shell, 'exit');
      shell.kill('SIGTERM');
      await exit;
      if (output.includes('heard')) return 'Node hears it';
      process.kill(-shell.pid!, 'SIGKILL'); // Still there: this would throw else.
      return 'the shell ends, Node runs on';
    };
    return {
      'node app.mjs; echo done': await heard('"$0" "$1"; echo done'),
      'exec node app.mjs': await heard('exec "$0" "$1"'),
    };
  },
};
