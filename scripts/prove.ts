// npm run prove [-- ids, topics, versions] [--check] [--force]: tries the statements of the pages, and notes what each Node does.
import { parseArgs } from 'node:util';
import { readProofs } from './proofs/catalog.ts';
import { chooseProofs } from './proofs/choose.ts';
import { tellTried, tryProofs } from './proofs/try.ts';
import { interruption, main } from './terminal/messages.ts';

const usage = `npm run prove [-- ids, topics, versions] [--check] [--force]

Tries the statements of the pages and notes what each version of Node does; --check compares with what is noted, on the reference version
unless others are named; --force tries also what was noted before.`;

await main(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      check: { type: 'boolean', default: false },
      force: { type: 'boolean', default: false },
    },
  });
  const all = readProofs();
  const { chosen, versions } = chooseProofs(all, positionals, values.check);
  // They were noted on Linux, and some look at what only Linux has.
  if (values.check && process.platform !== 'linux') {
    console.log('skipping all proofs: their outcomes were noted on Linux.');
    return 0;
  }
  const isRoot = process.getuid?.() === 0;
  const tryable = chosen.filter(({ needsRoot }) => isRoot || !needsRoot);
  for (const proof of chosen.filter((candidate) => !tryable.includes(candidate)))
    console.log(
      `skipping ${proof.id}: it needs root; try it with: sudo npm run prove -- ${proof.id}`,
    );
  const mode = values.check ? 'compare' : values.force ? 'force' : 'note';
  const tried = await tryProofs(tryable, all, versions, mode, interruption());
  return tellTried(tried, values.check) > 0 ? 1 : 0;
}, usage);
