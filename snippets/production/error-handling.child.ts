// Handles an uncaught error as its first argument says.
const way = process.argv[2];

// #region counter
/** Half of a change is worse than none: the sum must stay 100. */
const accounts = { a: 50, b: 50 };
function transfer(amount: number): void {
  accounts.a -= amount;
  if (amount > 30) throw new Error('the limit is 30');
  accounts.b += amount;
}
// #endregion counter

// #region handlers
if (way === 'continue') {
  // What tutorials show. The process goes on with half a change.
  process.on('uncaughtException', () => {});
}
if (way === 'report and exit') {
  process.on('uncaughtException', (error) => {
    // Synchronous, then out: nothing else is safe to do here.
    process.send!({ report: error.message }, () => process.exit(1));
  });
}
if (way === 'only log rejections') {
  // A handler replaces the default, which is to throw.
  process.on('unhandledRejection', () => {});
}
// #endregion handlers

process.on('message', (order) => {
  if (order === 'sum') process.send!({ sum: accounts.a + accounts.b });
  else if (order === 'reject') void Promise.reject(new Error('nobody waits'));
  else transfer(40);
});
process.send!('ready');
