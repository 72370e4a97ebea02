// npm run matrix [-- ids] [-- versions]: runs snippets on every supported Node and notes which pass; without ids, all proofs too.
import { parseArgs } from 'node:util';
import { chooseRuns } from './catalog/choose-runs.ts';
import { updateMatrix } from './matrix/update.ts';
import { readProofs } from './proofs/catalog.ts';
import { tellTried, tryProofs } from './proofs/try.ts';
import { interruption, main } from './terminal/messages.ts';

const usage = `npm run matrix [-- ids and versions]

Runs snippets, or those named, on every supported Node, or on those named (20, 22 ...), and notes which pass.`;

await main(async () => {
  const { snippets, versions, isNamed } = chooseRuns(
    parseArgs({ allowPositionals: true }).positionals,
  );
  const interrupted = interruption();
  let failures = await updateMatrix(snippets, versions, interrupted);
  if (!isNamed) {
    const proofs = readProofs();
    failures += tellTried(await tryProofs(proofs, proofs, versions, 'force', interrupted), false);
  }
  return failures > 0 ? 1 : 0;
}, usage);
