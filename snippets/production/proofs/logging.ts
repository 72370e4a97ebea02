import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Proofs } from '../../proving.ts';
import { program } from '../../proving.ts';

/** Two processes that each write 100 lines of this many bytes to one place, a line in one write: how many arrived whole. */
async function whole(bytes: number, place: 'file' | 'pipe'): Promise<string> {
  const name = join(tmpdir(), `${place}-${bytes}`);
  const lines = program(`
    import { existsSync, writeFileSync, writeSync } from 'node:fs';
    const line = Buffer.from(process.argv[2].repeat(${bytes - 1}) + '\\n');
    writeFileSync('${name}-' + process.argv[2], String(process.pid));
    // Both begin when both are there.
    while (!existsSync('${name}-a') || !existsSync('${name}-b'));
    for (let i = 0; i < 100; i++)
      for (let at = 0; at < line.length; ) at += writeSync(1, line, at);`);
  const both = '"$0" "$1" a & "$0" "$1" b & wait';
  // Nothing is read before both sleep in a write, since the pipe is full: by
  // then neither can be done before the other has begun.
  const asleep = `[ -s "$2-$w" ] && grep -q '^State:.S' "/proc/$(cat "$2-$w")/status"`;
  const reader = `for w in a b; do until ${asleep}; do :; done; done; cat > "$2"`;
  // The shell makes a pipe, which Node does not.
  const line =
    place === 'file'
      ? `exec >> "$2"; ${both}`
      : `{ ${both}; } | { ${reader}; }`;
  const shell = spawn('sh', ['-c', line, process.execPath, lines, name], {
    stdio: 'ignore',
  });
  await once(shell, 'exit');
  const found = readFileSync(name, 'utf8').split('\n').slice(0, -1);
  const good = found.filter(
    (text) => /^(a+|b+)$/.test(text) && text.length === bytes - 1,
  );
  return good.length === 200 ? 'all whole' : 'some torn';
}

export const proofs: Proofs = {
  /**
   * Two processes write lines at the same time, each line with one call.
   * @zh 两个进程同时写日志行，每行只调用一次写。
   */
  'log-whole-lines': async () => ({
    'a file, opened with a, 100 kB a line': await whole(100_000, 'file'),
    'one pipe, 1 kB a line': await whole(1000, 'pipe'),
    'one pipe, 100 kB a line': await whole(100_000, 'pipe'),
  }),

  /**
   * A line in two writes, and another process's line between them.
   * @zh 一行分两次写，中间插进另一个进程的一行。
   */
  'log-two-writes': () => {
    const path = join(tmpdir(), 'log');
    const [one, other] = [openSync(path, 'a'), openSync(path, 'a')];
    writeSync(one, '{"half":');
    writeSync(other, '{"whole":1}\n');
    writeSync(one, '1}\n');
    return readFileSync(path, 'utf8').trim().replace('\n', ' and ');
  },

  /**
   * A log is copied and truncated, as `copytruncate` does, and its writer goes on.
   * @zh 像 `copytruncate` 那样把日志复制后截断，写它的进程继续写。
   */
  'log-copytruncate': () => {
    const seen: Record<string, string> = {};
    for (const flag of ['a', 'w']) {
      const path = join(tmpdir(), `log-${flag}`);
      const log = openSync(path, flag);
      writeSync(log, 'x'.repeat(1000));
      truncateSync(path);
      writeSync(log, 'next\n');
      closeSync(log);
      const zeros = readFileSync(path).filter((byte) => byte === 0).length;
      seen[`opened with ${flag}`] =
        `${statSync(path).size} bytes, ${zeros} of them zero`;
    }
    return seen;
  },
};
