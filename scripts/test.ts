// npm test: everything that CI runs; once a step has failed no other starts.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { readCatalog } from './catalog/catalog.ts';
import { main, UserError } from './terminal/messages.ts';
import { missingNeeds } from './catalog/needs.ts';
import { exerciseIds, missingFor } from './exercises/catalog.ts';
import { root } from './checkout/paths.ts';
import { ensureNode, referenceVersion } from './nodes/versions.ts';
import { runSteps, type Step } from './testing/steps.ts';
import { findTests, testRunner } from './testing/test-files.ts';
import { buildCommand } from './built-site/build.ts';
import { testedSite } from './built-site/tested-site.ts';

const usage = `npm test [-- --units]

Everything that CI runs: check, unit tests, every snippet against its recording, every proof, the built site, its pages in a browser.
They run on Node ${referenceVersion}, which is fetched; the commands are tried on this Node, too.

  --units  unit tests alone, on this Node`;

const register = ['--import', './scripts/register.mjs'];

await main(async () => {
  const { units } = parseArgs({ options: { units: { type: 'boolean', default: false } } }).values;
  const { unitTests, siteTests } = findTests(root);
  // By itself Node leaves one core idle.
  const tests = [...register, ...testRunner(), `--test-concurrency=${availableParallelism()}`];
  const unitStep: Step = { what: 'unit tests', command: [...tests, ...unitTests] };
  if (units) {
    await runSteps([unitStep], { folder: root, node: process.execPath });
    return 0;
  }
  tellSkips();
  // The one that recordings are made on. It strips types by itself, so each of the hundreds of programs here starts in a third
  // of the work that Node 20 has with it.
  const node = await ensureNode(referenceVersion);
  const onThisNode = unitTests.filter((file) => /\/(help|snippet)\.test\.ts$/.test(file));

  // The build keeps one core and no more, and the browser needs it: beside everything else it ends so late that the browser is
  // alone at the end. So it goes first, beside what has most to compute; what often waits comes after, all at once.
  const build: Step = { what: 'build', command: buildCommand, settings: testedSite };
  const check: Step = { what: 'check', command: [...register, 'scripts/check.ts'] };
  const after = [build.what];
  const steps: Step[] = [
    build,
    check,
    ...(node === process.execPath
      ? []
      : [
          {
            what: `the commands, on Node ${process.versions.node}`,
            node: process.execPath,
            command: [...tests, ...onThisNode],
          },
        ]),
    {
      what: 'every snippet, compared with its recording',
      command: [...register, 'scripts/record.ts', '--check'],
      // A missing program was named above; with CI it has already failed.
      allows: 3,
      after: [check.what],
    },
    { ...unitStep, after },
    {
      what: 'every proof, compared with its outcome',
      command: [...register, 'scripts/prove.ts', '--check'],
      after,
    },
    {
      what: 'the built site, in a browser',
      command: [...tests, ...siteTests],
      settings: testedSite,
      after,
    },
  ];
  await runSteps(steps, { folder: root, node });
  return 0;
}, usage);

/**
 * Says which snippets and exercises will be skipped, and the line that brings what they need.
 *
 * @throws UserError where CI is set: there nothing may be skipped.
 */
function tellSkips(): void {
  const lacking = [
    ...readCatalog().map(({ id, needs }) => ({ id, missing: missingNeeds(needs) })),
    ...exerciseIds().map((id) => ({ id: `the exercise ${id}`, missing: missingFor(id) })),
  ];
  const lines = lacking.flatMap(({ id, missing }) =>
    missing.map(({ name, mend }) => `skipping ${id}: it needs ${name}; ${mend}`),
  );
  if (lines.length === 0) return;
  console.log(lines.join('\n'));
  if (process.env.CI)
    throw new UserError('With CI set nothing may be skipped: install what is missing.');
}
