// Would run for a minute; notices the end of its parent, or not.
setTimeout(() => {}, 60_000);

// #region notice
const end = (): never => process.exit(1);
switch (process.argv[2]) {
  case 'watching stdin':
    // When the parent is gone, the system closes its end of the pipe.
    process.stdin.resume().on('end', end);
    break;
  case 'watching the channel':
    process.on('disconnect', end);
    if (!process.connected) end(); // It was gone before we listened.
    break;
}
// #endregion notice
