// The program inside of the executable: a server that wants a child of its own file.
import { fork, spawn } from 'node:child_process';

const [, , way = '', depth = '0', file = ''] = process.argv;
// #region guard
if (way === 'guarded' && file.endsWith('child.js')) {
  // Started by ourselves: do the child's work, and start nobody.
  console.log('  the work of the child');
  process.exit();
}
// #endregion guard
console.log(`  the app starts, argument: ${file || 'none'}`);
if (Number(depth) < 2) {
  // Two are enough to see it; without that, there is no end.
  const next = String(Number(depth) + 1);
  const app = process.env.APP!; // What process.execPath is in a package.
  if (way === 'with Node') {
    // A Node.js that is really there, by its path.
    spawn(process.execPath, ['-e', 'console.log("  the work of the child")'], {
      stdio: 'inherit',
    });
  } else {
    fork('child.js', [], { execPath: app, execArgv: [way, next] });
  }
}
