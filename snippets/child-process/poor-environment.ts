/**
 * Starts one job as a terminal, cron and systemd would, and shows what it
 * misses in each.
 *
 * @zh 分别像终端、cron、systemd 那样启动同一个任务，看它在各处缺了什么。
 * @needs sh, posix
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const job = fileURLToPath(
  new URL('./poor-environment.job.ts', import.meta.url),
);
const project = mkdtempSync(join(tmpdir(), 'project-'));
process.on('exit', () => rmSync(project, { recursive: true }));
mkdirSync(join(project, 'bin'));
const tool = join(project, 'bin/convert-report');
writeFileSync(tool, '#!/bin/sh\n', { mode: 0o755 });
writeFileSync(join(project, 'settings.json'), '{}');

// #region environments
const { PATH = '', NODE_OPTIONS = '' } = process.env;
const home = tmpdir();
const environments: Record<string, { cwd: string; env: NodeJS.ProcessEnv }> = {
  // What .profile and .bashrc have added is what you have got used to.
  'a terminal': {
    cwd: project,
    env: { HOME: home, TERM: 'xterm', PATH: `${project}/bin:${PATH}` },
  },
  // crontab(5): these four, and the home of the user.
  cron: {
    cwd: home,
    env: { HOME: home, LOGNAME: 'me', SHELL: '/bin/sh', PATH: '/usr/bin:/bin' },
  },
  // A unit of the system, without User=: systemd.exec(5).
  systemd: {
    cwd: '/',
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin' },
  },
};
// #endregion environments

// #region start
const seen: string[] = [];
for (const [name, { cwd, env }] of Object.entries(environments)) {
  const file = join(project, 'job.ts');
  const args = [...process.execArgv, job, file];
  const { stdout, error } = spawnSync(process.execPath, args, {
    cwd,
    env: { ...env, NODE_OPTIONS },
    encoding: 'utf8',
  });
  if (error) throw error;
  console.log(`${name}:\n${stdout.trimEnd()}`);
  seen.push(stdout);
}
// #endregion start

const missing = seen.map((text) => text.match(/missing/g)?.length ?? 0);
assert.deepEqual(missing, [0, 3, 4]);
