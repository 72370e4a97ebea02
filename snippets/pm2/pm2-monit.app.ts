// Writes a line when it is told to, so that the log pane has one.
process.on('SIGUSR2', () => console.log('an order came in'));
setInterval(() => {}, 1000);
