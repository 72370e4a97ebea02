/**
 * Does everything right, and ends the child alone: what that one had started lives on and holds the pipes, so the promise
 * never settles.
 *
 * @zh 样样都对，只是只结束了子进程自己：它启动的进程还活着，占着管道，于是 promise 永远不落定。
 * @fails tree
 */
import { spawn } from 'node:child_process';

interface Limits {
  timeLimit?: number;
  outputLimit?: number;
  signal?: AbortSignal;
}

type Reason = 'start' | 'time' | 'output' | 'abort';

class CommandError extends Error {
  readonly reason: Reason;
  readonly stdout: string;
  readonly stderr: string;

  constructor(reason: Reason, stdout: string, stderr: string, cause?: unknown) {
    super(`the command failed: ${reason}`, { cause });
    this.reason = reason;
    this.stdout = stdout;
    this.stderr = stderr;
  }
}

export async function run(command: string, args: readonly string[], limits: Limits = {}) {
  const { timeLimit, outputLimit = Infinity, signal } = limits;
  if (signal?.aborted) throw new CommandError('abort', '', '', signal.reason);
  let child;
  try {
    child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    throw new CommandError('start', '', '', error);
  }
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  let bytes = 0;
  let failed: { reason: Reason; cause?: unknown } | undefined;
  const fail = (reason: Reason, cause?: unknown): void => {
    failed ??= { reason, cause };
    child.kill('SIGKILL');
  };
  for (const [stream, chunks] of [
    [child.stdout, stdout],
    [child.stderr, stderr],
  ] as const)
    stream.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > outputLimit) fail('output');
      else chunks.push(chunk);
    });
  const timer = timeLimit === undefined ? undefined : setTimeout(() => fail('time'), timeLimit);
  const abort = (): void => fail('abort', signal?.reason);
  signal?.addEventListener('abort', abort);
  return new Promise((resolve, reject) => {
    child.on('error', (error) => (failed = { reason: 'start', cause: error }));
    child.on('close', (code, signalName) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      const [out, err] = [Buffer.concat(stdout).toString(), Buffer.concat(stderr).toString()];
      if (failed) reject(new CommandError(failed.reason, out, err, failed.cause));
      else resolve({ code, signal: signalName, stdout: out, stderr: err });
    });
  });
}
