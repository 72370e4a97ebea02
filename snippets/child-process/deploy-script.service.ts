// Stands in for the service: loads what was built when it is told to.
import { readFileSync } from 'node:fs';

const [, , file = ''] = process.argv;
let version = '';
process.on('message', (what) => {
  if (what === 'reload') version = readFileSync(file, 'utf8');
  process.send!(version);
});
