// Says what it was given, and squares numbers until the channel closes.
const { argv, execArgv, env } = process;
console.log('the child prints this');

// #region child
// Undefined where nobody gave us a channel: `node fork.child.ts`.
process.send?.({
  args: argv.slice(2),
  level: env.LEVEL,
  limited: execArgv.includes('--max-old-space-size=64'),
});
process.on('message', ({ square }: { square: number }) => {
  process.send?.({ result: square ** 2 });
});
// #endregion child
