/**
 * Deploys a second release by a rolling restart: old and new code serve side by side,
 * and the primary goes on running the old.
 *
 * @zh 用滚动重启部署第二版：新旧代码同时在服务，而主进程一直跑着旧代码。
 * @needs posix
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const app = mkdtempSync(join(tmpdir(), 'app-'));
const code = new URL('./rolling-deploy.app.ts', import.meta.url);

// #region install
/** Each release has a folder of its own, which never changes. */
function install(release: number): string {
  const folder = join(app, `release-${release}`);
  mkdirSync(folder);
  copyFileSync(fileURLToPath(code), join(folder, 'app.ts'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'release'), String(release));
  return folder;
}

/** Points `current` at a release, in one step: rename replaces it. */
function activate(folder: string): void {
  const next = join(app, 'next');
  symlinkSync(folder, next, 'junction');
  renameSync(next, join(app, 'current'));
}
// #endregion install

type Answer = { worker: number; primary: number };

/** One request over a connection of its own. */
async function ask(): Promise<Answer> {
  const request = get({ host: '127.0.0.1', port, agent: false });
  const [response] = await once(request, 'response');
  return (await json(response)) as Answer;
}

async function show(when: string): Promise<Answer[]> {
  const answers = [await ask(), await ask()];
  answers.sort((a, b) => a.worker - b.worker);
  const releases = answers.map(({ worker }) => worker).join(' and ');
  console.log(`${when}: the workers run release ${releases}`);
  return answers;
}

// #region deploy
activate(install(1));
const primary = fork(join(app, 'current', 'app.ts'));
const [{ port }] = (await once(primary, 'message')) as [{ port: number }];
await show('at first');

activate(install(2));
primary.send('replace one');
await once(primary, 'message');
const half = await show('half-way');

primary.send('replace one');
await once(primary, 'message');
const [after] = await show('at the end');
console.log(`the primary still runs release ${after!.primary}`);
// #endregion deploy

primary.disconnect();
await once(primary, 'exit');
rmSync(app, { recursive: true });
assert.deepEqual(
  half.map(({ worker }) => worker),
  [1, 2],
);
assert.deepEqual(after, { worker: 2, primary: 1 });
