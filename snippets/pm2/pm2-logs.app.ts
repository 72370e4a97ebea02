// Writes a line to each stream, and one more whenever it is told to.
const id = process.env.NODE_APP_INSTANCE;
console.log(`instance ${id} to stdout`);
console.error(`instance ${id} to stderr`);
process.on('SIGUSR2', () => console.log(`instance ${id} writes again`));
setInterval(() => {}, 1000);
