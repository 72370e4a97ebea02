import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isolate } from '../pm2-start.isolated.ts';
import { app, watched } from '../../proving-pm2.ts';
import { endOf, type Proofs } from '../../proving.ts';

const stays = 'setInterval(() => {}, 60_000);';

export const proofs: Proofs = {
  /**
   * An app started with one `PM2_HOME`: what does `pm2` see with another one?
   * @zh 用一个 `PM2_HOME` 启动的应用，换一个 `PM2_HOME` 时 `pm2` 看到什么？
   */
  'pm2-two-homes': async () => {
    const one = await watched();
    const other = isolate({ PROOF: one.env.PROOF });
    const script = app(`say('up'); ${stays}`);
    await one.quiet('start', script, '--name', 'api');
    await one.begun(1);
    const count = async (own: { quiet: typeof one.quiet }): Promise<string> =>
      `${(JSON.parse(await own.quiet('jlist')) as unknown[]).length} app`;
    await other.quiet('ls'); // Its first words are about its daemon.
    const before = await count(other);
    await other.quiet('start', script, '--name', 'api');
    await one.begun(2);
    return {
      'the same home': await count(one),
      'another home': before,
      'started there once more': `${one.lives.length} run`,
    };
  },

  /**
   * What `node:cluster` says inside an app, by the mode.
   * @zh 应用里的 `node:cluster` 怎么说，看模式。
   */
  'pm2-not-the-primary': async () => {
    const { quiet, life, file } = await watched();
    const script = app(`
      const { default: cluster } = await import('node:cluster');
      say([process.env.MODE, cluster.isPrimary ? 'primary' : 'worker',
        'fork(): ' + typeof cluster.fork, 'setupPrimary(): ' + typeof cluster.setupPrimary].join(', '));
      ${stays}`);
    const seen: Record<string, string> = {};
    for (const exec_mode of ['cluster', 'fork']) {
      const env = { MODE: exec_mode };
      await quiet(
        'start',
        file([{ script, exec_mode, instances: 1, env, name: exec_mode }]),
      );
      const { name } = await life((one) => one.name.startsWith(exec_mode));
      seen[`${exec_mode} mode`] = name.replace(/^\w+, /, '');
    }
    return seen;
  },

  /**
   * An instance sends a message to the primary, for it to hand on to the others.
   * @zh 一个实例给主进程发消息，指望它转给其他实例。
   */
  'pm2-relays-nothing': async () => {
    const { quiet, begun, lives, file } = await watched();
    const script = app(`
      process.on('message', (message) => message.hello && say('got it'));
      heard(() => process.send({ hello: 'all' }, () => say('sent')));
      say('up'); ${stays}`);
    await quiet(
      'start',
      file([{ script, exec_mode: 'cluster', instances: 2, name: 'api' }]),
    );
    await begun(2);
    const [one, other] = lives;
    one!.tell('send');
    while (!one!.words.includes('sent'))
      await new Promise((resolve) => setImmediate(resolve));
    await quiet('jlist'); // By now the daemon has read it.
    await new Promise((resolve) => setTimeout(resolve, 300));
    return [one, other].some((life) => life!.words.includes('got it'))
      ? 'the others get it'
      : 'sent, and nobody gets it';
  },

  /**
   * A command as process 1, as in a container: `pm2 start`, and `pm2-runtime`, which gets SIGTERM.
   * @zh 命令当 1 号进程，像在容器里：`pm2 start`，以及收到 SIGTERM 的 `pm2-runtime`。
   * @needs root
   */
  'pm2-as-process-1': async () => {
    const inside = async (command: string): Promise<string> => {
      const { env, cli, life, lives } = await watched();
      const home = mkdtempSync(join(tmpdir(), 'home-'));
      writeFileSync(join(home, 'touch'), '');
      const script = app(`
        process.on('SIGINT', () => { say('SIGINT'); socket.end(); process.exit(); });
        say('up'); ${stays}`);
      const file = join(dirname(cli), command);
      const args = ['--pid', '--fork', '--kill-child', '--mount-proc'];
      const line = [process.execPath, file, 'start', script];
      const container = spawn('unshare', [...args, ...line], {
        env: { ...env, PM2_HOME: home },
        stdio: 'ignore',
      });
      const exit = once(container, 'exit');
      if (command === 'pm2') {
        const [code] = (await exit) as [number];
        await Promise.all(lives.map(({ ended }) => ended));
        return `ends with ${code}, and no app is left`;
      }
      const first = await life(() => true);
      // The command is the only child of unshare.
      const { stdout } = spawn('pgrep', ['-P', String(container.pid)]);
      const [pid] = (await once(stdout, 'data')) as [Buffer];
      process.kill(Number(String(pid)), 'SIGTERM');
      const [code, signal] = (await exit) as [number, NodeJS.Signals | null];
      await first.ended;
      return `stays until SIGTERM; the app hears ${first.words[1] ?? 'nothing'}; ${endOf({ code, signal })}`;
    };
    return {
      'pm2 start': await inside('pm2'),
      'pm2-runtime': await inside('pm2-runtime'),
    };
  },
};
