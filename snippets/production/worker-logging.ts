/**
 * Lets three workers log into one file, opened for appending and opened for writing,
 * rotates it meanwhile, and counts the lines that are still whole.
 *
 * @zh 三个 worker 往同一个文件写日志，一次以追加方式打开，一次以普通写入方式打开，中途轮转一次，最后数还有多少行完好。
 * @needs posix
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = new URL('./worker-logging.cluster.ts', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'worker-logging-'));

// #region count
interface Line {
  worker?: number;
  pid?: number;
  event?: string;
}
/** The lines of a log that can be read, and how many cannot. */
function parse(file: string): { whole: Line[]; torn: number } {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const whole = lines.flatMap((line): Line[] => {
    try {
      return [JSON.parse(line) as Line];
    } catch {
      return [];
    }
  });
  return { whole, torn: lines.length - whole.length };
}
// #endregion count

// #region run
/** Half of the lines, a rotation, the other half. */
async function run(flags: 'a' | 'w'): Promise<{ whole: number; torn: number }> {
  const file = join(folder, `${flags}.log`);
  const child = fork(program, [file, flags]);
  const exit = once(child, 'exit');
  let waitFor = 3;
  let ready = (): void => {};
  child.on('message', () => --waitFor === 0 && ready());
  const three = (): Promise<void> => {
    waitFor = 3;
    return new Promise((resolve) => (ready = resolve));
  };
  await three();
  renameSync(file, `${file}.1`); // They write on, into the renamed file.
  const reopened = three();
  child.send('reopen');
  await reopened;
  child.send('go on');
  await exit;

  const [old, now] = [parse(`${file}.1`), parse(file)];
  const lines = [...old.whole, ...now.whole].filter(({ event }) => !event);
  const torn = old.torn + now.torn;
  console.log(`opened with '${flags}'`);
  console.log(`  whole lines (${flags}): ${lines.length} messages`);
  console.log(`  lost or torn (${flags}): ${6000 - lines.length} messages`);
  const pids = new Set(lines.map(({ pid }) => pid)).size;
  console.log(`  told apart by pid (${flags}): ${pids} processes`);
  return { whole: lines.length, torn };
}
// #endregion run

try {
  const append = await run('a');
  const write = await run('w');
  assert.deepEqual(append, { whole: 6000, torn: 0 });
  assert.ok(write.whole < 6000, 'they wrote over each other');
} finally {
  rmSync(folder, { recursive: true });
}
