// Runs the program of its arguments, as most scripts do it.
import { spawn } from 'node:child_process';

const [program = '', ...args] = process.argv.slice(2);
// #region naive
const child = spawn(program, args, { stdio: 'inherit' });
child.on('exit', (code) => process.exit(code));
// #endregion naive
