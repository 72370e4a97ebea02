import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { OutputChunk } from '../recording/recording.ts';
import { mostOutput, readOutput } from '../running/output.ts';
import { startProgram, type RunEnd } from '../running/run.ts';
import { temporaryFolder } from '../running/temporary.ts';
import { collectTrace } from '../timeline/collect.ts';
import { probeEnvironment } from '../timeline/probe.ts';
import type { Trace } from '../timeline/trace.ts';

/** A program of the reader's own, run once under the probe. */
export interface ProgramRun {
  trace: Trace;
  output: OutputChunk[];
  /** Characters that were printed and not kept: of what prints without end the beginning is enough. */
  dropped: number;
  end: RunEnd;
  /** When it was started, in milliseconds since 1970. */
  started: number;
}

/**
 * Runs a program in this terminal, under the probe. Its stdin is ours; what it prints is passed on, and kept. Ctrl-C, SIGTERM
 * and SIGHUP are its own, as without us; the second one ends it. What it leaves behind is ended.
 *
 * @param command - Its name or path, and its arguments.
 * @param name - What its timeline is called.
 * @param cwd - Where it runs.
 */
export async function runProgram(
  command: readonly [program: string, ...args: string[]],
  name: string,
  cwd: string,
): Promise<ProgramRun> {
  const probe = await temporaryFolder('probe');
  const output: OutputChunk[] = [];
  let dropped = 0;
  try {
    const startedAt = Date.now();
    const started = process.hrtime.bigint();
    const run = startProgram(command, {
      cwd,
      env: probeEnvironment(probe, colours(process.env)),
      stdio: ['inherit', 'pipe', 'pipe'],
      // A program without types gets no loader, which would make its start another one.
      ...(command.some((word) => /\.[cm]?ts$/.test(word)) ? {} : { nodeVersion: '24.0.0' }),
    });
    passSignals(run);
    let length = 0;
    const readings = (['stdout', 'stderr'] as const).map((stream) =>
      readOutput(run.child[stream]!, (text) => {
        process[stream].write(text);
        const kept = text.slice(0, Math.max(0, mostOutput - length));
        length += text.length;
        dropped += text.length - kept.length;
        if (kept === '') return;
        output.push({ at: Number(process.hrtime.bigint() - started) / 1e9, stream, text: kept });
      }),
    );
    const end = await run.ended;
    await Promise.all(readings.map((reading) => reading.stop()));
    const { exit, duration } = end;
    const trace = collectTrace(probe, { id: name, run: randomUUID(), exit, duration, started });
    return { trace, output, dropped, end, started: startedAt };
  } finally {
    await rm(probe, { recursive: true, force: true });
  }
}

/** Through our pipes a program cannot know that there is a terminal at their end. */
function colours(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isSaid = env.FORCE_COLOR !== undefined || env.NO_COLOR !== undefined;
  return process.stdout.isTTY && !isSaid ? { ...env, FORCE_COLOR: '1' } : env;
}

function passSignals({ signal, kill, ended }: ReturnType<typeof startProgram>): void {
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
