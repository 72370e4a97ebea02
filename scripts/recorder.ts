import { mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { stripVTControlCharacters } from 'node:util';
import { hashOf, type Snippet } from './catalog.ts';
import type { Machine } from './machine.ts';
import { UserError } from './messages.ts';
import { root } from './paths.ts';
import {
  commandFor,
  parseMeasurement,
  readRecording,
  type Measurement,
  type OutputChunk,
  type Recording,
} from './recording.ts';
import { startSnippet, timeLimitOf } from './run.ts';
import { collectTrace, probeEnvironment, readTrace, type Trace } from './trace.ts';

/** A run that must not become a recording; the message names the snippet and says why. */
export class RunFailed extends UserError {
  /** What the run printed until then. */
  readonly output: string;

  constructor(message: string, output: string) {
    super(message);
    this.output = output;
  }
}

/** Variables of the caller that a recorded run may see; all others could show in its output or change it. */
const passedOn = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'REDIS_URL',
  'SystemRoot',
  'USERPROFILE',
  'APPDATA',
];

/**
 * The environment of a recorded run: few variables, colours on, 80 columns, UTC, and Node itself first on the PATH.
 *
 * @param node - The Node binary that runs the snippet.
 * @param temporary - The folder for temporary files.
 */
export function recordingEnvironment(node: string, temporary: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const name of passedOn) if (process.env[name] !== undefined) env[name] = process.env[name];
  env.PATH = [dirname(node), env.PATH].join(delimiter);
  return {
    ...env,
    TMPDIR: temporary,
    TEMP: temporary,
    TMP: temporary,
    TZ: 'UTC',
    LANG: 'C.UTF-8',
    FORCE_COLOR: '1',
    COLUMNS: '80',
  };
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
  const { node, machine, probe, timeLimit = timeLimitOf(snippet), signal, args = [] } = options;
  const temporary = await realpath(await mkdtemp(join(tmpdir(), 'snippet-')));
  const output: OutputChunk[] = [];
  try {
    const timestamp = Math.floor(Date.now() / 1000);
    const env = recordingEnvironment(node, temporary);
    const started = process.hrtime.bigint();
    const run = startSnippet(snippet, {
      node,
      nodeVersion: machine.node,
      args,
      env: probe ? probeEnvironment(probe, env) : env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeLimit,
    });
    signal?.addEventListener('abort', run.kill, { once: true });
    const { stdout, stderr } = run.child;
    const read = (['stdout', 'stderr'] as const).map(async (name) => {
      const stream = (name === 'stdout' ? stdout : stderr)!.setEncoding('utf8');
      for await (const text of stream) {
        output.push({
          at: Number(process.hrtime.bigint() - started) / 1e9,
          stream: name,
          text: neutral(String(text), temporary),
        });
      }
    });
    const end = await run.ended;
    signal?.removeEventListener('abort', run.kill);
    await Promise.all(read);

    const failed = (why: string): RunFailed =>
      new RunFailed(`${snippet.id} ${why}`, textOf(output));
    if (signal?.aborted) throw failed('was interrupted');
    if (end.timedOut)
      throw failed(`did not end in ${timeLimit / 1000} s: is a worker or a port still open?`);
    if (end.exit !== snippet.exits)
      throw failed(`ended with ${end.exit}; it must end with ${snippet.exits}`);
    if (end.leftBehind > 0)
      throw failed(`left ${end.leftBehind} running: does it wait for its children?`);
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
  const folder = await mkdtemp(join(tmpdir(), 'probe-'));
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
