/**
 * Passes each chunk on with write() and minds every exit code, but not what write() returns: what a slow stage does not
 * take is kept in memory.
 *
 * @zh 用 write() 逐块转发，退出码也都看了，就是没看 write() 的返回值：慢的那一级收不下的，全堆在内存里。
 * @fails backpressure
 */
import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';

type Command = readonly [command: string, args: readonly string[]];

class StageError extends Error {
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

function pass(from: Readable, to: Writable): void {
  from.on('data', (chunk: Buffer) => to.write(chunk));
  from.on('end', () => to.end());
}

export async function pipePrograms(
  commands: readonly Command[],
  input: Readable,
  output: Writable,
): Promise<void> {
  const children: ChildProcess[] = [];
  let failed: { error: unknown } | undefined;
  const fail = (error: unknown): void => {
    failed ??= { error };
    for (const child of children) child.kill('SIGKILL');
    output.destroy();
    input.destroy();
  };
  const ends = commands.map(([command, args], stage) => {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    children.push(child);
    child.stdin!.on('error', () => {});
    return new Promise<void>((resolve) => {
      child.on('error', (cause) => {
        fail(new StageError(stage, null, null, { cause }));
        resolve();
      });
      child.on('exit', (code, signal) => {
        if (code !== 0) fail(new StageError(stage, code, signal));
        resolve();
      });
    });
  });
  input.on('error', fail);
  pass(input, children[0]!.stdin!);
  children.slice(1).forEach((child, index) => pass(children[index]!.stdout!, child.stdin!));
  pass(children.at(-1)!.stdout!, output);
  await Promise.all([finished(output).catch(fail), ...ends]);
  if (failed) throw failed.error;
}
