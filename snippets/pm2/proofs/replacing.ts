import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Proofs } from '../../proving.ts';
import { app, speaks, watched, type Life } from '../../proving-pm2.ts';

const stays = `setInterval(() => {}, 1000);`;

/** How many instances PM2 has taken down, and not yet called online again, at the worst moment; from its own log. */
function atOnce(log: string[]): number {
  let down = 0;
  let most = 0;
  for (const line of log) {
    if (line.startsWith('Stopping app:')) most = Math.max(most, ++down);
    if (/^App \[.*\] online$/.test(line)) down = Math.max(0, down - 1);
  }
  return most;
}

/** `restart` of so many instances, seen from PM2's log and from the instances. */
async function restarted(instances: number): Promise<string> {
  const { quiet, begun, log, file } = await watched();
  const script = app(`say('up');
    process.on('SIGINT', () => { say('ends'); setTimeout(() => process.exit(), 50); });
    ${stays}`);
  await quiet('start', file([{ script, instances, name: 'api' }]));
  await begun(instances);
  const before = log().length - 1; // The last one is still empty.
  await quiet('restart', 'api');
  return `${atOnce(log().slice(before))} at a time`;
}

/** A release whose app says its name and waits; the link `current` leads to it. */
function release(name: string, config: string): void {
  const folder = join(tmpdir(), name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'app.mjs'), `${speaks} say('${name}'); ${stays}`);
  writeFileSync(join(folder, 'ecosystem.config.cjs'), config);
}
function link(to: string): void {
  symlinkSync(to, join(tmpdir(), 'next'));
  renameSync(join(tmpdir(), 'next'), join(tmpdir(), 'current'));
}

/** Starts release `old` through a link, turns the link, reloads in this way: what does the new instance run? */
async function deployed(cwd: string, reload: string[]): Promise<string> {
  const { quiet, life } = await watched();
  const config = `module.exports = { apps: [{ name: 'api', script: 'app.mjs',
    cwd: ${cwd}, exec_mode: 'cluster', instances: 1 }] };`;
  for (const name of ['old', 'new']) release(name, config);
  link('old');
  await quiet('start', join(tmpdir(), 'current/ecosystem.config.cjs'));
  await life(() => true);
  link('new');
  await quiet(...reload);
  const { name } = await life(() => true, 1);
  return `runs the ${name} code`;
}

const current = JSON.stringify(join(tmpdir(), 'current'));
const throughFile = ['reload', join(tmpdir(), 'current/ecosystem.config.cjs')];

/** The signals and messages that an app gets from this command, before it ends. */
async function told(
  command: string[],
  settings: NodeJS.ProcessEnv = {},
): Promise<string> {
  const { quiet, life } = await watched(settings);
  const script = app(`
    say('up');
    const ends = (word) => { say(word); setTimeout(() => process.exit(), 20); };
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => ends(signal));
    process.on('message', (message) => message === 'shutdown' && ends(message));
    ${stays}`);
  await quiet('start', script, '--name', 'api', '-i', '1');
  const one = await life(() => true);
  await quiet(...command);
  await one.ended;
  return one.words.slice(1).join(', ');
}

