import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Proofs } from '../../proving.ts';
import { program } from '../../proving.ts';
import { app, speaks, watched } from '../../proving-pm2.ts';

const stays = `setInterval(() => {}, 1000);`;

/** What PM2 said, also where the command failed. */
type Told = { stdout: string; stderr: string };
const said = (command: Promise<string>): Promise<string> =>
  command.catch(({ stdout, stderr }: Told) => stdout + stderr);

/** A list with one app, saved before or after it was stopped; its status after a new daemon has resurrected it. */
async function resurrected(first: string, second: string): Promise<string> {
  const { quiet, list } = await watched();
  await quiet('start', program(stays), '--name', 'api');
  for (const command of [first, second])
    await quiet(...(command === 'stop' ? ['stop', 'api'] : ['save']));
  await quiet('kill');
  await quiet('resurrect');
  return (
    (await list()).map(({ pm2_env }) => pm2_env.status).join() || 'not there'
  );
}

/** The same app in three modes, not started again. */
const threeModes = (script: string): { name: string }[] =>
  [
    { name: 'cluster mode', exec_mode: 'cluster' },
    { name: 'fork mode' },
    { name: 'fork mode, pmx: false', pmx: false },
  ].map((mode) => ({
    ...mode,
    script,
    autorestart: false,
    env: { MODE: mode.name },
  }));

