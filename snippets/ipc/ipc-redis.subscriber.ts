// A subscriber process of ipc-redis.ts: hands what it receives to its parent.
import { createClient } from 'redis';

// #region subscriber
const [channel = '', options = ''] = process.argv.slice(2);
// A connection of its own: in RESP2, which older clients speak, one that
// has subscribed takes no other commands.
const client = createClient(JSON.parse(options));
// Without this listener a lost connection would end the process.
client.on('error', (error) => console.error(error.message));
await client.connect();
await client.subscribe(channel, (text) => process.send!(text));
process.send!('subscribed');

process.on('disconnect', () => client.destroy());
// #endregion subscriber
