// Crashes at once, each time.
console.log('started');
process.exit(1);
