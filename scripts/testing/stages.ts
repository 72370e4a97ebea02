import { spawn } from 'node:child_process';
import { UserError } from '../terminal/messages.ts';

/** Something that Node runs to its end. */
export interface Step {
  what: string;
  /** What Node gets. */
  command: readonly string[];
  /** Another Node than that of the stages. */
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
 * Runs stages one after the other, the steps of each side by side, and tells at the end what took how long.
 *
 * @param place - Where they run, and on which Node.
 * @throws UserError after the first stage in which a step failed: it names the steps and has the code of the first.
 */
export async function runStages(stages: readonly (readonly Step[])[], place: Place): Promise<void> {
  const began = performance.now();
  const times: string[] = [];
  for (const steps of stages) {
    const beside = steps.length > 1;
    if (beside) console.log(`\n== ${steps.map(({ what }) => what).join(', ')}: side by side`);
    const failed: { what: string; code: number }[] = [];
    const runAndNote = async (step: Step): Promise<void> => {
      const started = performance.now();
      const code = await run(step, place, beside);
      times.push(`${seconds(performance.now() - started)}  ${step.what}`);
      if (code !== 0 && code !== step.allows) failed.push({ what: step.what, code });
    };
    await Promise.all(steps.map(runAndNote));
    const [first] = failed;
    if (first) {
      console.log(`\n${times.join('\n')}`);
      throw new UserError(`\nFailed: ${failed.map(({ what }) => what).join(', ')}`, first.code);
    }
  }
  console.log(`\n${times.join('\n')}\n${seconds(performance.now() - began)}  together`);
}

/**
 * Runs a step.
 *
 * @param beside - Whether others run at the same time: then what it prints comes at its end, in one piece.
 * @returns its exit code.
 */
async function run(
  { what, command, settings, node }: Step,
  place: Place,
  beside: boolean,
): Promise<number> {
  const title = `\n== ${what}\n`;
  if (!beside) process.stdout.write(title);
  const child = spawn(node ?? place.node, command, {
    cwd: place.folder,
    stdio: beside ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    env: { ...process.env, ...(process.stdout.isTTY && { FORCE_COLOR: '1' }), ...settings },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve(status ?? 1));
  });
  if (beside) process.stdout.write(title + output);
  return code;
}
