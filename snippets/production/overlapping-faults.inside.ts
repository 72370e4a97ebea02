// Runs inside the service before its own code: fails where it is told to, and notes who got which request.
import { ChildProcess, type SpawnOptions } from 'node:child_process';
import cluster from 'node:cluster';
import { subscribe } from 'node:diagnostics_channel';
import { openSync, unlinkSync, writeFileSync, writeSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';

const folder = process.env.FAULTS!;
/** A file of this name is one failure: whoever removes it has it. */
const take = (fault: string): boolean => {
  try {
    unlinkSync(join(folder, fault));
    return true;
  } catch {
    return false;
  }
};
writeFileSync(join(folder, `pid-${process.pid}`), '');

if (cluster.isPrimary) {
  type Inner = { spawn(this: ChildProcess, options: SpawnOptions): unknown };
  const inner = ChildProcess.prototype as unknown as Inner;
  const { spawn } = inner;
  inner.spawn = function (options) {
    if (take('fork() throws')) throw new Error('spawn ENOMEM');
    // As with EAGAIN: an 'error', and neither 'exit' nor a pid.
    if (take('fork() fails')) Object.assign(options, { file: '/no/such/file' });
    return spawn.call(this, options);
  };
} else {
  if (take('a start that throws')) throw new Error('a start that throws');
  if (take('a start that exits')) process.exit(0);
  if (take('a start that hangs')) {
    for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }
}

// Written at once: no kill can take it back.
const journal = openSync(join(folder, 'journal'), 'a');
subscribe('http.server.request.start', (message) => {
  const { request } = message as { request: IncomingMessage };
  const id = request.headers['x-request'];
  if (id) writeSync(journal, `${process.pid} ${Date.now()} ${id}\n`);
});
