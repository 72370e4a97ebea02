/**
 * Leaves it all to execFile(): its maxBuffer holds for each stream alone, so a program may print nearly twice as much.
 *
 * @zh 全交给 execFile()：它的 maxBuffer 对每个流单独计算，程序能打印将近两倍的量。
 * @fails limit
 */
import { execFile, type ExecFileException } from 'node:child_process';

interface Limits {
  timeLimit?: number;
  outputLimit?: number;
  signal?: AbortSignal;
}

export async function run(command: string, args: readonly string[], limits: Limits = {}) {
  const { timeLimit = 0, outputLimit = Infinity, signal } = limits;
  return new Promise((resolve, reject) => {
    const done = (error: ExecFileException | Error | null, stdout = '', stderr = ''): void => {
      if (!error) return resolve({ code: 0, signal: null, stdout, stderr });
      const { code, signal: signalName, killed } = error as ExecFileException;
      const reason = signal?.aborted
        ? 'abort'
        : String(code) === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER'
          ? 'output'
          : killed
            ? 'time'
            : 'start';
      if (reason === 'start' && (typeof code === 'number' || signalName))
        return resolve({ code: code ?? null, signal: signalName, stdout, stderr });
      const cause = reason === 'abort' ? signal?.reason : error;
      reject(Object.assign(new Error(reason, { cause }), { reason, stdout, stderr }));
    };
    try {
      const options = {
        timeout: timeLimit,
        maxBuffer: outputLimit,
        killSignal: 'SIGKILL',
        ...(signal && { signal }),
      } as const;
      execFile(command, args, options, done).stdin?.end();
    } catch (error) {
      done(error as Error);
    }
  });
}
