// What the judge has run as a stage: node stage.ts <what> [file] [gate]
import { closeSync, existsSync, openSync, writeSync } from 'node:fs';

const [what, file = '', gate = ''] = process.argv.slice(2);
const nothing = new Int32Array(new SharedArrayBuffer(4));
const pause = (): void => void Atomics.wait(nothing, 0, 0, 5);

function write(block: Uint8Array): void {
  let left = block;
  while (left.length > 0) {
    try {
      left = left.subarray(writeSync(1, left));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      // Time: the pipe is full and does not block; nothing tells when it has room, so it is tried again.
      pause();
    }
  }
}

function opened(): void {
  // Time: how often it looks. It blocks, so nothing can tell it.
  while (!existsSync(gate)) pause();
}

process.on('SIGTERM', () => {});
switch (what) {
  // Prints 48 MB, and writes into the file how much of that has been taken.
  case 'flood': {
    const block = Buffer.from('0123456789abcde\n'.repeat(4096));
    const count = openSync(file, 'w');
    for (let taken = 1; taken <= 768; taken++) {
      write(block);
      writeSync(count, String(taken * block.length).padStart(16), 0);
    }
    break;
  }
  // Reads nothing until the gate is open, then passes everything on.
  case 'slow':
    opened();
    process.stdin.pipe(process.stdout);
    break;
  // Says that it is there, and does nothing for ever.
  case 'endless':
    writeSync(openSync(file, 'w'), 'here');
    setInterval(() => {}, 2 ** 30);
    break;
  // Ends its output, and fails when the gate is open.
  case 'late':
    write(Buffer.from('all\n'));
    closeSync(1);
    opened();
    process.exit(3);
}
