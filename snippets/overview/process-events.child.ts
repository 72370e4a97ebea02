// Ends in the way that its first argument names, and prints its events.
const way = process.argv[2];
let again = way === 'work in beforeExit';

// #region events
process.on('beforeExit', () => {
  console.log('beforeExit');
  // Async work is allowed: it brings the loop back to life, once.
  if (again) setTimeout(() => console.log('more work'), 1);
  again = false;
});
process.on('exit', () => {
  console.log('exit');
  // Only synchronous work: the loop does not turn again.
  if (way === 'timer in exit') setTimeout(() => console.log('late'), 0);
});
process.on('uncaughtExceptionMonitor', ({ message }, origin) => {
  console.log(`monitor: ${message} (${origin})`);
});
// #endregion events

// #region causes
if (way === 'process.exit') process.exit(3);
if (way === 'exitCode') process.exitCode = 4;
if (way?.startsWith('throw')) {
  setImmediate(() => {
    throw new Error('thrown');
  });
}
if (way === 'reject') void Promise.reject(new Error('rejected'));
if (way === 'await for ever') await new Promise(() => {});
if (way === 'throw, handled') {
  process.on('uncaughtException', ({ message }) => {
    console.log(`uncaughtException: ${message}`);
    // Who knows what is broken: write it down and end.
    process.exitCode = 1;
  });
}
// #endregion causes
