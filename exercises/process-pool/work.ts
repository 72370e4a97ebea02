import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the judge has done in the children of a pool. */
export type Work =
  | { do: 'echo'; value: unknown }
  | { do: 'throw'; message: string }
  | { do: 'pid' }
  | { do: 'exit'; code: number }
  | { do: 'crash' }
  | { do: 'kill' }
  | { do: 'disconnect' }
  | { do: 'answer and crash'; value: unknown }
  /** Gives what cannot be sent. */
  | { do: 'function' }
  /** Answers, and leaves a timer and a handler for SIGTERM behind. */
  | { do: 'stay'; value: unknown }
  /** Writes its pid into a file of this name, and blocks its process until the file "go" is there. */
  | { do: 'hold'; folder: string; name: string; value: unknown };

export default async function work(task: Work): Promise<unknown> {
  switch (task.do) {
    case 'echo':
      return task.value;
    case 'throw':
      throw new RangeError(task.message);
    case 'pid':
      return process.pid;
    case 'exit':
      process.exit(task.code);
    // eslint-disable-next-line no-fallthrough -- process.exit() does not return
    case 'crash':
      setImmediate(() => {
        throw new Error('gone');
      });
      return new Promise(() => {});
    case 'kill':
      process.kill(process.pid, 'SIGKILL');
      return new Promise(() => {});
    case 'disconnect':
      setInterval(() => {}, 2 ** 30);
      // Not here and now: on Node 20 it crashes where it is called while a message is handled.
      setImmediate(() => {
        // Nobody in this process takes the closed channel for its end.
        process.removeAllListeners('disconnect');
        process.disconnect();
      });
      return new Promise(() => {});
    case 'answer and crash':
      setImmediate(() => {
        throw new Error('after the answer');
      });
      return task.value;
    case 'function':
      return () => {};
    case 'stay':
      setInterval(() => {}, 2 ** 30);
      process.on('SIGTERM', () => {});
      return task.value;
    case 'hold': {
      writeFileSync(join(task.folder, task.name), String(process.pid));
      const nothing = new Int32Array(new SharedArrayBuffer(4));
      // Time: how often it looks. It blocks, so nothing can tell it.
      while (!existsSync(join(task.folder, 'go'))) Atomics.wait(nothing, 0, 0, 5);
      return task.value;
    }
  }
}
