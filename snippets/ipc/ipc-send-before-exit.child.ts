// The child of ipc-send-before-exit.ts: sends one message and ends in one of three ways, or reads late.

const [way, bytes] = process.argv.slice(2);
const message = 'x'.repeat(Number(bytes ?? 0));

// #region ways
if (way === 'exit at once') {
  process.send!(message);
  process.exit(0); // What is not written yet is gone.
} else if (way === 'exit in callback') {
  process.send!(message, () => process.exit(0));
} else if (way === 'exitCode') {
  process.send!(message);
  process.exitCode = 0; // Ends when nothing is left to do.
}
// #endregion ways

if (way === 'reads late') {
  let count = 0;
  process.on('message', (text) => {
    if (text === 'end') process.send!(count);
    else count++;
  });
  // Time: busy for so long. Whatever comes in has to wait.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
}
