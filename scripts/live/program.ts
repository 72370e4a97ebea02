import { runProbed, type ProbedProgram } from '../recording/probed.ts';
import type { Run } from '../running/run.ts';

/**
 * Runs a reader's own program in this terminal, under the probe. Its stdin is ours; what it prints is passed on, and kept.
 * Ctrl-C, SIGTERM and SIGHUP are its own, as without us; the second one ends it.
 *
 * @param command - Its name or path, and its arguments.
 * @param name - What its timeline is called.
 * @param cwd - Where it runs.
 */
export const runProgram = (
  command: readonly [program: string, ...args: string[]],
  name: string,
  cwd: string,
): Promise<ProbedProgram> =>
  runProbed(command, {
    name,
    cwd,
    stdin: 'inherit',
    env: colours(process.env),
    // A loader would make the start of a program without types another one.
    hasTypes: command.some((word) => /\.[cm]?ts$/.test(word)),
    onStart: passSignals,
    onOutput: (stream, text) => process[stream].write(text),
  });

/** Through our pipes a program cannot know that there is a terminal at their end. */
function colours(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isSaid = env.FORCE_COLOR !== undefined || env.NO_COLOR !== undefined;
  return process.stdout.isTTY && !isSaid ? { ...env, FORCE_COLOR: '1' } : env;
}

function passSignals({ signal, kill, ended }: Run): void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  let asked = false;
  const pass = (name: NodeJS.Signals): void => {
    if (asked) return kill();
    asked = true;
    signal(name);
  };
  for (const name of signals) process.on(name, pass);
  const forget = (): void => {
    for (const name of signals) process.off(name, pass);
  };
  void ended.then(forget, forget);
}
