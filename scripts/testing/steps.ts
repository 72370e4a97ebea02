import { spawn } from 'node:child_process';
import { UserError } from '../terminal/messages.ts';

/** Something that Node runs to its end. */
export interface Step {
  what: string;
  /** What Node gets. */
  command: readonly string[];
  /** Steps before it in the list, by `what`, that must have succeeded when it starts. */
  after?: readonly string[];
  /** Another Node than that of the other steps. */
  node?: string;
  settings?: Record<string, string>;
  /** An exit code that is told of elsewhere, and no failure here. */
  allows?: number;
}

/** The folder that steps run in, and the Node that runs them. */
export interface Place {
  folder: string;
  node: string;
}

const seconds = (milliseconds: number): string =>
  `${(milliseconds / 1000).toFixed(1).padStart(6)} s`;

/**
 * Runs steps side by side, each as soon as those that it comes after have succeeded, and tells at the end what took how long.
 * Once one has failed none starts any more; those that run go on to their end.
 *
 * @param place - Where they run, and on which Node.
 * @throws UserError where steps failed: it names them and has the code of the first.
 */
export async function runSteps(steps: readonly Step[], place: Place): Promise<void> {
  const began = performance.now();
  const times: string[] = [];
  const failed: { what: string; code: number }[] = [];
  const alone = steps.length === 1;
  const ends = new Map<string, Promise<void>>();
  for (const step of steps) {
    const { what, after = [], allows } = step;
    const before = after.map((name) => {
      const end = ends.get(name);
      if (!end) throw new Error(`"${what}" comes after "${name}", which is no step before it`);
      return end;
    });
    const runAndNote = async (): Promise<void> => {
      await Promise.all(before);
      if (failed.length > 0) return;
      const started = performance.now();
      console.log(`\n== ${what}${alone ? '' : ': starts'}`);
      const code = await run(step, place, alone);
      times.push(`${seconds(performance.now() - started)}  ${what}`);
      if (code !== 0 && code !== allows) failed.push({ what, code });
    };
    ends.set(what, runAndNote());
  }
  await Promise.all(ends.values());
  const [first] = failed;
  console.log(`\n${times.join('\n')}\n${seconds(performance.now() - began)}  together`);
  if (first)
    throw new UserError(`\nFailed: ${failed.map(({ what }) => what).join(', ')}`, first.code);
}

/**
 * Runs a step.
 *
 * @param alone - Whether it has the terminal for itself; otherwise what it prints comes at its end, in one piece.
 * @returns its exit code.
 */
async function run(
  { what, command, settings, node }: Step,
  place: Place,
  alone: boolean,
): Promise<number> {
  const child = spawn(node ?? place.node, command, {
    cwd: place.folder,
    stdio: alone ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...(process.stdout.isTTY && { FORCE_COLOR: '1' }), ...settings },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve(status ?? 1));
  });
  if (!alone) process.stdout.write(`\n== ${what}\n${output}`);
  return code;
}
