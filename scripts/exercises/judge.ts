import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Breach, Text } from '../../exercises/kit/types.ts';
import type { OutputChunk } from '../recording/recording.ts';
import { startProgram } from '../running/run.ts';
import { readOutput } from '../running/output.ts';
import { temporaryFolder } from '../running/temporary.ts';
import { collectTrace } from '../timeline/collect.ts';
import { probeEnvironment } from '../timeline/probe.ts';
import type { Trace } from '../timeline/trace.ts';
import { watchWork } from '../waiting/at-work.ts';
import { silence } from '../waiting/limits.ts';
import { fileOf } from './catalog.ts';

/** What a judge says of one demand. */
export interface Verdict {
  demand: string;
  /** Undefined where it holds. */
  breach?: Breach;
  /** What the processes and threads of the attack did. */
  trace: Trace;
  /** What the solution printed meanwhile. */
  output: OutputChunk[];
  duration: number;
}

const arena = fileURLToPath(new URL('./arena.ts', import.meta.url));

export interface JudgeOptions {
  /** Ends it early. */
  signal?: AbortSignal;
  /** The Node binary that runs it, and its version; this process's own. */
  node?: string;
  nodeVersion?: string;
}

/**
 * Attacks a solution with one demand, in a process of its own under the probe, and ends whatever that leaves.
 *
 * @param id - The exercise.
 * @param demand - The demand's id.
 * @param file - The solution.
 */
export async function judge(
  id: string,
  demand: string,
  file: string,
  { signal, node = process.execPath, nodeVersion = process.versions.node }: JudgeOptions = {},
): Promise<Verdict> {
  const [files, probe] = [await temporaryFolder('files'), await temporaryFolder('probe')];
  const [answerFile, storyFile] = [join(files, 'answer.json'), join(files, 'story.json')];
  try {
    const started = process.hrtime.bigint();
    const run = startProgram([node, arena, fileOf(id, 'exercise'), demand, answerFile], {
      env: {
        ...probeEnvironment(probe, process.env),
        EXERCISE_STORY: storyFile,
        EXERCISE_SOLUTION: file,
        TMPDIR: files,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      nodeVersion,
    });
    signal?.addEventListener('abort', run.kill, { once: true });
    const output: OutputChunk[] = [];
    const readings = (['stdout', 'stderr'] as const).map((stream) =>
      readOutput(run.child[stream]!, (text) => {
        if (output.length < mostChunks)
          output.push({ at: Number(process.hrtime.bigint() - started) / 1e9, stream, text });
      }),
    );
    // What neither ends nor works any more is over. A demand waits for the solution, and for nothing else.
    const hung = watchWork(run.pids, silence()).then((how) => {
      if (how !== 'gone') run.kill();
      return how;
    });
    const { exit, duration } = await run.ended;
    const how = await hung;
    await Promise.all(readings.map((reading) => reading.stop()));
    signal?.removeEventListener('abort', run.kill);
    const trace = collectTrace(probe, { id: demand, run: '', exit, duration, started });
    const breach = existsSync(answerFile)
      ? (JSON.parse(readFileSync(answerFile, 'utf8')) as Breach | 'held')
      : { ...soFar(storyFile), happened: noAnswer(how, exit) };
    return { demand, trace, output, duration, ...(breach !== 'held' && { breach }) };
  } finally {
    // Who was killed may still be writing there.
    for (const folder of [files, probe])
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Pieces of output that anybody reads. */
const mostChunks = 1000;

function soFar(file: string): Omit<Breach, 'happened'> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Omit<Breach, 'happened'>;
  } catch {
    // It never began, or it was killed while it wrote.
    return { steps: [], expected: { en: '', zh: '' } };
  }
}

function noAnswer(how: 'gone' | 'idle' | 'busy', exit: number | string): Text {
  if (how === 'idle')
    return { en: 'it never does: nothing happens any more', zh: '一直没有：什么都不再发生' };
  if (how === 'busy')
    return { en: 'it never does: something runs for ever', zh: '一直没有：有东西在无休止地运行' };
  // https://nodejs.org/api/process.html#exit-codes: an await that nothing can end any more.
  if (exit === 13)
    return {
      en: 'it never does: nothing is left that could do it',
      zh: '一直没有：已经没有什么能让它发生了',
    };
  return { en: `the whole process ended with ${exit}`, zh: `整个进程以 ${exit} 结束了` };
}
