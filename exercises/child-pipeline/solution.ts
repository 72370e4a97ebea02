import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';

export type Command = readonly [command: string, args: readonly string[]];

export class StageError extends Error {
  readonly stage: number;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;

  constructor(
    stage: number,
    code: number | null,
    signal: NodeJS.Signals | null,
    options?: ErrorOptions,
  ) {
    super(`stage ${stage} failed: ${signal ?? code ?? 'it could not be started'}`, options);
    this.name = 'StageError';
    this.stage = stage;
    this.code = code;
    this.signal = signal;
  }
}

export async function pipePrograms(
  commands: readonly Command[],
  input: Readable,
  output: Writable,
): Promise<void> {
  const children: ChildProcess[] = [];
  /** The first failure. What comes after it is its consequence. */
  let failed: { error: unknown } | undefined;
  /** Stages up to here are not needed any more, and nothing of theirs is a failure. */
  let excused = -1;

  function end(child: ChildProcess): void {
    // Whoever ignores SIGTERM, or stands in a write, ends as well.
    child.kill('SIGKILL');
    child.stdin!.destroy();
    child.stdout!.destroy();
  }

  function fail(error: unknown): void {
    failed ??= { error };
    children.forEach(end);
    input.destroy();
    output.destroy();
  }

  function hadEnough(stage: number): void {
    excused = Math.max(excused, stage - 1);
    children.slice(0, stage).forEach(end);
    input.destroy();
  }

  // Listening before anything can happen. A stream that was destroyed from here is no failure.
  const read = finished(input, { writable: false }).catch((error: unknown) => {
    if (excused < 0 && !enoughOfInput) fail(error);
  });
  const written = finished(output, { readable: false }).catch(fail);
  let enoughOfInput = false;

  let source = input;
  const ends: Promise<void>[] = [];
  for (const [stage, [command, args]] of commands.entries()) {
    if (failed) break;
    let child: ChildProcess;
    try {
      child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    } catch (error) {
      fail(new StageError(stage, null, null, { cause: error }));
      break;
    }
    children.push(child);
    const from = source;
    let inputEnded = false;
    from.once('end', () => (inputEnded = true));
    // EPIPE: it reads no more. Its end, which comes, says whether that was meant.
    child.stdin!.on('error', () => {});
    child.stdout!.on('error', () => {});
    // pipe() waits where the other side is slow, and ends it; the rest is done here.
    from.pipe(child.stdin!);
    source = child.stdout!;
    ends.push(
      new Promise((resolve) => {
        // Where nothing was started there is no 'exit'.
        child.once('error', (error) => {
          fail(new StageError(stage, null, null, { cause: error }));
          if (child.pid === undefined) resolve();
        });
        // Not 'close': it would wait for output that nobody reads any more.
        child.once('exit', (code, signal) => {
          resolve();
          if (failed || stage <= excused) return;
          if (code !== 0) return fail(new StageError(stage, code, signal));
          if (inputEnded) return;
          enoughOfInput = true;
          hadEnough(stage);
        });
      }),
    );
  }
  if (!failed) source.pipe(output);
  await Promise.all([read, written, ...ends]);
  if (failed) throw failed.error;
}
