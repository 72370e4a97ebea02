// Stays alive; its first argument names the handler it installs.
import { setTimeout as sleep } from 'node:timers/promises';

const handler = process.argv[2];

// #region handlers
if (handler === 'tidy') {
  process.once('SIGTERM', async () => {
    process.send!('closing, async work is allowed');
    await sleep(10); // Time: to close the server, finish the requests.
    process.exitCode = 0;
    process.disconnect(); // The last thing that held the loop open.
  });
}
if (handler === 'deaf') {
  // A handler replaces the default, which was to end the process.
  process.on('SIGTERM', () => process.send!('heard, and lived on'));
}
// #endregion handlers

// A parent that is gone closes the channel, and then we end too.
process.on('message', () => {});
process.send!('ready');
