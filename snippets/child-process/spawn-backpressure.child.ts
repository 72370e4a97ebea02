// Writes 4 MB with a mark for each block, or reads its input slowly.
import {
  setImmediate as turn,
  setTimeout as sleep,
} from 'node:timers/promises';

if (process.argv[2] === 'writer') {
  const block = Buffer.alloc(16_384, 'x');
  for (let i = 0; i < 256; i++) {
    // Called back when the pipe has taken it. A program in C would
    // stand in write(2) meanwhile, and do nothing else.
    let waits = true;
    const taken = new Promise((resolve) => {
      process.stdout.write(block, resolve);
    }).then(() => (waits = false));
    await turn(); // Where there was room, it has been taken by now.
    if (waits) process.stderr.write('!');
    await taken;
    process.stderr.write('.');
  }
} else {
  // Time: the lesson is that others are quicker.
  for await (const _ of process.stdin) await sleep(1);
}
