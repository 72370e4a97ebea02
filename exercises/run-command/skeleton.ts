// Exercise: run a command. Judge it with: npm run exercise run-command
import { spawn } from 'node:child_process';

export interface Limits {
  /** Milliseconds that the program may take. */
  timeLimit?: number;
  /** How many bytes it may print, on stdout and stderr together; exactly that many are allowed. */
  outputLimit?: number;
  /** Ends it early. It may be aborted already, and it may serve many runs. */
  signal?: AbortSignal;
}

/** How a program ended. Any code and any signal of its own is a result, and no error. */
export interface Result {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** All that it printed, as UTF-8. */
  stdout: string;
  stderr: string;
}

/** Why there is no result. */
export class CommandError extends Error {
  /** It could not be started, took too long, printed too much, or was aborted. */
  readonly reason: 'start' | 'time' | 'output' | 'abort';
  /** What had been printed until the end of the program. Where the reason is 'output', the judge does not look at it. */
  readonly stdout: string;
  readonly stderr: string;

  /**
   * @param options - `cause` is Node's own error where the reason is 'start', and the signal's reason where it is 'abort'.
   */
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

/**
 * Runs a program, without a shell, with this process's environment and nothing on its stdin: it reads the end at once.
 *
 * In every case nothing of its tree is left: neither where it fails, nor where the program itself has ended and something
 * that it started has not, which may hold the pipes. That is ended by SIGKILL, and need not be asked first. The programs of
 * the judge stay in the process group that they were started in. POSIX is enough.
 *
 * Settles once the program has ended and what it and its tree have printed is read.
 *
 * @throws CommandError (as a rejection, never at once)
 */
export async function run(
  command: string,
  args: readonly string[],
  limits: Limits = {},
): Promise<Result> {
  throw new Error(
    `not written yet: ${command} ${args.length} ${Object.keys(limits)} ${spawn.name}`,
  );
}
