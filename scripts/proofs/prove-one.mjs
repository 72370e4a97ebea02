// Runs one proof and writes down what it saw: prove-one.mjs <compiled file> <id> <answer>
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [file, id, answer] = process.argv.slice(2);
// A proof sees a process that was started without words of this runner's.
process.argv.length = 2;
const { proofs } = await import(pathToFileURL(file).href);
const seen = await proofs[id]();
writeFileSync(answer, JSON.stringify(seen) ?? 'null');
// What still runs is ended by the caller.
process.exit(0);
