/**
 * Sends 1 kB to 64 MB to a thread and back by cloning, moving and sharing, and to a
 * process by IPC, and measures each.
 *
 * @zh 把 1 kB 到 64 MB 的数据送到线程再拿回来：克隆、移交、共享，以及经 IPC 送到进程，逐一测时间。
 * @measures
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const file = new URL('./transfer-cost.echo.ts', import.meta.url);
const worker = new Worker(file);
const child = fork(file, { serialization: 'advanced' });
const rounds = 5;

// #region ways
/** There and back, once; the other side touches the first byte. */
const ways: Record<string, (size: number) => Promise<Uint8Array>> = {
  async clone(size) {
    worker.postMessage([new Uint8Array(size), 'clone']);
    const [bytes] = await once(worker, 'message');
    return bytes;
  },
  async transfer(size) {
    const bytes = new Uint8Array(size);
    worker.postMessage([bytes, 'transfer'], [bytes.buffer]);
    const [back] = await once(worker, 'message');
    return back;
  },
  async share(size) {
    const bytes = new Uint8Array(new SharedArrayBuffer(size));
    worker.postMessage([bytes, 'share']);
    await once(worker, 'message');
    return bytes;
  },
  async ipc(size) {
    const answer = once(child, 'message');
    child.send(new Uint8Array(size));
    const [bytes] = await answer;
    return bytes;
  },
};
// #endregion ways

// #region measure
const sizes = {
  '1 kb': 1e3,
  '64 kb': 64e3,
  '1 mb': 1e6,
  '8 mb': 8e6,
  '64 mb': 64e6,
};
const results: Record<string, number> = {};
for (const [label, size] of Object.entries(sizes)) {
  const times: Record<string, number[]> = {};
  // Round 0 compiles and touches the memory first: it does not count.
  for (let round = 0; round <= rounds; round++) {
    for (const [name, send] of Object.entries(ways)) {
      // 64 MB through a pipe takes long: the last sizes get few repeats.
      const repeats = Math.max(1, Math.min(50, Math.round(2e6 / size)));
      const start = performance.now();
      for (let i = 0; i < repeats; i++) {
        const back = await send(size);
        assert.equal(back.length, size);
        assert.equal(back[0], 1);
      }
      const time = (performance.now() - start) / repeats;
      if (round > 0) (times[name] ??= []).push(time);
    }
  }
  for (const [name, list] of Object.entries(times)) {
    const median = list.toSorted((a, b) => a - b)[Math.floor(rounds / 2)]!;
    results[`${name} ${label}`] = median;
    console.log(`${name} ${label}: ${median.toFixed(2)} ms`);
  }
}
// #endregion measure

const ended = [once(worker, 'exit'), once(child, 'exit')];
worker.postMessage(null);
child.disconnect();
await Promise.all(ended);
const of = (name: string): number => results[name]!;
assert.ok(of('transfer 64 mb') < of('clone 64 mb'), 'moving copies nothing');
assert.ok(of('transfer 8 mb') < of('ipc 8 mb'), 'a pipe does');
