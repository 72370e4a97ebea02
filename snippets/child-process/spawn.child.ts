// Prints its arguments, or a text in pieces that cut a line and a character apart.
import { once } from 'node:events';

const [what, ...args] = process.argv.slice(2);
if (what === 'arguments') {
  const [first, ...others] = args.map((text) => JSON.stringify(text));
  console.log(first);
  for await (const _ of process.stdin); // Until the parent ends it.
  for (const other of others) console.log(other);
} else {
  const text = Buffer.from('ok: 线程\ndone\n');
  // The cut at 5 goes through the first Chinese character.
  for (const [from, to] of [
    [0, 5],
    [5, 12],
    [12, text.length],
  ]) {
    process.stdout.write(text.subarray(from, to));
    await once(process.stdin, 'data'); // So that no two pieces join.
  }
  process.stdin.destroy();
}
