// npm run claims: sentences that speak of every case ("always", "only", 总是 …) with no proof, recording or link beside them.
import { parseArgs } from 'node:util';
import { bareClaims } from './checks/claims.ts';
import { count, main } from './terminal/messages.ts';

const usage = `npm run claims

Lists the sentences that speak of every case and have no proof, recording or link beside them.`;

await main(async () => {
  parseArgs();
  const claims = [...bareClaims('en'), ...bareClaims('zh')];
  for (const { at, sentence } of claims) console.log(`${at}: ${sentence}`);
  console.log(`${count(claims.length, 'sentence')} to look at.`);
  return 0;
}, usage);
