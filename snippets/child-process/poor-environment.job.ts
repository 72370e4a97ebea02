// A job as one writes it at a terminal, and the same with nothing taken for granted.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const file = process.argv[2]!; // Beside the job, in a real one: import.meta.url.
const here = dirname(file);
const report = (...words: string[]): void => console.log(...words);
const works = (yes: boolean): string => (yes ? 'ok' : 'missing');
const starts = (program: string): boolean => !spawnSync(program).error;

// #region job
report('  a tool by its name:', works(starts('convert-report')));
report('  a file by its name:', works(existsSync('settings.json')));
report('  HOME:', works(process.env.HOME !== undefined));
report('  a terminal type (TERM):', works(process.env.TERM !== undefined));
// What the job can know without its caller.
report(
  '  the tool by a path:',
  works(starts(join(here, 'bin/convert-report'))),
);
report('  the file beside it:', works(existsSync(join(here, 'settings.json'))));
report('  Node.js, by execPath:', works(existsSync(process.execPath)));
// #endregion job
