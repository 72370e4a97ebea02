// What the judge has run: it takes its steps from the first argument and does them in order.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, writeSync } from 'node:fs';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';

export type Step =
  | { do: 'print'; to: 1 | 2; text: string; times?: number }
  /** Prints for ever, whatever becomes of the pipe; writes into the file how many bytes the pipe has taken. */
  | { do: 'flood'; to: 1 | 2; file?: string }
  /** Prints how many bytes came before the end of stdin. */
  | { do: 'read stdin' }
  | { do: 'ignore SIGTERM' }
  /** Starts another program, and does not wait for it. */
  | { do: 'start'; steps: Step[]; stdio: 'inherit' | 'ignore' }
  /** Tells the judge that it is there, and waits for a word from it. */
  | { do: 'meet'; port: number; name: string }
  /** Prints the arguments after the first one. */
  | { do: 'print arguments' }
  | { do: 'exit'; code: number }
  | { do: 'kill itself'; signal: NodeJS.Signals };

/** Blocks until the pipe has taken it, so that a program may exit right after. */
function print(to: 1 | 2, text: string): void {
  let left: Uint8Array = Buffer.from(text);
  while (left.length > 0) {
    try {
      left = left.subarray(writeSync(to, left));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      // Time: the pipe is full and does not block; nothing tells when it has room, so it is tried again.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

async function run(step: Step): Promise<void> {
  switch (step.do) {
    case 'print':
      return print(step.to, step.text.repeat(step.times ?? 1));
    case 'flood': {
      const text = 'flood '.repeat(1000);
      const count = step.file === undefined ? undefined : openSync(step.file, 'w');
      for (let taken = text.length; ; taken += text.length) {
        try {
          print(step.to, text);
          if (count !== undefined) writeSync(count, String(taken).padStart(16), 0);
        } catch {
          // The pipe is gone, and this one goes on.
          await new Promise((resolve) => setImmediate(resolve));
        }
      }
    }
    case 'read stdin': {
      let bytes = 0;
      for await (const chunk of process.stdin) bytes += (chunk as Buffer).length;
      return print(1, `${bytes} bytes`);
    }
    case 'ignore SIGTERM':
      process.on('SIGTERM', () => {});
      return;
    case 'start':
      spawn(process.execPath, [fileURLToPath(import.meta.url), JSON.stringify(step.steps)], {
        stdio: step.stdio,
      });
      return;
    case 'meet': {
      const socket = connect(step.port, '127.0.0.1');
      socket.write(`${step.name}\n`);
      await once(socket, 'data');
      return;
    }
    case 'print arguments':
      return print(1, JSON.stringify(process.argv.slice(3)));
    case 'exit':
      process.exit(step.code);
    // eslint-disable-next-line no-fallthrough -- process.exit() does not return
    case 'kill itself':
      process.kill(process.pid, step.signal);
      // It comes to a process in its own time.
      await new Promise((resolve) => setInterval(resolve, 1 << 30));
  }
}

for (const step of JSON.parse(process.argv[2] ?? '[]') as Step[]) await run(step);
