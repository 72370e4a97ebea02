// Writes lines to one file, beside other writers.
import {
  appendFileSync,
  createWriteStream,
  openSync,
  writeSync,
} from 'node:fs';

const [path = '', how, name] = process.argv.slice(2);
const line = (i: number): string =>
  `${JSON.stringify({ worker: name, pid: process.pid, i, text: 'x'.repeat(80) })}\n`;

// #region ways
if (how === 'append') {
  // O_APPEND: the kernel moves to the end and writes, as one step.
  for (let i = 0; i < 500; i++) appendFileSync(path, line(i));
} else if (how === 'own position') {
  // Each process writes where it believes the end to be.
  const file = openSync(path, 'r+');
  let at = 0;
  for (let i = 0; i < 500; i++) at += writeSync(file, line(i), at);
} else {
  // To the primary, which is the only one that writes.
  const out = createWriteStream('', { fd: 1 });
  for (let i = 0; i < 500; i++) out.write(line(i));
  out.end();
}
// #endregion ways
