import { closest, distance } from 'fastest-levenshtein';

/** A mistake that the person at the terminal can mend; commands print its one sentence and no stack. */
export class UserError extends Error {
  readonly exitCode: number;

  /**
   * @param message - One sentence that says what to do.
   * @param exitCode - What the command exits with.
   */
  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * Runs a command: a {@link UserError} becomes one sentence on stderr and an exit code, all else stays a crash.
 *
 * @param usage - What to type, in its first line, then what that does. `--help` and `-h` print it; an option that
 * `parseArgs` refuses is answered with its first line.
 * @param own - The arguments that are the command's, where it passes others on.
 */
export async function main(
  command: () => Promise<number>,
  usage: string,
  own: readonly string[] = process.argv.slice(2),
): Promise<void> {
  // Whoever reads, such as `head`, may have seen enough.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  if (own.includes('--help') || own.includes('-h')) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  try {
    process.exitCode = await command();
  } catch (error) {
    const told =
      error instanceof UserError ? error : (refusedOption(error, usage) ?? fullDisk(error));
    if (!told) throw error;
    process.stderr.write(`${told.message}\n`);
    process.exitCode = told.exitCode;
  }
}

function refusedOption(error: unknown, usage: string): UserError | undefined {
  const { code, message } = error as NodeJS.ErrnoException;
  if (!code?.startsWith('ERR_PARSE_ARGS')) return undefined;
  // Its first sentence names the option; the next ones explain what nobody here needs.
  const [refused] = message.replace(/\.$/, '').split('. ');
  return new UserError(`${refused}. Use: ${usage.split('\n')[0]}`, 2);
}

/** Nothing but room helps against a full disk. */
function fullDisk(error: unknown): UserError | undefined {
  const { code, path } = error as NodeJS.ErrnoException;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return undefined;
  return new UserError(`The disk is full${path ? ` at ${path}` : ''}: make room and try again.`);
}

/** Aborted by the first SIGINT, SIGTERM or SIGHUP of this process; a second one ends it as ever. */
export function interruption(): AbortSignal {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => interrupted.abort());
  return interrupted.signal;
}

/** The names that someone who typed `wrong` may have meant, best first, three at most. */
export function nearest(wrong: string, names: readonly string[]): string[] {
  const near = names
    .filter(
      (name) => name.includes(wrong) || distance(name, wrong) <= Math.max(2, wrong.length / 3),
    )
    .sort((a, b) => distance(a, wrong) - distance(b, wrong))
    .slice(0, 3);
  return near.length > 0 || names.length === 0 ? near : [closest(wrong, [...names])];
}

/** `1 snippet`, `2 snippets`. */
export const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
