/**
 * Adds each chunk to a string: a character that is cut between two chunks is lost, in each of its halves.
 *
 * @zh 把每块数据直接拼到字符串上：被切在两块之间的字符，两半都丢了。
 * @fails output
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

export function run(command: string, args: readonly string[], limits: Limits = {}) {
  const { timeLimit, outputLimit = Infinity, signal } = limits;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let stdout = '';
    let stderr = '';
    let bytes = 0;
    const fail = (reason: Reason, cause?: unknown): void => {
      if (child.pid) process.kill(-child.pid, 'SIGKILL');
      reject(new CommandError(reason, stdout, stderr, cause));
    };
    const count = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > outputLimit) fail('output');
    };
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk;
      count(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk;
      count(chunk);
    });
    if (timeLimit !== undefined) setTimeout(() => fail('time'), timeLimit).unref();
    signal?.addEventListener('abort', () => fail('abort', signal.reason), { once: true });
    child.on('error', (error) => fail('start', error));
    child.on('close', (code, signalName) => resolve({ code, signal: signalName, stdout, stderr }));
  });
}
