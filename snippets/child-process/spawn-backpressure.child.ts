// Writes 4 MB with a mark for each block, or reads its input slowly.
import { setTimeout as sleep } from 'node:timers/promises';

if (process.argv[2] === 'writer') {
  const block = Buffer.alloc(16_384, 'x');
  for (let i = 0; i < 256; i++) {
    // Called back when the pipe has taken it. A program in C would
    // stand in write(2) meanwhile, and do nothing else.
    await new Promise((taken) => process.stdout.write(block, taken));
    process.stderr.write('.');
  }
} else {
  for await (const _ of process.stdin) await sleep(1);
}
