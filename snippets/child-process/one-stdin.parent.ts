// Reads one line of its stdin, and leaves the rest to a child that inherits it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [program, ...args] = ['sed', 's/^/  the child: /'];
// #region ways
const ways: Record<string, () => Promise<void> | void> = {
  // Takes as much as there is, and gives you one line of it.
  async readline() {
    const lines = createInterface({ input: process.stdin });
    const [line] = await once(lines, 'line');
    lines.close();
    console.log('  the parent:', line);
    spawn(program!, args, { stdio: 'inherit' });
  },
  // Takes a byte at a time, and stops where the line does.
  'byte by byte'() {
    const byte = Buffer.alloc(1);
    let line = '';
    while (readSync(0, byte) > 0 && byte[0] !== 10) line += byte;
    console.log('  the parent:', line);
    spawn(program!, args, { stdio: 'inherit' });
  },
  // Reads all there is, and writes what is not its own to the child.
  async 'passes it on'() {
    const child = spawn(program!, args, {
      stdio: ['pipe', 'inherit', 'inherit'],
    });
    let first = true;
    for await (const line of createInterface({ input: process.stdin })) {
      if (first) console.log('  the parent:', line);
      else child.stdin.write(`${line}\n`);
      first = false;
    }
    child.stdin.end();
  },
};
await ways[process.argv[2]!]!();
// #endregion ways
