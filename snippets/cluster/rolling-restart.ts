/**
 * Restarts all workers of a cluster under load, by a signal, and counts the requests that
 * fail; then tries two broken releases.
 *
 * Arguments: rolling restarts and requests, `-- 10 100000` for the full proof.
 *
 * @zh 在压力下用信号滚动重启整个 cluster，数一数失败的请求；再试两个坏掉的版本。
 * @needs posix
 * @measures
 * @takes 1..5 1 restarts / 重启次数
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { on, once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Phase } from './rolling-restart.load.ts';

const here = (role: string): URL =>
  new URL(`./rolling-restart.${role}.ts`, import.meta.url);
const [restarts = 1, requests = 0] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'release-'));
const RELEASE = join(folder, 'release');
const deploy = (release: string) => writeFileSync(RELEASE, release);

type Said = { event: string; pids: number[]; port: number };

/** Reads on until the primary says this. */
async function heard(what: RegExp): Promise<Said> {
  for (;;) {
    const { value } = await events.next();
    const [said] = value as [Said];
    console.log(`  ${said.event}`);
    if (what.test(said.event)) return said;
  }
}

/** Waits until so many more requests have been answered. */
async function more(requests: number): Promise<void> {
  const reached = once(load, 'message');
  load.send({ more: Math.ceil(requests) });
  await reached;
}

// #region start
deploy('release 1');
const primary = fork(here('primary'), { env: { ...process.env, RELEASE } });
const events = on(primary, 'message'); // Keeps what nobody read yet.
const { port } = await heard(/^up$/);
const load = fork(here('load'), [`http://127.0.0.1:${port}`]);
await once(load, 'message');
load.send('warm-up');
await more(500);
// #endregion start

// #region restart
load.send('steady');
await more(1_000);
for (let i = 1; i <= restarts; i++) {
  console.log(`restart ${i}`);
  load.send('restarting');
  deploy(`release ${i + 1}`);
  primary.kill('SIGUSR2');
  await heard(/may go$/);
  primary.kill('SIGHUP'); // A second signal, in the middle of it.
  await heard(/^rolled/);
  await heard(/^rolled/);
  // The full proof goes on until this restart has its share.
  await more(requests / restarts);
  load.send('steady');
  await more(300);
}
// #endregion restart

// #region broken
let pids: number[] = [];
for (const release of ['crashes', 'never listens']) {
  console.log(`a release that ${release}`);
  load.send('broken releases');
  deploy(release);
  primary.kill('SIGUSR2');
  pids = (await heard(/^roll-out stopped/)).pids;
}
// #endregion broken

// #region control
// Does the load see a loss at all? Take a worker away, unasked.
console.log('kill -9');
deploy('release 1');
load.send('kill -9');
process.kill(pids[0]!, 'SIGKILL');
await heard(/is healthy$/);
// #endregion control

// #region end
load.send('stop');
const [report] = (await once(load, 'message')) as [Record<string, Phase>];
console.log('SIGTERM');
primary.kill('SIGTERM');
const [code] = await once(primary, 'exit');
console.log(`  the primary exits with code ${code}`);
// #endregion end
rmSync(folder, { recursive: true });

for (const [phase, { requests, failed, p99 }] of Object.entries(report)) {
  if (phase === 'warm-up') continue;
  console.log(`${phase}: ${requests.toLocaleString('en')} requests`);
  console.log(`${phase} failed: ${failed} requests`);
  console.log(`${phase} p99: ${p99.toFixed(1)} ms`);
  if (phase === 'kill -9') assert.ok(failed > 0, 'the load sees losses');
  else assert.equal(failed, 0, `${phase}: no request is lost`);
}
const ratio = report.restarting!.p99 / report.steady!.p99;
console.log(`restarting against steady p99: ${ratio.toFixed(1)} x`);
assert.equal(code, 0);
if (requests > 0) assert.ok(ratio <= 3, 'the tail stays within three times');
