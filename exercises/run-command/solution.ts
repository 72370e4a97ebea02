import { spawn, type ChildProcess } from 'node:child_process';

export interface Limits {
  timeLimit?: number;
  outputLimit?: number;
  signal?: AbortSignal;
}

export interface Result {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export class CommandError extends Error {
  readonly reason: 'start' | 'time' | 'output' | 'abort';
  readonly stdout: string;
  readonly stderr: string;

  constructor(
    reason: CommandError['reason'],
    output: { stdout: string; stderr: string },
    options?: ErrorOptions,
  ) {
    super(`the command failed: ${reason}`, options);
    this.name = 'CommandError';
    this.reason = reason;
    this.stdout = output.stdout;
    this.stderr = output.stderr;
  }
}

export async function run(
  command: string,
  args: readonly string[],
  { timeLimit, outputLimit = Infinity, signal }: Limits = {},
): Promise<Result> {
  // Bytes, not text: a chunk may end in the middle of a character.
  const printed = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const output = (): { stdout: string; stderr: string } => ({
    stdout: Buffer.concat(printed.stdout).toString(),
    stderr: Buffer.concat(printed.stderr).toString(),
  });
  const failure = (reason: CommandError['reason'], cause?: unknown): CommandError =>
    new CommandError(reason, output(), { cause });

  if (signal?.aborted) throw failure('abort', signal.reason);

  let child: ChildProcess;
  try {
    // Detached: it leads a process group, and a group can be signalled as a whole.
    child = spawn(command, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    // A zero byte in an argument, or too long a list of them: that is thrown, not emitted.
    throw failure('start', error);
  }

  /** The first reason counts. Its error is made at the end, when everything is read. */
  let failed: { reason: CommandError['reason']; cause?: unknown } | undefined;
  const endTree = (): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // ESRCH: nobody is left. (EPERM on macOS: only zombies are.)
    }
  };
  const fail = (reason: CommandError['reason'], cause?: unknown): void => {
    failed ??= { reason, cause };
    endTree();
  };

  let bytes = 0;
  for (const name of ['stdout', 'stderr'] as const)
    child[name]!.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      // What comes after the limit is read and forgotten, so that the pipe comes to its end.
      if (bytes > outputLimit) fail('output');
      else printed[name].push(chunk);
    });
  const aborted = (): void => fail('abort', signal?.reason);
  signal?.addEventListener('abort', aborted);
  const timer = timeLimit === undefined ? undefined : setTimeout(() => fail('time'), timeLimit);

  try {
    return await new Promise<Result>((resolve, reject) => {
      // After this there is no 'exit', and what 'close' says is of no use.
      child.once('error', (error) => reject(failure('start', error)));
      // Whoever is left of its tree may hold the pipes, and 'close' would wait for that one.
      child.once('exit', endTree);
      child.once('close', (code, signalName) => {
        if (failed) reject(failure(failed.reason, failed.cause));
        else resolve({ code, signal: signalName, ...output() });
      });
    });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', aborted);
  }
}
