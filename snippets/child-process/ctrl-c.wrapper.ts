// Starts the counting child, and does at SIGINT what its arguments say.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const [group, way] = process.argv.slice(2);
const detached = group === 'of its own';
const file = fileURLToPath(new URL('./ctrl-c.child.ts', import.meta.url));
const child = fork(file, { detached });
await once(child, 'message');
process.on('SIGINT', async () => {
  // Two signals that meet count as one: let the first one arrive.
  if (!detached) await once(child, 'message');
  if (way === 'passes it on') {
    child.kill('SIGINT');
    await once(child, 'message');
  }
  console.log('done'); // All has been sent, and counted.
});
child.on('exit', () => process.exit());
console.log('ready');
