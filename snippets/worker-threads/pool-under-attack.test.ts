import * as fc from 'fast-check';
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { Attack, totals } from './pool-under-attack.attack.ts';
import { plans, type Plan } from './pool-under-attack.plan.ts';

// SEED=… and ATTACKS=… repeat a run. With SOAK=1 there are thousands.
const amount = Number(process.env.ATTACKS ?? (process.env.SOAK ? 20_000 : 200));
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));

/** The threads' files as plain JavaScript: they start in half the time, and on Node 20 in a fifth. */
const folder = mkdtempSync(join(tmpdir(), 'pool-under-attack-'));
after(() => rmSync(folder, { recursive: true }));
for (const name of readdirSync(import.meta.dirname)) {
  if (
    !/^(worker-pool\.\w+|pool-under-attack\.(?:thread|cells))\.ts$/.test(name)
  )
    continue;
  const source = readFileSync(join(import.meta.dirname, name), 'utf8');
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      rewriteRelativeImportExtensions: true,
    },
  });
  writeFileSync(join(folder, name.replace(/\.ts$/, '.js')), outputText);
}
const file = pathToFileURL(join(folder, 'pool-under-attack.thread.js'));

const attack = async (plan: Plan): Promise<void> => {
  const problems = await new Attack(plan, file, 60_000).run();
  assert.deepEqual(problems, []);
};

const tell = (result: fc.RunDetails<[Plan]>): string =>
  `${fc.defaultReportMessage(result)}\n${String(result.errorInstance)}`;

/** They wait more than they compute: so several at once. */
const lanes = 4;

test(`${amount} attacks at random break no promise of the pool`, async (t) => {
  t.diagnostic(`seed ${seed}: repeat with SEED=${seed} ATTACKS=${amount}`);
  let attacks = 0;
  const start = performance.now();
  const property = fc.asyncProperty(plans, async (plan) => {
    attacks++;
    await attack(plan);
  });
  const results = await Promise.all(
    Array.from({ length: lanes }, (_, lane) =>
      // What fails is tried with fewer and fewer steps, as long as it fails.
      fc.check(property, {
        seed: seed + lane,
        numRuns: Math.ceil(amount / lanes),
      }),
    ),
  );
  const seconds = ((performance.now() - start) / 1e3).toFixed(0);
  t.diagnostic(`${attacks} attacks in ${seconds} s: ${JSON.stringify(totals)}`);
  for (const result of results)
    assert.equal(result.failed, false, tell(result));
  assert.ok(attacks >= amount, 'it was not cut short');
});
