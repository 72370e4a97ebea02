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
 * @param usage - What to type, for a command that takes options: an option that `parseArgs` refuses is answered with it.
 */
export async function main(command: () => Promise<number>, usage?: string): Promise<void> {
  // Whoever reads, such as `head`, may have seen enough.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  try {
    process.exitCode = await command();
  } catch (error) {
    const told = error instanceof UserError ? error : refusedOption(error, usage);
    if (!told) throw error;
    process.stderr.write(`${told.message}\n`);
    process.exitCode = told.exitCode;
  }
}

function refusedOption(error: unknown, usage: string | undefined): UserError | undefined {
  const { code, message } = error as NodeJS.ErrnoException;
  if (usage === undefined || !code?.startsWith('ERR_PARSE_ARGS')) return undefined;
  // Its first sentence names the option; the next ones explain what nobody here needs.
  return new UserError(`${message.split('. ')[0]!.replace(/\.$/, '')}. Use: ${usage}`, 2);
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
