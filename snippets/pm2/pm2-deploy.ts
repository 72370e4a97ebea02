/**
 * Deploys two releases with pm2 deploy to a stand-in for the other host, whose shell knows
 * less than yours: what the command does there, step by step, and what it leaves to you.
 *
 * @zh 用 pm2 deploy 把两个版本部署到一台替身主机上，那里的 shell 知道的比你的少：看命令在对面一步步做了什么，又把什么留给了你。
 * @uses pm2-start
 * @needs git, posix
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isolate } from './pm2-start.isolated.ts';

const own = isolate({ USER: `deploy-${process.pid}` });
const { home, env, cli } = own;
const [desk, host, bin, origin] = ['desk', 'host', 'bin', 'origin.git'].map(
  (name) => {
    mkdirSync(join(home, name));
    return realpathSync(join(home, name));
  },
) as [string, string, string, string];

// #region ssh
/** Runs the command here, as ssh would there: in a shell without your profile. */
const ssh = `#!/bin/sh
while [ "$1" != deploy@app-1 ]; do shift; done; shift
exec env -i HOME=${host} PM2_HOME=${home} PATH=/usr/local/bin:/usr/bin:/bin bash -c "$*"
`;
writeFileSync(join(bin, 'ssh'), ssh);
chmodSync(join(bin, 'ssh'), 0o755);
env.PATH = `${bin}:${env.PATH}`;
// #endregion ssh

// #region release
const identity = ['-c', 'user.name=ada', '-c', 'user.email=ada@example.com'];
const git = (...args: string[]): string =>
  execFileSync('git', [...identity, ...args], {
    cwd: desk,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
/** Commits and pushes a release; its `post-deploy` is run on the host. */
function push(release: string, postDeploy: string): void {
  const production = {
    user: 'deploy',
    host: 'app-1',
    repo: origin, // In earnest an address that the host can reach.
    ref: 'origin/main',
    path: join(host, 'app'),
    'post-deploy': postDeploy,
  };
  const config = { apps: [], deploy: { production } };
  const text = `module.exports = ${JSON.stringify(config)};`;
  writeFileSync(join(desk, 'ecosystem.config.cjs'), text);
  writeFileSync(join(desk, 'app.mjs'), 'setInterval(() => {}, 60_000);');
  writeFileSync(join(desk, 'release'), release);
  git('add', '.');
  git('commit', '-m', release);
  git('push', '--set-upstream', origin, 'main');
}
// #endregion release

// #region deploy
own.cwd = desk;
const neat = (step: string): string =>
  step
    .trim()
    .replaceAll(home, '')
    .replace(`${process.execPath} ${cli}`, '/opt/node/bin/pm2')
    .replace(/^bash: line \d+/, 'bash');

/** Prints the steps of a deployment, and whether it came to its end. */
async function deploy(...command: string[]): Promise<string> {
  console.log(`$ pm2 deploy production ${command.join(' ')}`.trimEnd());
  const args = ['deploy', 'ecosystem.config.cjs', 'production', ...command];
  const failed = { stdout: '', stderr: '' };
  const said = await own.quiet(...args).catch((error) => {
    Object.assign(failed, error);
    return failed.stdout + failed.stderr;
  });
  const steps = said.match(/^ +○ .*|.*not found$|.*hook failed$/gm) ?? [];
  for (const step of steps) console.log(neat(step));
  return failed.stderr ? 'failed' : 'done';
}
const release = (): string =>
  readFileSync(join(host, 'app', 'current', 'release'), 'utf8');

git('init', '--bare', '--initial-branch=main', origin);
git('init', '--initial-branch=main');
git('remote', 'add', 'origin', origin);
push('one', 'pm2 startOrReload app.mjs');
const ends = [await deploy('setup'), await deploy()];
console.log('on the host:', release(), '- and nothing runs it');

// The whole path of both: no nvm, no profile is read there.
push('two', `${process.execPath} ${cli} start app.mjs --name api -f`);
ends.push(await deploy());
const link = readlinkSync(join(host, 'app', 'current'));
console.log('current leads to:', link.replace(home, ''));
console.log('on the host:', release());
// #endregion deploy

rmSync(join(tmpdir(), `pm2-deploy-${env.USER}.log`), { force: true });
rmSync(`/tmp/pm2-deploy-${env.USER}.log`, { force: true });
assert.deepEqual(ends, ['done', 'failed', 'done']);
assert.equal(dirname(link), join(host, 'app'));
assert.equal(link.endsWith('/source'), true, 'one working copy, for ever');
assert.equal(release(), 'two');
