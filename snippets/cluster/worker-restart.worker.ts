// Says that it is ready, then ends as it is told to; a broken release crashes first.
import { existsSync } from 'node:fs';

// Ctrl-C reaches us, too. The primary decides: it closes the channel.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {});

if (existsSync(`${process.env.RELEASE}`)) throw new Error('no config');

process.on('message', (order) => {
  if (order === 'throw') throw new Error('a bug');
  if (order === 'exit 0') process.exit(0);
  if (order === 'SIGKILL') process.kill(process.pid, 'SIGKILL');
});
if (process.connected) process.send!('ready');
