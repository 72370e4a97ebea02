// The background worker of the ecosystem file.
const { NODE_ENV, QUEUE, FEATURE } = process.env;
console.log(`jobs: ${NODE_ENV}, queue ${QUEUE}, feature ${FEATURE}`);
const timer = setInterval(() => {}, 1000); // The queue would be here.
process.on('message', (message) => {
  if (message !== 'shutdown') return;
  clearInterval(timer);
  process.disconnect(); // The last thing that kept it alive.
});
