import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { describe, test } from 'node:test';
import { exerciseIds, fileOf, missingFor, naiveAnswers, readExercise } from './catalog.ts';
import { judge } from './judge.ts';

// A judge waits as long as it works: for whoever does nothing any more.
describe('exercises', { concurrency: availableParallelism() + 1 }, () => {
  for (const id of exerciseIds()) {
    const { demands } = readExercise(id);
    const names = demands.map((demand) => demand.id);
    // With CI set nothing may be skipped: there the judge says what it lacks, and fails.
    const lacks = process.env.CI ? [] : missingFor(id);
    const skip = lacks.map(({ name, mend }) => `it needs ${name}; ${mend}`).join(', ') || false;

    test(`${id}: the solution holds, demand by demand`, { skip }, async () => {
      for (const demand of names) {
        const { breach, output } = await judge(id, demand, fileOf(id, 'solution'));
        assert.equal(breach, undefined, JSON.stringify({ demand, breach, output }, null, 1));
      }
    });

    for (const { name, file, fails } of naiveAnswers(id, demands)) {
      test(`${id}: ${name} fails at ${fails}, and at nothing before`, { skip }, async (t) => {
        for (const demand of names.slice(0, names.indexOf(fails) + 1)) {
          let { breach } = await judge(id, demand, file);
          // Where a judge cannot force a moment, a wrong answer may hold by luck: that is told.
          for (let n = 1; demand === fails && !breach && n < 5; n++) {
            t.diagnostic(`${demand} held by luck`);
            ({ breach } = await judge(id, demand, file));
          }
          assert.equal(breach !== undefined, demand === fails, JSON.stringify({ demand, breach }));
          if (breach) t.diagnostic(JSON.stringify(breach));
        }
      });
    }

    test(
      `${id}: the skeleton breaks what it must, and its judge always ends`,
      { skip },
      async () => {
        const { skeletonBreaks } = readExercise(id);
        // Of a frame the first demand is enough; a program with bugs breaks what they break, and nothing else.
        const judged = skeletonBreaks ? names : names.slice(0, 1);
        const broken: string[] = [];
        for (const demand of judged)
          if ((await judge(id, demand, fileOf(id, 'skeleton'))).breach) broken.push(demand);
        assert.deepEqual(broken, skeletonBreaks ?? judged);
      },
    );

    test(`${id}: enough naive answers, and hints in both languages`, async () => {
      const { hints, demands } = readExercise(id);
      assert.ok(naiveAnswers(id, demands).length >= 2);
      for (const text of [...hints, ...demands.map(({ says }) => says)])
        assert.ok(text.en && /[\u4e00-\u9fff]/.test(text.zh));
    });
  }
});
