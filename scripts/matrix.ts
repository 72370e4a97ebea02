// npm run matrix [-- ids] [-- versions]: runs snippets on every supported Node and notes which pass; without ids, all proofs too.
import { parseArgs } from 'node:util';
import { chooseRuns } from './catalog/choose-runs.ts';
import { matrixPath, systemPath } from './matrix/file.ts';
import { updateMatrix } from './matrix/update.ts';
import { supportedVersions } from './nodes/versions.ts';
import { readProofs } from './proofs/catalog.ts';
import { tellTried, tryProofs } from './proofs/try.ts';
import { interruption, main, UserError } from './terminal/messages.ts';

const usage = `npm run matrix [-- ids and versions] [--here]

Runs snippets, or those named, on every supported Node, or on those named (20, 22 ...), and notes which pass.

  --here  runs them on the Node that runs this command, skips what lacks something, and notes what passes for this system:
          ${systemPath().slice(process.cwd().length + 1)}`;

await main(async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { here: { type: 'boolean', default: false } },
  });
  const interrupted = interruption();
  const own = process.versions.node;
  const usual = values.here ? [own] : supportedVersions;
  const { snippets, versions, isNamed } = chooseRuns(positionals, usual, values.here);
  if (values.here) {
    if (versions.join() !== own)
      throw new UserError(
        `--here runs on Node ${own}, which runs this command: leave out ${versions.join(', ')}, or start it with another Node.`,
        2,
      );
    const major = (version: string): string => version.split('.')[0]!;
    // A newer one of its line takes its place.
    const isNoted = (version: string): boolean => version === own || major(version) !== major(own);
    const failed = await updateMatrix(snippets, versions, interrupted, systemPath(), isNoted);
    return failed > 0 ? 1 : 0;
  }
  const isNoted = (version: string): boolean => supportedVersions.includes(version);
  let failures = await updateMatrix(snippets, versions, interrupted, matrixPath, isNoted);
  if (!isNamed) {
    const proofs = readProofs();
    failures += tellTried(await tryProofs(proofs, proofs, versions, 'force', interrupted), false);
  }
  return failures > 0 ? 1 : 0;
}, usage);
