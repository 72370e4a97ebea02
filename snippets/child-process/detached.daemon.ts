// Writes a line again and again until it is told to end.
setInterval(() => console.log('still here'), 20);
// Should nobody tell it, it does not stay for ever.
setTimeout(() => process.exit(), 60_000).unref();
process.on('SIGTERM', () => process.exit());
