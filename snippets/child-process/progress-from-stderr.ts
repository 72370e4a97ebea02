/**
 * Follows a long-running converter by the status line on its stderr, ends it when it
 * makes no progress, and keeps its last words for the error; `-- ffmpeg` runs ffmpeg.
 *
 * @zh 从 stderr 的状态行跟踪一个长时间运行的转换工具：没有进展就结束它，出错时留下它最后的话；加 `-- ffmpeg` 则运行真正的 ffmpeg。
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const tool = fileURLToPath(
  new URL('./progress-from-stderr.tool.ts', import.meta.url),
);
const ours = [process.execPath, ...process.execArgv, tool];
const input = ['-f', 'lavfi', '-i', 'testsrc=duration=30'];
const ffmpeg = ['ffmpeg', '-nostdin', ...input, '-f', 'null', '-'];

// #region convert
/** Seconds in `time=00:01:02.50`. */
function position(line: string): number | undefined {
  const [, h, m, s] = /time=(\d+):(\d+):([\d.]+)/.exec(line) ?? [];
  if (s === undefined) return undefined;
  return Number(h) * 3600 + Number(m) * 60 + Number(s);
}

async function convert(
  [program = '', ...args]: string[],
  seconds: number, // How long the film is.
  patience: number, // How long a silence may be.
  onProgress: (percent: number) => void,
): Promise<void> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const closed = once(child, 'close'); // Rejects at 'error'.
  let stalled = false;
  const stall = (): void => {
    stalled = true;
    child.kill('SIGKILL'); // Who hangs may not heed SIGTERM either.
  };
  let watchdog = setTimeout(stall, 30_000); // A start may take longer.
  const last: string[] = []; // The end of what it said; bounded.
  // readline takes \r for the end of a line, which is what a program
  // writes that paints over its status line.
  const lines = createInterface({ input: child.stderr });
  lines.on('line', (line) => {
    const at = position(line);
    if (at !== undefined) {
      clearTimeout(watchdog);
      watchdog = setTimeout(stall, patience); // Time: silence is the sign.
      onProgress(Math.min(100, Math.round((100 * at) / seconds)));
    } else if (line.trim() && last.push(line) > 2) {
      last.shift();
    }
  });
  try {
    const [code, signal] = await closed;
    if (stalled) throw new Error('no progress');
    if (code !== 0) {
      throw new Error(`${signal ?? `code ${code}`}: ${last.join(' | ')}`);
    }
  } finally {
    clearTimeout(watchdog);
  }
}
// #endregion convert

// #region use
const percents: number[] = [];
const ends: string[] = [];
const real = process.argv[2] === 'ffmpeg';
const ways = real ? ['ffmpeg'] : ['well', 'broken', 'hangs', 'missing'];
for (const way of ways) {
  percents.length = 0;
  const command = real ? ffmpeg : [...ours, way];
  if (way === 'missing') command[0] = 'no-such-converter';
  const patience = way === 'hangs' ? 1000 : 30_000;
  const note = (percent: number): number => percents.push(percent);
  const end = await convert(command, real ? 30 : 4, patience, note).then(
    () => 'done',
    String,
  );
  ends.push(end);
  console.log(`${way}: ${[...percents.map((p) => `${p} %`), end].join(', ')}`);
}
// #endregion use

if (!real) {
  assert.deepEqual(ends, [
    'done',
    'Error: code 1: film.mov: no such stream | Conversion failed!',
    'Error: no progress',
    'Error: spawn no-such-converter ENOENT',
  ]);
}
