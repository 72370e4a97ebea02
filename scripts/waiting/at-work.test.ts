import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test, type TestContext } from 'node:test';
import { watchWork } from './at-work.ts';
import { isRunning } from '../testing/commands.ts';

/** Starts a program of a few words. */
function start(t: TestContext, script: string): () => number[] {
  const child = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'ignore', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  return () => (isRunning(child.pid!) ? [child.pid!] : []);
}

const limits = { idle: 500, work: 1000, fromStart: false };

test('who waits for something is idle, also with a timer that ticks', async (t) => {
  const pids = start(t, 'setInterval(() => {}, 100)');
  assert.equal(await watchWork(pids, limits), 'idle');
  assert.equal(pids().length, 1);
});

test('who loops is busy, however little of a processor is left for it', async (t) => {
  const pids = start(t, 'for (;;);');
  assert.equal(await watchWork(pids, limits), 'busy');
});

test('who ends is gone; nobody is gone at once', async (t) => {
  const pids = start(t, '');
  assert.equal(await watchWork(pids, { ...limits, idle: 60_000 }), 'gone');
  assert.equal(await watchWork(() => [], limits), 'gone');
});

test('work that was done before counts where it is asked for', async (t) => {
  const work = `for (let used = 0; used < 1_200_000;) {
    for (let n = 0; n < 1e6; n++);
    const { user, system } = process.cpuUsage();
    used = user + system;
  }
  setInterval(() => {}, 1000)`;
  const pids = start(t, work);
  // Idle comes after its work, however long that takes.
  assert.equal(await watchWork(pids, { ...limits, work: 60_000 }), 'idle');
  assert.equal(await watchWork(pids, limits), 'idle');
  assert.equal(await watchWork(pids, { ...limits, fromStart: true }), 'busy');
});