export const proofs: Proofs = {
  /**
   * `pm2 restart`, two instances: how many are down at once.
   * @zh `pm2 restart` 两个实例：同时停掉几个。
   */
  'pm2-restart-two': () => restarted(2),

  /**
   * `pm2 restart`, four instances: how many are down at once.
   * @zh `pm2 restart` 四个实例：同时停掉几个。
   */
  'pm2-restart-four': () => restarted(4),

  /**
   * `pm2 restart` of two instances that take a moment until they listen.
   * @zh `pm2 restart` 两个实例，它们要过一会儿才开始监听。
   */
  'pm2-restart-gap': async () => {
    const { quiet, life, lives, begun, file } = await watched();
    const script = app(`say('online');
      heard((word) => word === 'listen' && say('listens'));
      process.on('SIGINT', () => { say('ends'); process.exit(); });
      ${stays}`);
    await quiet('start', file([{ script, instances: 2, name: 'api' }]));
    await begun(2);
    for (const one of lives.slice()) {
      one.tell('listen');
      await life(
        ({ words }) => words === one.words && words.includes('listens'),
      );
    }
    // The new ones are not told to listen before the command has come back.
    await quiet('restart', 'api');
    const listening = lives.filter(
      ({ words }) => words.includes('listens') && !words.includes('ends'),
    );
    return `${listening.length} of 2 listen when the last one was ended`;
  },

  /**
   * `pm2 reload` of a release that never is ready (`wait_ready`, `listen_timeout: 300`).
   * @zh `pm2 reload` 一个永远不就绪的版本（`wait_ready`，`listen_timeout: 300`）。
   */
  'pm2-reload-never-ready': async () => {
    const { quiet, life, list, file } = await watched();
    const script = app(`say(process.env.RELEASE);
      if (process.env.RELEASE === 'good') process.send('ready');
      ${stays}`);
    const release = (RELEASE: string): string =>
      file([
        {
          script,
          name: 'api',
          exec_mode: 'cluster',
          wait_ready: true,
          listen_timeout: 300,
          env: { RELEASE },
        },
      ]);
    await quiet('start', release('good'));
    const old = await life(({ name }) => name === 'good');
    await quiet('reload', release('bad'));
    await old.ended;
    const [fresh] = await list();
    return `the old one is ended; the new one: ${fresh?.pm2_env.status}`;
  },

  /**
   * `cwd: __dirname` in the file, releases behind a link, `pm2 reload` by name.
   * @zh 文件里写 `cwd: __dirname`，发布版放在链接后面，按名字 `pm2 reload`。
   */
  'pm2-release-dirname-name': () => deployed('__dirname', ['reload', 'api']),

  /**
   * `cwd: __dirname` in the file, releases behind a link, `pm2 reload` through the file.
   * @zh 文件里写 `cwd: __dirname`，发布版放在链接后面，通过文件 `pm2 reload`。
   */
  'pm2-release-dirname-file': () => deployed('__dirname', throughFile),

  /**
   * `cwd` is the link's own path, `pm2 reload` by name.
   * @zh `cwd` 写链接本身的路径，按名字 `pm2 reload`。
   */
  'pm2-release-link-name': () => deployed(current, ['reload', 'api']),

  /**
   * `cwd` is the link's own path, `pm2 reload` through the file.
   * @zh `cwd` 写链接本身的路径，通过文件 `pm2 reload`。
   */
  'pm2-release-link-file': () => deployed(current, throughFile),

  /**
   * What the app hears of a stop, by command.
   * @zh 应用听到的停止通知，看是哪条命令。
   */
  'pm2-stop-signal': async () => ({
    stop: await told(['stop', 'api']),
    restart: await told(['restart', 'api']),
    reload: await told(['reload', 'api']),
    delete: await told(['delete', 'api']),
    'stop, PM2_KILL_SIGNAL=SIGTERM': await told(['stop', 'api'], {
      PM2_KILL_SIGNAL: 'SIGTERM',
    }),
  }),

  /**
   * An app that ignores SIGINT, `kill_timeout: 300`.
   * @zh 不理 SIGINT 的应用，`kill_timeout: 300`。
   */
  'pm2-kill-timeout': async () => {
    const { quiet, life, log, file } = await watched();
    const script = app(
      `process.on('SIGINT', () => say('SIGINT')); say('up'); ${stays}`,
    );
    await quiet('start', file([{ script, name: 'api', kill_timeout: 300 }]));
    const one = await life(() => true);
    await quiet('stop', 'api');
    await one.ended;
    const [, signal] =
      /exited with code .* via signal \[(\w+)\]/.exec(log().join('\n')) ?? [];
    return [...one.words.slice(1), signal].join(', then ');
  },

  /**
   * `pm2 reload` in fork mode: which instance comes first, the new one or the old one's end.
   * @zh fork 模式下的 `pm2 reload`：先来的是新进程，还是旧进程的结束。
   */
  'pm2-reload-order': async () => {
    const order = async (exec_mode: string): Promise<string> => {
      const { quiet, life, lives, file } = await watched();
      const script = app(`
        process.on('SIGINT', () => process.exit());
        say('up');
        process.send('ready');
        ${stays}`);
      const options = { exec_mode, wait_ready: true, listen_timeout: 20_000 };
      await quiet('start', file([{ script, name: 'api', ...options }]));
      const old = await life(() => true);
      let first = '';
      void old.ended.then(() => (first ||= 'the old one ends first'));
      const fresh: Promise<Life> = life(() => true, lives.length);
      void fresh.then(() => (first ||= 'the new one starts first'));
      await quiet('reload', 'api');
      await Promise.all([old.ended, fresh]);
      return first;
    };
    return {
      'cluster mode': await order('cluster'),
      'fork mode': await order('fork'),
    };
  },

  /**
   * A second `pm2 reload` while one is under way.
   * @zh 一次 `pm2 reload` 还没结束，又来一次。
   */
  'pm2-reload-twice': async () => {
    const { quiet, life, lives, file } = await watched();
    const script = app(
      `say('up'); heard(() => process.send('ready')); ${stays}`,
    );
    const api = { script, name: 'api', exec_mode: 'cluster', wait_ready: true };
    await quiet('start', file([{ ...api, listen_timeout: 300 }]));
    await life(() => true);
    const path = file([{ ...api, listen_timeout: 20_000 }]);
    const first = quiet('reload', path);
    const fresh = await life(() => true, lives.length); // The reload waits for it.
    const second = await quiet('reload', path).catch(
      ({ stdout, stderr }: Record<string, string>) => `${stdout}${stderr}`,
    );
    fresh.tell('go');
    await first;
    return /Reload already in progress/.exec(second)?.[0] ?? 'goes ahead';
  },

  /**
   * The number of instances was changed in the file, from two to three.
   * @zh 把文件里的实例数从 2 改成 3。
   */
  'pm2-instances-edited': async () => {
    const { quiet, list, file } = await watched();
    const script = app(`say('up'); ${stays}`);
    const of = (instances: number): string =>
      file([{ script, instances, name: 'api' }]);
    await quiet('start', of(2));
    const seen: Record<string, string> = {};
    for (const command of ['restart', 'reload', 'startOrReload']) {
      await quiet(command, of(3));
      seen[`${command}, the file`] = `${(await list()).length}`;
    }
    await quiet('scale', 'api', '3');
    return { ...seen, 'scale api 3': `${(await list()).length}` };
  },
};
