// npm run check [-- --waits]: all that can be told soon, without a browser. Prints every problem, then fails.
import { parseArgs } from 'node:util';
import { diagramIds } from '../diagrams/index.ts';
import { charts } from '../site/.vitepress/charts/index.ts';
import { chartProblem } from '../site/.vitepress/charts/problem.ts';
import { errorProblems, errorProofs } from '../site/.vitepress/errors/problems.ts';
import { pathProblems } from '../site/.vitepress/path/problems.ts';
import { checkExercises } from './checks/exercises.ts';
import { checkImports } from './checks/imports.ts';
import { checkMyths } from './checks/myths.ts';
import { checkPages } from './checks/pages.ts';
import { checkProofs } from './checks/proofs.ts';
import { checkQuestions } from './checks/questions.ts';
import { checkReadme } from './checks/readme.ts';
import { checkRecordings } from './checks/recordings.ts';
import { checkSnippets } from './checks/snippets.ts';
import { report, runTools } from './checks/tools.ts';
import { checkWaits, listWaits } from './checks/waits.ts';
import { count, main } from './terminal/messages.ts';

const usage = `npm run check [-- --waits]

All that can be told without a browser: types, lint, format, the rules of pages, imports, stale recordings. --waits lists what waits for a time,
and why.`;

await main(async () => {
  const { values } = parseArgs({ options: { waits: { type: 'boolean', default: false } } });
  if (values.waits) {
    console.log(listWaits());
    return 0;
  }
  const running = runTools();

  const { problems, snippets } = checkSnippets();
  problems.push(
    ...checkRecordings(snippets),
    ...checkPages({
      snippets,
      diagrams: diagramIds(),
      charts: charts.map(({ id }) => id),
      chartProblem,
    }),
    ...checkQuestions(),
    ...checkMyths(),
    ...checkProofs(errorProofs()),
    ...errorProblems(),
    ...checkExercises(),
    ...pathProblems(),
    ...checkReadme(),
    ...(await checkImports()),
    ...checkWaits(),
  );
  report(
    'snippets, recordings, proofs, errors, waits, pages, questions, exercises, path, README, imports',
    problems.map(({ at, message }) => `${at}: ${message}`).join('\n'),
  );

  const failed = [problems.length > 0, ...(await running)].filter(Boolean).length;
  if (failed > 0) console.error(`\n${count(failed, 'check')} failed.`);
  return failed > 0 ? 1 : 0;
}, usage);
