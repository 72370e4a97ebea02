// Counts how often it gets SIGINT, until a line is typed.
let count = 0;
process.on('SIGINT', () => process.send!(++count));
process.stdin.once('data', () => {
  console.log(`in all: ${count}`);
  process.exit();
});
process.on('disconnect', () => process.exit()); // The wrapper is gone.
process.send!('ready');
