import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lines, masked } from '../../proving-messages.ts';
import { watched, app } from '../../proving-pm2.ts';
import { program, type Proofs } from '../../proving.ts';

const stays = `setInterval(() => {}, 1000);`;

/** What a command of PM2 says of what is wrong, also where it fails. */
async function says(
  quiet: (...args: string[]) => Promise<string>,
  ...command: string[]
): Promise<string> {
  const output = await quiet(...command).catch(
    (error: { stdout: string; stderr: string }) => error.stdout + error.stderr,
  );
  return lines(output, /\[ERROR\]|\[WARN\]|Error|not found|already|Unknown/)
    .split('\n')
    .slice(0, 2)
    .join('\n');
}

/** The lines of PM2's own log that look so, once one does. */
async function logged(
  log: () => string[],
  form: RegExp,
  quiet: (...args: string[]) => Promise<string>,
): Promise<string> {
  for (;;) {
    const found = log().find((line) => form.test(line));
    if (found) return masked(found).replaceAll(/(?<=pid[= ])\d+/g, '4711');
    await quiet('ping');
  }
}

export const proofs: Proofs = {
  /**
   * Commands of PM2 about an app that is not there, or is there already.
   * @zh PM2 的命令：应用不存在，或已经存在。
   */
  'errors-pm2-commands': async () => {
    const { quiet } = await watched();
    const script = program(stays);
    const start = (...more: string[]) => says(quiet, 'start', script, ...more);
    await start('--name', 'api');
    return {
      'restart an unknown app': await says(quiet, 'restart', 'web'),
      'start it again': await start('--name', 'api'),
      'an interpreter that is not there': await start(
        '--name',
        'py',
        '--interpreter',
        'python9',
      ),
      'a command that it has not': await says(quiet, 'begin'),
      'scale an unknown app': await says(quiet, 'scale', 'web', '3'),
    };
  },

  /**
   * A script or an ecosystem file that is not there, or not what it should be.
   * @zh 脚本或 ecosystem 文件不存在，或内容不对。
   */
  'errors-pm2-files': async () => {
    const { quiet } = await watched();
    const start = (name: string) => says(quiet, 'start', join(tmpdir(), name));
    const write = (name: string, text: string) =>
      writeFileSync(join(tmpdir(), name), text);
    write('broken.config.cjs', 'module.exports = { apps: [ };');
    write('empty.config.cjs', 'module.exports = {};');
    return {
      'a missing script': await start('server.js'),
      'a missing ecosystem file': await start('missing.config.cjs'),
      'no JavaScript': await start('broken.config.cjs'),
      'no apps': await start('empty.config.cjs'),
    };
  },

  /**
   * An app that ends at once, again and again: what PM2 writes in its log.
   * @zh 应用一启动就退出，反复如此：PM2 日志里写什么。
   */
  'errors-pm2-unstable': async () => {
    const { quiet, log, file } = await watched();
    const script = program('process.exit(1)');
    await quiet(
      'start',
      file([{ name: 'api', script, max_restarts: 2, min_uptime: 5000 }]),
    );
    const stopped = await logged(log, /unstable restarts/, quiet);
    return {
      'each time': await logged(log, /exited with code/, quiet),
      'in the end': stopped,
      'pm2 ls': (await quiet('ls')).includes('errored')
        ? 'errored'
        : 'another status',
    };
  },

  /**
   * An app that does not end when it is told to: PM2's log.
   * @zh 应用收到信号却不退出：PM2 的日志。
   */
  'errors-pm2-kill-timeout': async () => {
    const { quiet, log, life, file } = await watched();
    const script = app(`process.on('SIGINT', () => {}); say('up'); ${stays}`);
    await quiet('start', file([{ name: 'api', script, kill_timeout: 300 }]));
    await life(() => true);
    await quiet('stop', 'api');
    return {
      'while it waits': await logged(log, /failed to kill/, quiet),
      then: await logged(log, /still alive/, quiet),
    };
  },

  /**
   * An app that takes more memory than `max_memory_restart`: PM2's log.
   * @zh 应用占用的内存超过 `max_memory_restart`：PM2 的日志。
   */
  'errors-pm2-memory': async () => {
    const { quiet, log, file } = await watched({
      PM2_WORKER_INTERVAL: '200',
    });
    // PM2 may see it before it could say a word.
    const script = program(stays);
    const limit = { max_memory_restart: '1M' };
    await quiet('start', file([{ name: 'api', script, ...limit }]));
    const line = await logged(log, /max-memory-restart/, quiet);
    return line.replace(/current_memory=\d+/, 'current_memory=60000000');
  },

  /**
   * Two reloads of one app at the same time.
   * @zh 同一个应用同时 reload 两次。
   */
  'errors-pm2-reload-twice': async () => {
    const { quiet, begun, file } = await watched();
    const script = app(
      `say('up'); process.on('SIGINT', () => setTimeout(() => process.exit(), 1000)); ${stays}`,
    );
    await quiet(
      'start',
      file([{ name: 'api', script, exec_mode: 'cluster', instances: 2 }]),
    );
    await begun(2);
    const [one, other] = await Promise.all([
      says(quiet, 'reload', 'api'),
      says(quiet, 'reload', 'api'),
    ]);
    return (one || other).replace(/\d+(?= seconds)/, '29');
  },

  /**
   * `pm2` with a home folder that it may not write.
   * @zh `pm2` 的 home 目录写不了。
   */
  'errors-pm2-home': async () => {
    const own = await watched();
    const blocked = join(tmpdir(), 'not-a-folder');
    writeFileSync(blocked, '');
    own.env.PM2_HOME = join(blocked, '.pm2');
    const said = await says(own.quiet, 'ls');
    own.env.PM2_HOME = own.home;
    return said.split('\n')[0]!;
  },
};
