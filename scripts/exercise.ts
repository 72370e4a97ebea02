// npm run exercise [-- <id>] [--watch] [--hint] [--solution] [--record]: lists the exercises, begins one, judges what is there.
import { copyFileSync, existsSync, constants, watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { parseArgs, styleText } from 'node:util';
import writeFileAtomic from 'write-file-atomic';
import type { Exercise } from '../exercises/kit/types.ts';
import { tracePage } from '../site/.vitepress/trace/page.ts';
import { root, where } from './checkout/paths.ts';
import {
  exerciseIds,
  fileOf,
  keptFolder,
  ownFile,
  ownFolder,
  readExercise,
} from './exercises/catalog.ts';
import { judge, type Verdict } from './exercises/judge.ts';
import { isUpToDate, recordVerdicts } from './exercises/recorded.ts';
import { words } from './exercises/words.ts';
import { describeMachine } from './nodes/machine.ts';
import { removeAbandoned } from './running/temporary.ts';
import { terminalLanguage } from './terminal/language.ts';
import { interruption, main, UserError } from './terminal/messages.ts';

const usage = `npm run exercise [-- <id>] [--watch] [--hint] [--solution] [--record]

Lists the exercises. With an id: puts its skeleton into exercises/ where there is nothing yet, else judges what is there.

  --watch     judges at each save
  --hint      tells one hint more each time
  --solution  shows how ours differs
  --record    notes what the judge says of the naive answers, for the site`;

const language = terminalLanguage();
const t = words[language];

await main(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      watch: { type: 'boolean', default: false },
      hint: { type: 'boolean', default: false },
      solution: { type: 'boolean', default: false },
      record: { type: 'boolean', default: false },
    },
  });
  if (values.record) return record(positionals);
  const [id, ...more] = positionals;
  if (id === undefined) return list();
  if (more.length > 0)
    throw new UserError(`One exercise at a time. Use: ${usage.split('\n')[0]}`, 2);
  const exercise = readExercise(id);
  if (values.hint) return hint(id, exercise);
  if (values.solution) return solution(id);
  if (begin(id, exercise)) return 0;
  if (!values.watch) return (await judgeAll(id, exercise, interruption())) ? 0 : 1;
  return judgeAtEachSave(id, exercise);
}, usage);

function list(): number {
  const ids = exerciseIds();
  const width = Math.max(...ids.map((id) => id.length));
  for (const id of ids) {
    const { title, minutes, needs } = readExercise(id);
    const needed = needs ? ` [${t.needs} ${needs.join(', ')}]` : '';
    const begun = existsSync(ownFile(id)) ? ` ${t.begun}` : '';
    console.log(`${id.padEnd(width)}  ${title[language]}, ${t.minutes(minutes)}${needed}${begun}`);
  }
  return 0;
}

/** Judges naive answers on the reference version, of the exercises named or of those that changed. */
async function record(ids: readonly string[]): Promise<number> {
  for (const id of ids) readExercise(id);
  const due = ids.length > 0 ? ids : exerciseIds().filter((id) => !isUpToDate(id));
  const interrupted = interruption();
  for (const id of due) console.log(`${id}: ${await recordVerdicts(id, interrupted)}`);
  if (due.length === 0) console.log('Every verdict is up to date.');
  return 0;
}

/** Puts the skeleton where the reader works; never over what is there. @returns whether it did. */
function begin(id: string, { task, demands }: Exercise<never>): boolean {
  if (existsSync(ownFile(id))) return false;
  copyFileSync(fileOf(id, 'skeleton'), ownFile(id), constants.COPYFILE_EXCL);
  console.log(`${task[language]}\n`);
  for (const { id: name, says } of demands) console.log(`- ${name}: ${says[language]}`);
  console.log(`\n${t.written(where(ownFile(id)), id)}`);
  return true;
}

/** Judges demand by demand. @returns whether all hold. */
async function judgeAll(
  id: string,
  { demands }: Exercise<never>,
  signal: AbortSignal,
): Promise<boolean> {
  removeAbandoned();
  const left: string[] = [];
  const width = Math.max(...demands.map((demand) => demand.id.length));
  for (const { id: name, says } of demands) {
    const verdict = await judge(id, name, ownFile(id), { signal });
    if (signal.aborted) throw new UserError(t.interrupted, 130);
    const word = verdict.breach ? styleText('red', t.broken) : styleText('green', t.held);
    console.log(`${word}  ${name.padEnd(width)}  ${says[language]}`);
    if (!verdict.breach) continue;
    left.push(name);
    await tell(id, verdict);
  }
  console.log(`\n${t.sum(demands.length - left.length, demands.length, left)}`);
  return left.length === 0;
}

/** How a demand was broken, and where the timeline of that is. */
async function tell(id: string, { demand, breach, ...run }: Verdict): Promise<void> {
  const { steps, expected, happened } = breach!;
  steps.forEach((step, index) => console.log(`    ${index + 1}. ${step[language]}`));
  console.log(`    ${t.expected} ${expected[language]}`);
  console.log(`    ${t.happened} ${happened[language]}`);
  await mkdir(keptFolder, { recursive: true });
  const path = join(keptFolder, `${id}-${demand}.html`);
  await writeFileAtomic(
    path,
    await tracePage({
      run,
      name: `${id}: ${demand}`,
      command: `npm run exercise ${id}`,
      machine: await describeMachine(process.execPath),
      language,
    }),
  );
  console.log(`    ${t.timeline} ${where(path)}\n`);
}

async function judgeAtEachSave(id: string, exercise: Exercise<never>): Promise<number> {
  const interrupted = interruption();
  let saves = 0;
  let saved = (): void => {};
  // The folder: many editors write a new file and rename it.
  const watcher = watch(ownFolder, (_event, name) => {
    if (name !== `${id}.ts`) return;
    saves++;
    saved();
  });
  interrupted.addEventListener('abort', () => saved());
  try {
    while (!interrupted.aborted) {
      const judged = saves;
      if (existsSync(ownFile(id))) await judgeAll(id, exercise, interrupted);
      console.log(`${t.watching(where(ownFile(id)))}\n`);
      if (saves === judged && !interrupted.aborted)
        await new Promise<void>((resolve) => (saved = resolve));
    }
  } finally {
    watcher.close();
  }
  return 130;
}

/** One hint more than the last time. */
async function hint(id: string, { hints }: Exercise<never>): Promise<number> {
  await mkdir(keptFolder, { recursive: true });
  const toldFile = (index: number): string => join(keptFolder, `${id}.hint-${index}`);
  const told = hints.filter((_hint, index) => existsSync(toldFile(index))).length;
  const next = Math.min(told, hints.length - 1);
  console.log(`${t.hint(next + 1, hints.length)} ${hints[next]![language]}`);
  await writeFileAtomic(toldFile(next), '');
  return 0;
}

function solution(id: string): number {
  const ours = fileOf(id, 'solution');
  if (!existsSync(ownFile(id))) {
    console.log(where(ours));
    return 0;
  }
  const compared = spawnSync('git', ['diff', '--no-index', '--', ownFile(id), ours], {
    cwd: root,
    stdio: 'inherit',
  });
  // 1 says that they differ.
  return compared.status === 1 ? 0 : (compared.status ?? 1);
}
