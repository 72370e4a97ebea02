/** What proofs share: starting small programs, and saying how an attempt ended. */
import { spawn, type SpawnOptions } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a proof saw: one word or short sentence, or one for each variation that it tried. */
export type Seen = string | Record<string, string>;

/** Proofs by their ids. Each runs in a process and a temporary folder of its own, on every version of Node. */
export type Proofs = Record<string, () => Seen | Promise<Seen>>;

/** How a program ended, and what it printed, without the space around. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

let programs = 0;

/**
 * Writes a program into the proof's own temporary folder; it may import the packages of this repository.
 *
 * @param extension - `.mjs`, or `.cjs` where CommonJS is the point.
 * @returns Its path.
 */
export function program(source: string, extension = '.mjs'): string {
  const path = join(tmpdir(), `program-${++programs}${extension}`);
  writeFileSync(path, source);
  return path;
}

/** Runs a program's text to its end, with nothing on stdin unless `input` says so. */
export async function run(
  source: string,
  options: SpawnOptions & {
    args?: string[];
    execArgv?: string[];
    input?: string;
  } = {},
): Promise<Ended> {
  const { args = [], execArgv = [], input, ...rest } = options;
  const child = spawn(
    process.execPath,
    [...execArgv, program(source), ...args],
    {
      ...rest,
      stdio: rest.stdio ?? ['pipe', 'pipe', 'pipe'],
    },
  );
  child.stdin?.on('error', () => {}); // It may end without reading.
  child.stdin?.end(input);
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream]
      ?.setEncoding('utf8')
      .on('data', (text: string) => (output[stream] += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) =>
      resolve({
        code,
        signal,
        stdout: output.stdout.trim(),
        stderr: output.stderr.trim(),
      }),
    );
  });
}

/** The end of a program in words: `exit 7`, `SIGKILL`. */
export const endOf = ({
  code,
  signal,
}: Pick<Ended, 'code' | 'signal'>): string => signal ?? `exit ${code}`;

/** An error in one word: its code, else its name. */
export const nameOf = (error: unknown): string => {
  const { code, name } = error as { code?: unknown; name?: string };
  return typeof code === 'string' ? code : (name ?? String(error));
};

/** What an attempt comes to: `fine`, or the error's code or name. */
export async function attempt(work: () => unknown): Promise<string> {
  try {
    await work();
    return 'fine';
  } catch (error) {
    return nameOf(error);
  }
}
