// npm run faults -- <service> [pairs] [seed]: two bad things at a time, pair after pair, and what must hold.
import { attack } from '../snippets/production/overlapping-faults.attack.ts';
import { describe } from '../snippets/production/overlapping-faults.plan.ts';
import { losses } from '../snippets/production/overlapping-faults.verdict.ts';
import { subjects } from './faults/services.ts';
import { interruption, main, UserError } from './terminal/messages.ts';

const usage = `npm run faults -- <service> [pairs] [seed]

Does two bad things at a time to a service, pair after pair, and says what must hold and did not. Services: ${Object.keys(subjects).join(', ')}.`;

await main(async () => {
  const [name = '', amount = '20', from = String(Date.now() % 1_000_000)] = process.argv.slice(2);
  const subject = subjects[name];
  if (!subject) {
    throw new UserError(
      `There is no service "${name}"; there are ${Object.keys(subjects).join(', ')}. Use: npm run faults -- <service> [pairs] [seed]`,
      2,
    );
  }
  const start = performance.now();
  const sums: Record<string, number> = {};
  const codes: Record<string, number> = {};
  const signal = interruption();
  const failure = await attack(subject.service, {
    ...subject,
    amount: Number(amount),
    seed: Number(from),
    atOnce: 3,
    signal,
    onRun(run, problems) {
      codes[`${run.code}`] = (codes[`${run.code}`] ?? 0) + 1;
      for (const [why, count] of Object.entries(losses(run))) sums[why] = (sums[why] ?? 0) + count;
      if (problems.length > 0) console.log(`${describe(run.steps)}: ${problems.join('; ')}`);
    },
  });
  const runs = Object.values(codes).reduce((sum, count) => sum + count, 0);
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.log(
    `${name}, Node ${process.versions.node}: ${runs} pairs in ${seconds} s, seed ${from}`,
  );
  console.log(`exit codes ${JSON.stringify(codes)}, requests ${JSON.stringify(sums)}`);
  if (!failure) {
    if (signal.aborted) throw new UserError(`Interrupted after ${runs} of ${amount} pairs.`, 130);
    return 0;
  }
  console.log(failure.log.map((line) => `  | ${line}`).join('\n'));
  throw new UserError(
    `${describe(failure.steps)} breaks it: ${failure.problems.join('; ')}\nRepeat it with seed ${failure.seed}.`,
  );
}, usage);
