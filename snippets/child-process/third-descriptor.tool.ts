// Prints what it likes, and gives its result where nobody else writes.
import { writeSync } from 'node:fs';

console.log('loading plugin: hello from a plugin'); // Not ours to forbid.
writeSync(3, `${JSON.stringify({ total: 42 })}\n`);
console.log('done');
