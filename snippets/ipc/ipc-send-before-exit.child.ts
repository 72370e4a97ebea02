// The child of ipc-send-before-exit.ts: sends one message and ends in one of three ways.

const [way, bytes] = process.argv.slice(2);
const message = 'x'.repeat(Number(bytes));

// #region ways
if (way === 'exit at once') {
  process.send!(message);
  process.exit(0); // What is not written yet is gone.
} else if (way === 'exit in callback') {
  process.send!(message, () => process.exit(0));
} else {
  process.send!(message);
  process.exitCode = 0; // Ends when nothing is left to do.
}
// #endregion ways
