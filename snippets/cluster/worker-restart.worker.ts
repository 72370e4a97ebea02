// Says that it is ready, then ends as it is told to; a broken release crashes first.
if (process.env.RELEASE === 'broken') throw new Error('no config');

process.on('message', (order) => {
  if (order === 'throw') throw new Error('a bug');
  if (order === 'exit 0') process.exit(0);
  if (order === 'SIGKILL') process.kill(process.pid, 'SIGKILL');
});
process.send!('ready');
