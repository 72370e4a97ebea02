// npm run claims: sentences that speak of every case ("always", "only", 总是 …) with no proof, recording or link beside them.
import { parseArgs } from 'node:util';
import { bareClaims, type Claim, reasons } from './checks/claims.ts';
import { count, main } from './terminal/messages.ts';

const usage = `npm run claims

Lists the sentences that speak of every case and have no proof, recording or link beside them: first those
that claim nothing, by the reason, then those to show or to say with less.`;

const said = {
  named: 'name a mistake that the page then judges',
  question: 'ask',
  label: 'are titles or heads of tables',
};

await main(async () => {
  parseArgs();
  const claims = [...bareClaims('en'), ...bareClaims('zh')];
  const listed = (these: readonly Claim[], what: string): void => {
    for (const { at, sentence } of these) console.log(`${at}: ${sentence}`);
    console.log(`${count(these.length, 'sentence')} that ${what}.\n`);
  };
  for (const reason of reasons) {
    listed(
      claims.filter((claim) => claim.reason === reason),
      said[reason],
    );
  }
  const left = claims.filter(({ reason }) => !reason);
  for (const { at, sentence } of left) console.log(`${at}: ${sentence}`);
  console.log(`${count(left.length, 'sentence')} to look at.`);
  return 0;
}, usage);