export const proofs: Proofs = {
  /**
   * `FEATURE` was changed in the ecosystem file, from old to new: what the app sees after these commands.
   * @zh 在 ecosystem 文件里把 `FEATURE` 从 old 改成 new：这些命令之后应用看到什么。
   */
  'pm2-edited-file': async () => {
    const { quiet, life, lives, file } = await watched();
    const script = app(`say(process.env.FEATURE); ${stays}`);
    const of = (FEATURE: string): string =>
      file([{ script, name: 'api', env: { FEATURE } }]);
    await quiet('start', of('old'));
    await life(() => true);
    const path = of('new');
    const seen: Record<string, string> = {};
    for (const words of ['api', 'api --update-env', 'the file']) {
      const from = lives.length;
      await quiet(
        'restart',
        ...(words === 'the file' ? [path] : words.split(' ')),
      );
      seen[`restart ${words}`] = (await life(() => true, from)).name;
    }
    return seen;
  },

  /**
   * `pm2 start` of what runs already.
   * @zh 对已经在跑的程序再 `pm2 start`。
   */
  'pm2-start-again': async () => {
    const { quiet, list, life, lives, file } = await watched();
    const script = app(`say('up'); ${stays}`);
    await quiet('start', script, '--name', 'api');
    await life(() => true);
    const refused = /Script already launched/.exec(
      await said(quiet('start', script, '--name', 'api')),
    );
    const once = (await list()).length;
    await quiet('start', script, '--name', 'again');
    const twice = (await list()).length;
    const from = lives.length;
    await quiet('startOrReload', file([{ script, name: 'api' }]));
    await life(() => true, from);
    return {
      'the same name': `${refused?.[0] ?? 'started'}, ${once} process`,
      'another --name': `${twice} processes`,
      'startOrReload, a file': 'replaced by a new process',
    };
  },

  /**
   * An app that was stopped, `save`, and `resurrect` by a new daemon.
   * @zh 一个被停掉的应用，`save`，再由新的守护进程 `resurrect`。
   */
  'pm2-resurrect-stopped': async () => ({
    'saved, then stopped': await resurrected('save', 'stop'),
    'stopped, then saved': await resurrected('stop', 'save'),
  }),

  /**
   * Which names PM2 takes for an ecosystem file.
   * @zh PM2 把哪些文件名当作 ecosystem 文件。
   */
  'pm2-config-names': async () => {
    const { quiet, list, life, lives } = await watched();
    writeFileSync(join(tmpdir(), 'app.mjs'), `${speaks} say('app'); ${stays}`);
    const seen: Record<string, string> = {};
    for (const name of ['api.config.cjs', 'api.json', 'ecosystem.cjs']) {
      const from = lives.length;
      const path = join(tmpdir(), name);
      const apps = JSON.stringify({
        apps: [{ name, script: join(tmpdir(), 'app.mjs') }],
      });
      writeFileSync(
        path,
        name.endsWith('json') ? apps : `module.exports = ${apps}`,
      );
      await said(quiet('start', path, '--no-autorestart'));
      const found = (await list()).some((one) => one.name === name);
      if (found) await life(() => true, from);
      seen[name] = found ? 'an ecosystem file' : 'run as a program';
    }
    return seen;
  },

  /**
   * Commands of older articles.
   * @zh 旧文章里的命令。
   */
  'pm2-gone-commands': async () => {
    const { quiet } = await watched();
    const seen: Record<string, string> = {};
    for (const command of ['gracefulReload', 'web', 'startOrGracefulReload']) {
      const text = await said(quiet(command, '--help'));
      const unknown = /Command not found/.exec(
        text + (await said(quiet(command, 'x'))),
      );
      seen[command] = unknown?.[0] ?? 'is there';
    }
    return seen;
  },

  /**
   * An app that ends with 0 once, then stays; by its options.
   * @zh 先以 0 退出一次、之后一直运行的应用，看选项。
   */
  'pm2-exit-zero': async () => {
    const ends = async (options: object): Promise<string> => {
      const { quiet, list, life, file } = await watched();
      const script = app(`
        const { existsSync, writeFileSync } = await import('node:fs');
        const mark = '${join(tmpdir(), `mark-${JSON.stringify(options).length}`)}';
        say('up');
        if (existsSync(mark)) { ${stays} }
        else { writeFileSync(mark, ''); process.exit(0); }`);
      await quiet('start', file([{ script, name: 'job', ...options }]));
      const first = await life(() => true);
      await first.ended;
      for (;;) {
        const [job] = await list();
        if (job?.pm2_env.status === 'stopped') return 'stopped';
        if (await Promise.race([life(() => true, 1), null]))
          return 'started again';
      }
    };
    return {
      'no option': await ends({}),
      'autorestart: false': await ends({ autorestart: false }),
      'stop_exit_codes: [0]': await ends({ stop_exit_codes: [0] }),
    };
  },

  /**
   * `cron_restart` every third second, and an app that was stopped by hand.
   * @zh `cron_restart` 每三秒一次，应用被手动停掉了。
   */
  'pm2-cron-stopped': async () => {
    const { quiet, list, log, file } = await watched();
    const cron_restart = '*/3 * * * * *';
    await quiet(
      'start',
      file([{ script: program(stays), cron_restart, name: 'api' }]),
    );
    const starts = (): number =>
      log().filter((line) => line.startsWith('App [api:0] starting')).length;
    let before: number;
    do {
      await quiet('stop', 'api');
      before = starts();
    } while ((await list())[0]?.pm2_env.status !== 'stopped');
    while (starts() === before)
      await new Promise((look) => setTimeout(look, 100));
    return 'stopped, then started by the clock';
  },

  /**
   * `pm2 flush` with and without a name: which log files are emptied.
   * @zh `pm2 flush` 带名字与不带名字：哪些日志文件被清空。
   */
  'pm2-flush': async () => {
    const { quiet, life, home, log } = await watched();
    const script = app(`console.log('a line'); say('up'); ${stays}`);
    await quiet('start', script, '--name', 'api', '-i', '1');
    await quiet('start', script, '--name', 'other', '-i', '1');
    await life((one) => one.name === 'up', 1);
    const file = (name: string): string =>
      join(home, 'logs', `${name}-out-${name === 'api' ? 0 : 1}.log`);
    const sizes = (): string => {
      const state = (path: string): string =>
        statSync(path).size === 0 ? 'empty' : 'kept';
      const daemon = log().some((line) => line.includes('New PM2 Daemon'))
        ? 'kept'
        : 'empty';
      return `api ${state(file('api'))}, other ${state(file('other'))}, pm2.log ${daemon}`;
    };
    while (!readFileSync(file('other'), 'utf8')) await quiet('ls');
    await quiet('flush', 'api');
    const one = sizes();
    await quiet('flush');
    return { 'flush api': one, flush: sizes() };
  },

  /**
   * `max_memory_restart: '1M'`, in bytes.
   * @zh `max_memory_restart: '1M'` 是多少字节。
   */
  'pm2-memory-unit': async () => {
    const { quiet, list, file } = await watched();
    await quiet(
      'start',
      file([{ script: program(stays), max_memory_restart: '1M' }]),
    );
    const [one] = await list();
    return `${one!.pm2_env.max_memory_restart} bytes`;
  },

  /**
   * A rejection that nobody handles, some time after the app has started.
   * @zh 应用启动之后过了一会儿，出现没人处理的 promise 拒绝。
   */
  'pm2-late-rejection': async () => {
    const { quiet, life, lives, begun, file } = await watched();
    // What a rejection does is done before the next immediate.
    const script = app(`say(process.env.MODE);
      heard((words) => words.split('\\n').forEach((word) =>
        word === 'reject' ? void Promise.reject(new Error('x')) : setImmediate(say, word)));
      ${stays}`);
    await quiet('start', file(threeModes(script)));
    await begun(3);
    const seen: Record<string, string> = {};
    for (const { name: mode } of threeModes(script)) {
      const one = lives.find(({ name }) => name === mode)!;
      one.tell('reject');
      // Its connection may also end by a reset.
      const ends = (): string => 'ends';
      const ended = one.ended.then(ends, ends);
      one.tell('and on');
      const goesOn = life(
        ({ words }) => words === one.words && words.includes('and on'),
      );
      seen[mode] = await Promise.race([ended, goesOn.then(() => 'goes on')]);
    }
    return seen;
  },

  /**
   * Cluster mode, and the last of 2,000 lines that are logged right before `process.exit()`.
   * @zh cluster 模式，`process.exit()` 之前连打 2,000 行日志，看最后一行。
   */
  'pm2-last-line': async () => {
    const { quiet, life, home, file } = await watched();
    const script = app(`
      say('up');
      for (let line = 0; line < 2000; line++) console.log('x'.repeat(100));
      console.log('the last line');
      process.exit();`);
    const job = {
      script,
      exec_mode: 'cluster',
      name: 'job',
      autorestart: false,
    };
    await quiet('start', file([job]));
    await (
      await life(() => true)
    ).ended; // The instance writes the file itself.
    const log = readFileSync(join(home, 'logs/job-out-0.log'), 'utf8');
    return log.includes('the last line') ? 'kept' : 'lost';
  },
};
