import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Proofs } from '../../proving.ts';
import { program } from '../../proving.ts';
import { ask } from '../../proving-servers.ts';
import { app, watched } from '../../proving-pm2.ts';

const stays = `setInterval(() => {}, 1000);`;

/** A port that was free just now. */
async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

/** The same app in three modes. */
const threeModes = (script: string): { name: string }[] =>
  [
    { name: 'cluster mode', exec_mode: 'cluster' },
    { name: 'fork mode' },
    { name: 'fork mode, pmx: false', pmx: false },
  ].map((mode) => ({ ...mode, script, env: { MODE: mode.name } }));

/** Programs that say their mode, the question, its answer, and the file that Node was started with. */
const esm = `
  const { basename } = await import('node:path');
  const { main } = import.meta;
  say([process.env.MODE, 'import.meta.main', String(main), basename(process.argv[1])].join('|'));
  ${stays}`;
const cjs = `
  const { basename } = require('node:path');
  const main = require.main === module;
  require('node:net').connect(process.env.PROOF, '127.0.0.1').write(
    [process.env.MODE, 'require.main === module', main, basename(process.argv[1])].join('|') + '\\n');
  ${stays}`;

export const proofs: Proofs = {
  /**
   * Which mode, and how many processes, PM2 makes of these wishes.
   * @zh 这些写法，PM2 各用什么模式、开几个进程。
   */
  'pm2-mode-asked-for': async () => {
    const { quiet, list, file } = await watched();
    const script = program(stays, '.cjs');
    await quiet('start', script, '--name', 'nothing');
    await quiet('start', script, '-i', '2', '--name', '-i 2');
    await quiet(
      'start',
      file([
        { script, instances: 2, name: 'instances: 2' },
        {
          script,
          instances: 2,
          exec_mode: 'fork',
          name: "instances: 2, exec_mode: 'fork'",
        },
      ]),
    );
    const seen: Record<string, string> = {};
    const all = await list();
    for (const { name, pm2_env } of all)
      seen[name] =
        `${pm2_env.exec_mode}, ${all.filter((one) => one.name === name).length}`;
    return seen;
  },

  /**
   * Two instances that listen on one port, by the mode.
   * @zh 两个实例监听同一个端口，看模式。
   */
  'pm2-two-on-a-port': async () => {
    const { quiet, life, file } = await watched();
    const script = app(`
      const { createServer } = await import('node:http');
      createServer().on('error', ({ code }) => say(process.env.MODE + ' ' + code))
        .listen(process.env.PORT, '127.0.0.1', () => say(process.env.MODE + ' listens'));
      ${stays}`);
    const seen: Record<string, string> = {};
    for (const exec_mode of ['cluster', 'fork']) {
      const env = { MODE: exec_mode, PORT: await freePort() };
      await quiet(
        'start',
        file([{ script, instances: 2, exec_mode, env, name: exec_mode }]),
      );
      const mine = ({ name }: { name: string }): boolean =>
        name.startsWith(exec_mode);
      const first = await life(mine);
      const second = await life((one) => mine(one) && one !== first);
      seen[`${exec_mode} mode`] = [first, second]
        .map(({ name }) => name.split(' ')[1])
        .sort((a, b) => Number(a === 'listens') - Number(b === 'listens'))
        .join(' and ');
    }
    return seen;
  },

  /**
   * Two instances in cluster mode that listen on one port: the script itself, and a launcher that starts the script, as `npm start` does.
   * @zh cluster 模式下两个实例监听同一个端口：直接给脚本，以及给一个像 `npm start` 那样去启动脚本的启动器。
   */
  'pm2-launcher-on-a-port': async () => {
    const { quiet, life, file } = await watched();
    const server = app(`
      const { createServer } = await import('node:http');
      createServer().on('error', ({ code }) => say(process.env.MODE + ' ' + code))
        .listen(process.env.PORT, '127.0.0.1', () => say(process.env.MODE + ' listens'));
      ${stays}`);
    const launcher = program(
      `require('node:child_process').spawnSync(process.execPath, [${JSON.stringify(server)}]);`,
      '.cjs',
    );
    const seen: Record<string, string> = {};
    for (const [name, script] of Object.entries({ server, launcher })) {
      const env = { MODE: name, PORT: await freePort() };
      await quiet(
        'start',
        file([{ name, script, instances: 2, exec_mode: 'cluster', env }]),
      );
      const mine = (one: { name: string }): boolean =>
        one.name.startsWith(name);
      const first = await life(mine);
      const second = await life((one) => mine(one) && one !== first);
      const words = [first, second].map((one) => one.name.split(' ')[1]!);
      seen[`the ${name}`] = words.sort().reverse().join(' and ');
    }
    return seen;
  },

  /**
   * `-i max` where only one CPU is allowed to the daemon.
   * @zh 只允许守护进程用一个 CPU 时的 `-i max`。
   */
  'pm2-max-instances': async () => {
    const { env, cli, list } = await watched();
    const script = program(stays, '.cjs');
    const allowed = spawn('taskset', [
      '-c',
      '0',
      process.execPath,
      '-p',
      'os.availableParallelism()',
    ]);
    const [may] = (await once(allowed.stdout, 'data')) as [Buffer];
    const start = spawn(
      'taskset',
      ['-c', '0', process.execPath, cli, 'start', script, '-i', 'max'],
      {
        env,
        stdio: 'ignore',
      },
    );
    await once(start, 'exit');
    const { length } = await list();
    const cores =
      length === cpus().length
        ? 'one for each CPU of the machine'
        : `${length}`;
    return `availableParallelism() is ${String(may).trim()}; instances: ${cores}`;
  },

  /**
   * The daemon gets SIGKILL: what becomes of its apps.
   * @zh 守护进程被 SIGKILL，它的应用怎么样。
   */
  'pm2-daemon-dies': async () => {
    const { quiet, life, home, file } = await watched();
    const script = app(
      `say(process.env.MODE); say(process.pid); heard(say); ${stays}`,
    );
    await quiet('start', file(threeModes(script)));
    const [cluster, fork, bare] = await Promise.all(
      threeModes(script).map(({ name }) => life((one) => one.name === name)),
    );
    const daemon = Number(readFileSync(join(home, 'pm2.pid'), 'utf8'));
    process.kill(daemon, 'SIGKILL');
    await Promise.all([cluster!.ended, fork!.ended]);
    bare!.tell('lives on');
    await life(({ words }) => words.includes('lives on'));
    process.kill(Number(bare!.words[1]), 'SIGKILL'); // Nobody else would.
    return {
      'cluster mode': 'ends',
      'fork mode': 'ends',
      'fork mode, pmx: false': bare!.words.at(-1)!,
    };
  },

  /**
   * A program that has nothing left to do, `autorestart: false`.
   * @zh 已经没事可做的程序，`autorestart: false`。
   */
  'pm2-done-its-work': async () => {
    const { quiet, list, file } = await watched();
    const quietly = program('');
    const prints = program(`console.log('done');`);
    const job = (name: string, script: string, more: object = {}): object => ({
      ...{ script, name, autorestart: false, ...more },
    });
    // These first: the others tell when enough time has passed.
    const cluster = job('cluster mode', prints, { exec_mode: 'cluster' });
    const nothing = job('fork mode, printed nothing', quietly);
    await quiet('start', file([cluster, nothing]));
    const bare = job('fork mode, pmx: false', quietly, { pmx: false });
    await quiet('start', file([job('fork mode', prints), bare]));
    for (;;) {
      const all = await list();
      const seen = Object.fromEntries(
        all.map(({ name, pm2_env }) => [name, pm2_env.status]),
      );
      if (
        seen['fork mode'] === 'stopped' &&
        seen['fork mode, pmx: false'] === 'stopped'
      )
        return seen;
    }
  },

  /**
   * How a program sees itself under PM2: is it the main module?
   * @zh 程序在 PM2 下怎么看自己：它是主模块吗。
   */
  'pm2-main-module': async () => {
    const { quiet, life, file } = await watched();
    const script = { ESM: app(esm), CommonJS: program(cjs, '.cjs') };
    const seen: Record<string, string> = {};
    for (const kind of ['ESM', 'CommonJS'] as const)
      for (const exec_mode of ['fork', 'cluster']) {
        const name = `${kind}, ${exec_mode}`;
        const env = { MODE: name };
        const one = { script: script[kind], exec_mode, name, env };
        await quiet('start', file([one]));
        const { words } = await life((one) => one.name.startsWith(`${name}|`));
        const [, question, main, path] = words[0]!.split('|');
        const by = path!.startsWith('Process') ? "PM2's file" : 'the app';
        seen[name] = `${question}: ${main}; argv[1]: ${by}`;
      }
    return seen;
  },

  /**
   * `/metrics` of an app with two instances, on their shared port: three scrapes after four requests.
   * @zh 两个实例的应用在共享端口上提供 `/metrics`：四个请求之后抓三次。
   */
  'pm2-metrics-shared-port': async () => {
    const { quiet, life, file } = await watched();
    const script = app(`
      const { createServer } = await import('node:http');
      let asked = 0;
      createServer(({ url }, response) => {
        if (url !== '/metrics') asked += 1;
        response.end(process.env.NODE_APP_INSTANCE + ' counted ' + asked);
      }).listen(process.env.PORT, '127.0.0.1', () => say('listens'));`);
    const port = await freePort();
    await quiet('start', file([{ script, instances: 2, env: { PORT: port } }]));
    const first = await life(() => true);
    await life((one) => one !== first);
    for (let i = 0; i < 4; i++) await ask(Number(port));
    const scrapes = new Set<string>();
    for (let i = 0; i < 3; i++)
      scrapes.add(await ask(Number(port), '/metrics'));
    return `${scrapes.size} different answers, by turns`;
  },
};
