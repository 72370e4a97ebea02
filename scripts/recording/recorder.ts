import { readdir, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { stripVTControlCharacters } from 'node:util';
import writeFileAtomic from 'write-file-atomic';
import { type Snippet } from '../catalog/catalog.ts';
import { hashOf } from '../catalog/hash.ts';
import { timeLimitOf, whyHung } from '../waiting/limits.ts';
import type { Machine } from '../nodes/machine.ts';
import { UserError } from '../terminal/messages.ts';
import { mostOutput, readOutput } from '../running/output.ts';
import { root } from '../checkout/paths.ts';
import {
  castPath,
  commandFor,
  parseMeasurement,
  readRecording,
  writeCast,
  type Measurement,
  type OutputChunk,
  type Recording,
} from './recording.ts';
import { recordingEnvironment } from '../running/environment.ts';
import { startSnippet } from '../running/run.ts';
import { temporaryFolder } from '../running/temporary.ts';
import { collectTrace } from '../timeline/collect.ts';
import { readTrace, tracePath, writeTrace } from '../timeline/files.ts';
import { probeEnvironment } from '../timeline/probe.ts';
import type { Trace } from '../timeline/trace.ts';

/** A run that must not become a recording; the message names the snippet and says why. */
export class RunFailed extends UserError {
  /** What the run printed until then. */
  readonly output: string;

  constructor(message: string, output: string) {
    super(message);
    this.output = output;
  }
}

export interface RecordOptions {
  node: string;
  machine: Machine;
  /** Where the probe writes down what the run does; without it the run is not watched. */
  probe?: string;
  /** Milliseconds; the snippet's own limit by default. */
  timeLimit?: number;
  /** Ends the run early. */
  signal?: AbortSignal;
  /** What the snippet gets after its name. */
  args?: readonly string[];
  /** Where it runs; the repository's root by default. */
  cwd?: string;
}

/**
 * Runs a snippet once and notes what it printed and did. Writes nothing.
 *
 * @throws RunFailed where the run did not end as the snippet declares, hung, left a process or a file
 * behind, or printed two measurements of one name.
 */
export async function record(
  snippet: Snippet,
  options: RecordOptions,
): Promise<Recording & { started: bigint }> {
  const {
    node,
    machine,
    probe,
    timeLimit = timeLimitOf(snippet),
    signal,
    args = [],
    cwd = root,
  } = options;
  const temporary = await temporaryFolder('files');
  const output: OutputChunk[] = [];
  try {
    const timestamp = Math.floor(Date.now() / 1000);
    const env = recordingEnvironment(node, temporary);
    const started = process.hrtime.bigint();
    const run = startSnippet(snippet, {
      node,
      nodeVersion: machine.node,
      args,
      cwd,
      env: probe ? probeEnvironment(probe, env) : env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeLimit,
    });
    signal?.addEventListener('abort', run.kill, { once: true });
    let length = 0;
    const readings = (['stdout', 'stderr'] as const).map((stream) =>
      readOutput(run.child[stream]!, (text) => {
        length += text.length;
        if (length > mostOutput) return run.kill();
        const at = Number(process.hrtime.bigint() - started) / 1e9;
        output.push({ at, stream, text: neutral(text, temporary) });
      }),
    );
    const end = await run.ended;
    signal?.removeEventListener('abort', run.kill);
    const held = (await Promise.all(readings.map((reading) => reading.stop()))).includes(true);

    const failed = (why: string): RunFailed =>
      new RunFailed(`${snippet.id} ${why}`, textOf(output));
    if (signal?.aborted) throw failed('was interrupted');
    if (length > mostOutput)
      throw failed(`printed more than ${mostOutput / 1e6} MB: a reader wants less`);
    if (end.timedOut) throw failed(whyHung(end.timedOut, timeLimit));
    if (end.exit !== snippet.exits)
      throw failed(`ended with ${end.exit}; it must end with ${snippet.exits}`);
    if (end.leftBehind > 0)
      throw failed(`left ${end.leftBehind} running: does it wait for its children?`);
    if (held)
      throw failed('left something running that still holds its output and cannot be found');
    // tsx, which strips types on Node 20, keeps a cache of its own there.
    const files = (await readdir(temporary)).filter((name) => !name.startsWith('tsx-'));
    if (files.length > 0) throw failed(`left files in its temporary folder: ${files.join(', ')}`);

    return {
      header: {
        id: snippet.id,
        run: randomUUID(),
        exit: end.exit,
        duration: Number(end.duration.toFixed(1)),
        hash: hashOf(snippet),
        ...machine,
        measurements: readMeasurements(output, failed),
      },
      command: commandFor(snippet.id, args),
      timestamp,
      output,
      started,
    };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/**
 * Records a snippet with its timeline: in one run, or in two where it measures, since the probe costs time.
 *
 * @throws RunFailed as {@link record} does, from either run.
 */
export async function recordWithTimeline(
  snippet: Snippet,
  options: RecordOptions,
): Promise<{ recording: Recording; trace: Trace }> {
  const folder = await temporaryFolder('probe');
  try {
    const plain = snippet.measures
      ? await record(snippet, { ...options, args: snippet.recordedWith })
      : undefined;
    const probed = await record(snippet, { ...options, probe: folder });
    const trace = collectTrace(folder, { ...probed.header, started: probed.started });
    const recording = plain ?? probed;
    if (plain) recording.header.probedRun = probed.header.run;
    return { recording, trace };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes a recording with its timeline, which takes the place of an older one. */
export async function store({
  recording,
  trace,
}: {
  recording: Recording;
  trace: Trace;
}): Promise<void> {
  const { id } = recording.header;
  // The recording comes last: one without its timeline is told by the run's id, and recorded again.
  await writeFileAtomic(tracePath(id), writeTrace(trace));
  await writeFileAtomic(castPath(id), writeCast(recording));
}

/** Paths of this machine say nothing to a reader: those in the checkout become relative, the temporary folder becomes /tmp. */
function neutral(text: string, temporary: string): string {
  return text
    .replaceAll(`file://${root}/`, '')
    .replaceAll(`${root}/`, '')
    .replaceAll(temporary, '/tmp');
}

/** What came through one stream, or through both in order of arrival. */
export const textOf = (output: readonly OutputChunk[], stream?: OutputChunk['stream']): string =>
  output
    .filter((chunk) => stream === undefined || chunk.stream === stream)
    .map(({ text }) => text)
    .join('');

function readMeasurements(
  output: readonly OutputChunk[],
  failed: (why: string) => Error,
): Measurement[] {
  const byName = new Map<string, Measurement>();
  for (const line of stripVTControlCharacters(textOf(output, 'stdout')).split('\n')) {
    const measurement = parseMeasurement(line);
    if (!measurement) continue;
    if (byName.has(measurement.name))
      throw failed(`prints the measurement "${measurement.name}" twice`);
    byName.set(measurement.name, measurement);
  }
  return [...byName.values()];
}

/** Why a snippet needs a new recording; undefined where it has a good one. */
export function staleness(snippet: Snippet, referenceVersion: string): string | undefined {
  const recording = readRecording(snippet.id);
  if (!recording) return 'has no recording';
  if (recording.header.hash !== hashOf(snippet)) return 'changed since its recording';
  const { run, probedRun = run } = recording.header;
  if (readTrace(snippet.id)?.otherData.run !== probedRun)
    return 'has no timeline of the same recording';
  if (recording.header.node !== referenceVersion)
    return `was recorded on Node ${recording.header.node}`;
  return undefined;
}
