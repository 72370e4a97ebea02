/**
 * Deploys from a git repository in a temporary folder: right branch, clean tree, build,
 * reload; each step may refuse, and then nothing after it happens.
 *
 * @zh 在临时目录的 git 仓库里跑一个部署脚本：分支对、工作区干净、构建、重新加载；哪一步拒绝，后面就都不做。
 * @needs git
 */
import assert from 'node:assert/strict';
import { execFile as execFileWithCallback, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execFile = promisify(execFileWithCallback);
const folder = await mkdtemp(join(tmpdir(), 'deploy-'));
const write = (name: string, text: string): Promise<void> =>
  writeFile(join(folder, name), text);

// #region run
/** A step with a time limit; its error names the command. */
async function run(program: string, ...args: string[]): Promise<string> {
  const options = { cwd: folder, timeout: 30_000, env };
  return (await execFile(program, args, options)).stdout.trim();
}
const env = {
  ...process.env,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0', // Nobody is there to answer.
};
const git = (...args: string[]): Promise<string> => run('git', ...args);
// #endregion run

// #region deploy
async function deploy(branch: string): Promise<string> {
  const current = await git('rev-parse', '--abbrev-ref', 'HEAD');
  if (current !== branch) throw new Error(`on ${current}, not on ${branch}`);

  // --porcelain is the output that is meant for scripts.
  const changes = await git('status', '--porcelain');
  if (changes) throw new Error(`not committed: ${changes}`);

  try {
    await run(process.execPath, 'build.mjs');
  } catch (error) {
    const { stderr } = error as Error & { stderr: string };
    const why = stderr.match(/^Error: .*$/m)?.[0];
    throw new Error(`build failed: ${why}`, { cause: error });
  }
  service.send('reload'); // Only now is there something to load.
  const [version] = await once(service, 'message');
  return `version ${version} is up`;
}
// #endregion deploy

// #region service
const file = new URL('./deploy-script.service.ts', import.meta.url);
const service = fork(file, [join(folder, 'version.txt')]);
const gone = once(service, 'exit');
// #endregion service

const build = (version: number): string =>
  `import { writeFileSync } from 'node:fs';
   writeFileSync('version.txt', '${version}');`;
const commit = async (message: string): Promise<void> => {
  await git('add', '--all');
  await git(
    '-c',
    'user.name=Robot',
    '-c',
    'user.email=robot@example.org',
    'commit',
    '--quiet',
    `--message=${message}`,
  );
};
await git('init', '--quiet', '--initial-branch=main');
await write('.gitignore', 'version.txt\n');
await write('build.mjs', build(1));
await commit('first');

// #region try
const results: string[] = [];
async function attempt(what: string): Promise<void> {
  const result = await deploy('main').catch(String);
  results.push(result);
  console.log(`${what}:\n  ${result}`);
}
await attempt('all is well');
await write('build.mjs', build(2));
await attempt('a change that is not committed');
await commit('second');
await git('switch', '--quiet', '--create', 'experiment');
await attempt('another branch');
await git('switch', '--quiet', 'main');
await attempt('committed, and back on main');
await write('build.mjs', 'throw new Error("out of disk")');
await commit('third');
await attempt('a build that fails');
service.send('version');
const [last] = await once(service, 'message');
console.log('and the service still runs version', last);
// #endregion try

service.disconnect();
await gone;
await rm(folder, { recursive: true });
assert.deepEqual(results, [
  'version 1 is up',
  'Error: not committed: M build.mjs',
  'Error: on experiment, not on main',
  'version 2 is up',
  'Error: build failed: Error: out of disk',
]);
assert.equal(last, '2');
