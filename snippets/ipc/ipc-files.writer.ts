// The writing process of ipc-files.ts: writes the same file again and again, in one of two ways.
import { rename, writeFile } from 'node:fs/promises';

const [file = '', how] = process.argv.slice(2);
const state = JSON.stringify({ users: new Array(20_000).fill('somebody') });

// #region write
async function write(): Promise<void> {
  if (how === 'in place') {
    await writeFile(file, state); // Empties the file, then fills it.
    return;
  }
  // Beside it: a rename works only inside one file system.
  await writeFile(`${file}.new`, state);
  await rename(`${file}.new`, file);
}
// #endregion write

await write();
process.send!('written once');
process.channel!.unref();
while (process.connected) await write();
