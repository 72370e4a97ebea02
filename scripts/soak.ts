// npm run soak [-- ids and versions] [--busy] [--times 10]: runs snippets again and again, and looks for what they leave behind.
import { parseArgs } from 'node:util';
import { fill } from './soaking/fill.ts';
import { atOnce, onEveryVersion } from './soaking/on-every-version.ts';
import { printTable } from './soaking/table.ts';
import { whileBusy } from './soaking/while-busy.ts';
import { count, interruption, main, UserError } from './terminal/messages.ts';

const usage = `npm run soak [-- ids and versions] [--busy] [--times 10]

Runs snippets ten times in a row and then two at once on every supported Node, compares what they print, and looks for what
they leave behind. Ids narrow it, and versions (20, 22 ...).

  --busy    runs snippets and tests in a row while as many processes as there are cores burn time, then twice as many, on
            the reference version, and says what failed how often; files of tests narrow it too
  --times   runs in a row`;

await main(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      busy: { type: 'boolean', default: false },
      times: { type: 'string', default: '10' },
    },
  });
  const times = Number(values.times);
  if (!Number.isInteger(times) || times < 1)
    throw new UserError('--times takes a whole number above 0.', 2);
  const { rows, columns } = values.busy
    ? await whileBusy(positionals)
    : onEveryVersion(positionals);
  const cells = await fill(rows, columns, times, interruption());
  console.log(
    values.busy
      ? 'runs in a row that passed, beside that many processes that burn time\n'
      : `runs in a row (of ${times}) + at once (of ${atOnce}) + tests with SOAK=1\n`,
  );
  printTable(
    columns.map(({ name }) => name),
    rows.map(({ name }, index) => [name, cells[index]!]),
  );
  const failed = cells.flat().filter(({ problems }) => problems.length > 0);
  for (const { problems } of failed) console.error(`\n${problems.join('\n')}`);
  if (failed.length === 0) return 0;
  throw new UserError(`\n${failed.length} of ${count(cells.flat().length, 'cell')} failed.`);
}, usage);
