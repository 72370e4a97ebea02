// Shows progress, on a terminal in one line that is painted over, elsewhere in lines that a log can keep.
// #region tool
const { stdout } = process;
// No isTTY on a pipe or a file: undefined, and so are columns.
const width = stdout.columns || 80;
const green = stdout.isTTY ? stdout.hasColors() : false;
const forced = Number(process.env.FORCE_COLOR ?? 0) > 0; // For a pipe, too.

for (const percent of [25, 50, 75, 100]) {
  const bar = '#'.repeat(Math.floor((percent / 100) * Math.min(width, 20)));
  const line = green || forced ? `\x1b[32m${bar}\x1b[39m` : bar;
  if (stdout.isTTY) stdout.write(`\r${line}`);
  else if (percent === 100) stdout.write(`${line}\n`); // Once is enough.
}
if (stdout.isTTY) stdout.write('\n');
console.error('converted'); // A remark; the result is elsewhere.
// #endregion tool
