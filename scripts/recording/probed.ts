import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { mostOutput, readOutput } from '../running/output.ts';
import { startProgram, type Run, type RunEnd, type RunOptions } from '../running/run.ts';
import { temporaryFolder } from '../running/temporary.ts';
import { collectTrace } from '../timeline/collect.ts';
import { probeEnvironment } from '../timeline/probe.ts';
import type { Trace } from '../timeline/trace.ts';
import type { OutputChunk } from './recording.ts';

/** A program that was run once under the probe. */
export interface ProbedProgram {
  trace: Trace;
  output: OutputChunk[];
  /** Characters that were printed and not kept: of what prints without end the beginning is enough. */
  dropped: number;
  end: RunEnd;
  /** When it was started, in milliseconds since 1970. */
  started: number;
}

/** How a program is run under the probe. */
export interface ProbedOptions extends Omit<RunOptions, 'args' | 'node' | 'stdio' | 'timeLimit'> {
  /** What its timeline is called. */
  name: string;
  stdin: 'inherit' | 'ignore';
  /** Gets the run once it has begun. */
  onStart?: (run: Run) => void;
  /** Gets what it prints, all of it. */
  onOutput?: (stream: OutputChunk['stream'], text: string) => void;
}

/**
 * Runs a program under the probe to its end, and ends what it leaves behind.
 *
 * @param command - Its name or path, and its arguments.
 */
export async function runProbed(
  command: readonly [program: string, ...args: string[]],
  { name, stdin, env = process.env, onStart, onOutput, ...options }: ProbedOptions,
): Promise<ProbedProgram> {
  const probe = await temporaryFolder('probe');
  const output: OutputChunk[] = [];
  let [length, dropped] = [0, 0];
  try {
    const startedAt = Date.now();
    const started = process.hrtime.bigint();
    const run = startProgram(command, {
      ...options,
      env: probeEnvironment(probe, env),
      stdio: [stdin, 'pipe', 'pipe'],
    });
    const readings = (['stdout', 'stderr'] as const).map((stream) =>
      readOutput(run.child[stream]!, (text) => {
        onOutput?.(stream, text);
        const kept = text.slice(0, Math.max(0, mostOutput - length));
        length += text.length;
        dropped += text.length - kept.length;
        if (kept === '') return;
        output.push({ at: Number(process.hrtime.bigint() - started) / 1e9, stream, text: kept });
      }),
    );
    onStart?.(run);
    const end = await run.ended;
    await Promise.all(readings.map((reading) => reading.stop()));
    const { exit, duration } = end;
    const trace = collectTrace(probe, { id: name, run: randomUUID(), exit, duration, started });
    return { trace, output, dropped, end, started: startedAt };
  } finally {
    // Who was killed may still be writing there.
    await rm(probe, { recursive: true, force: true, maxRetries: 5 });
  }
}
