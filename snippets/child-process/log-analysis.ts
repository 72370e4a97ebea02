/**
 * Finds the most frequent errors of a large log by grep, cut, sort and uniq with hardly
 * any memory in Node.js, then does the same in JavaScript, line by line and at once.
 *
 * @zh 用 grep、cut、sort、uniq 从大日志里找出最常见的错误，Node.js 几乎不占内存；再用 JavaScript 逐行读、一次读完各做一遍作比较。
 * @measures
 * @needs sh
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';

const folder = await mkdtemp(join(tmpdir(), 'logs-'));
const file = join(folder, 'app.log');
const causes = ['timeout', 'refused', 'timeout', 'reset', 'refused'];
causes.push('timeout', 'not found', 'timeout', 'reset', 'refused');

// #region write
function* lines(): Generator<string> {
  for (let n = 0; n < 12_000; n++) {
    let block = '';
    for (let i = 0; i < 50; i++) {
      const at = (n * 50 + i) % 97;
      block +=
        at % 10 === 0
          ? `t${n} ERROR ${causes[at / 10]}\n`
          : `t${n} INFO request ${n}-${i} answered by worker ${at}\n`;
    }
    yield block;
  }
}
await pipeline(lines, createWriteStream(file));
// #endregion write

// #region tools
/** The most frequent causes: [how often, cause]. */
async function top(file: string): Promise<[number, string][]> {
  // Fixed text; the file is a parameter, so no name of it can do harm.
  // LC_ALL=C compares bytes: much faster than the rules of a language.
  const line =
    'grep -F " ERROR " -- "$1" | cut -d " " -f 3- | sort | uniq -c' +
    ' | sort -k1,1nr | head -n 3';
  const child = spawn('sh', ['-c', line, 'sh', file], {
    env: { ...process.env, LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let problem = '';
  child.stderr.on('data', (text: Buffer) => (problem += text));
  const closed = once(child, 'close');
  const found: [number, string][] = [];
  for await (const row of createInterface({ input: child.stdout })) {
    const [, count, cause] = /^ *(\d+) (.*)$/.exec(row) ?? [];
    found.push([Number(count), cause ?? '']);
  }
  await closed;
  // The code is head's. That grep failed shows on stderr only.
  if (problem) throw new Error(problem.trim());
  return found;
}
// #endregion tools

// #region compare
/** How much more memory the process takes while it works. */
async function watch<T>(work: () => Promise<T>): Promise<[T, number, number]> {
  const before = process.memoryUsage.rss();
  const start = performance.now();
  let most = before;
  const note = (): void => {
    most = Math.max(most, process.memoryUsage.rss());
  };
  const timer = setInterval(note, 5);
  const result = await work();
  note();
  clearInterval(timer);
  return [result, performance.now() - start, (most - before) / 1e6];
}
const [byTools, toolTime, toolMemory] = await watch(() => top(file));
/** The same in JavaScript, from any source of lines. */
async function count(lines: AsyncIterable<string> | string[]) {
  const counts: Record<string, number> = {};
  for await (const line of lines) {
    const [, cause] = / ERROR (.*)/.exec(line) ?? [];
    if (cause) counts[cause] = (counts[cause] ?? 0) + 1;
  }
  const rows = Object.entries(counts).sort(([, a], [, b]) => b - a);
  return rows.slice(0, 3).map(([cause, count]) => [count, cause]);
}
const [byLine, lineTime, lineMemory] = await watch(() =>
  count(createInterface({ input: createReadStream(file) })),
);
const [atOnce, onceTime, onceMemory] = await watch(async () =>
  count((await readFile(file, 'utf8')).split('\n')),
);
// #endregion compare

for (const [count, cause] of byTools) console.log(`${cause}: ${count} times`);
console.log(`log file: ${((await stat(file)).size / 1e6).toFixed(0)} MB`);
for (const [name, time, memory] of [
  ['tools', toolTime, toolMemory],
  ['line by line', lineTime, lineMemory],
  ['all at once', onceTime, onceMemory],
] as const) {
  console.log(`time (${name}): ${time.toFixed(0)} ms`);
  console.log(`memory (${name}): ${memory.toFixed(1)} MB`);
}
const missing = await top(join(folder, 'no.log')).catch(String);
console.log(String(missing).replace(folder, '…'));

await rm(folder, { recursive: true });
assert.deepEqual(byTools, byLine);
assert.deepEqual(byTools, atOnce);
assert.ok(toolMemory * 3 < onceMemory, 'the file never was in this process');
assert.match(String(missing), /No such file/);
