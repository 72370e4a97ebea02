/**
 * Reads a file while another process keeps writing it, in place and by rename, and
 * watches it: torn reads, a watcher gone blind, updates that nobody saw.
 *
 * @zh 另一个进程不断写文件，这边同时读：原地写与改名写的区别；再监视它：读到半截、监视失效、漏掉的更新。
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { on, once } from 'node:events';
import { renameSync, watch, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const writer = new URL('./ipc-files.writer.ts', import.meta.url);
const folder = await mkdtemp(join(tmpdir(), 'ipc-'));
const file = join(folder, 'state.json');
const reads = 300;

// #region read
/** Reads while the other process writes; says how much was unreadable. */
async function tornReads(how: string): Promise<number> {
  const child = fork(writer, [file, how]);
  const exited = once(child, 'exit');
  await once(child, 'message');
  let torn = 0;
  let n = 0;
  // Where it can go wrong: until it has gone wrong.
  for (; n < reads || (how === 'in place' && torn === 0); n++) {
    try {
      JSON.parse(await readFile(file, 'utf8'));
    } catch {
      torn++;
    }
  }
  child.disconnect();
  await exited;
  const share = ((torn / n) * 100).toFixed(1);
  console.log(`unreadable (${how}): ${share} %`);
  return torn;
}
const inPlace = await tornReads('in place');
const renamed = await tornReads('by rename');
// #endregion read

// #region watch
const replaceFile = (value: number): void => {
  writeFileSync(`${file}.new`, String(value));
  renameSync(`${file}.new`, file);
};
let told = 0;
const onFile = watch(file, () => told++);
const onFolder = watch(folder);
/** Replaces the file; was the file's watcher told? */
async function tellsOf(value: number): Promise<boolean> {
  told = 0;
  replaceFile(value);
  // A change that comes after it. Once that is told, so is all before.
  const later = `later-${value}`;
  writeFileSync(join(folder, later), '');
  for await (const [, name] of on(onFolder, 'change'))
    if (name === later) break;
  return told > 0;
}
const blind = [await tellsOf(1), await tellsOf(2), await tellsOf(3)];
console.log('watching the file tells of replacements:', blind.join(', '));
// #endregion watch

// #region latest
const seen = new Set<number>();
const pending: Promise<unknown>[] = [];
onFolder.on('change', () => {
  const read = readFile(file, 'utf8');
  pending.push(read.then((text) => seen.add(Number(text))));
});
for (let value = 101; value <= 200; value++) replaceFile(value);
while (!seen.has(200)) await sleep(10);
onFile.close();
onFolder.close();
await Promise.all(pending);
console.log('values written: 100 updates');
console.log(`values seen: ${seen.size} updates`);
// #endregion latest

await rm(folder, { recursive: true });
assert.equal(renamed, 0, 'a rename replaces the file in one step');
assert.ok(inPlace > 0, 'a write in place was read half-way');
assert.ok(seen.size < 100, 'events tell that, not what');
if (process.platform === 'linux') assert.deepEqual(blind, [true, false, false]);
