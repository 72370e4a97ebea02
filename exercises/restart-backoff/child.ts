/**
 * A child of the judge that decides for itself what SIGTERM does: `node child.ts <polite|stubborn>`. It prints a line for what
 * happens, and a line on its stdin ends it with 0.
 */
const [how] = process.argv.slice(2);
process.on('SIGTERM', () => {
  if (how === 'polite') console.log('leaving');
});
process.stdin.once('data', () => process.exit(0));
console.log('here');
