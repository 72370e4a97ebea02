// Writes 10 MB to stdout and ends in the way its argument names.

// #region end
process.stdout.write('x'.repeat(10_000_000));
if (process.argv[2] === 'exit') process.exit(1); // Now.
process.exitCode = 1; // When there is nothing left to do.
// #endregion end
