import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import module from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Breach, Text } from '../../exercises/kit/types.ts';
import { runProbed, type ProbedProgram } from '../recording/probed.ts';
import { temporaryFolder } from '../running/temporary.ts';
import { watchWork } from '../waiting/at-work.ts';
import { silence } from '../waiting/limits.ts';
import { UserError } from '../terminal/messages.ts';
import { fileOf, missingFor } from './catalog.ts';

/** What a judge says of one demand, with the run of its attack. */
export interface Verdict extends ProbedProgram {
  demand: string;
  /** Undefined where it holds. */
  breach?: Breach;
}

/**
 * Where Node keeps code without its types. With it the many short processes of a judge cost a quarter less: each would
 * load the type stripper anew.
 */
const stripped = process.features.typescript ? module.enableCompileCache().directory : undefined;

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
 * @throws UserError where this machine lacks what the judge needs.
 */
export async function judge(
  id: string,
  demand: string,
  file: string,
  { signal, node = process.execPath, nodeVersion = process.versions.node }: JudgeOptions = {},
): Promise<Verdict> {
  const missing = missingFor(id);
  if (missing.length > 0)
    throw new UserError(
      missing.map(({ name, mend }) => `${id} needs ${name}: ${mend}`).join('\n'),
      3,
    );
  const files = await temporaryFolder('files');
  const [answerFile, storyFile] = [join(files, 'answer.json'), join(files, 'story.json')];
  let how: Promise<'gone' | 'idle' | 'busy'> | undefined;
  try {
    const run = await runProbed([node, arena, fileOf(id, 'exercise'), demand, answerFile], {
      name: demand,
      stdin: 'ignore',
      env: {
        ...process.env,
        EXERCISE_STORY: storyFile,
        EXERCISE_SOLUTION: file,
        TMPDIR: files,
        NODE_COMPILE_CACHE: stripped,
      },
      nodeVersion,
      onStart({ pids, kill, ended }) {
        if (signal?.aborted) kill();
        signal?.addEventListener('abort', kill, { once: true });
        void ended.finally(() => signal?.removeEventListener('abort', kill));
        // What neither ends nor works any more is over. A demand waits for the solution, and for nothing else.
        how = watchWork(pids, silence()).then((was) => {
          if (was !== 'gone') kill();
          return was;
        });
      },
    });
    const breach = existsSync(answerFile)
      ? (JSON.parse(readFileSync(answerFile, 'utf8')) as Breach | 'held')
      : { ...soFar(storyFile), happened: noAnswer(await how!, run.end.exit) };
    return { demand, ...run, ...(breach !== 'held' && { breach }) };
  } finally {
    // Who was killed may still be writing there.
    await rm(files, { recursive: true, force: true, maxRetries: 5 });
  }
}

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
