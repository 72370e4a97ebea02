/**
 * Asks a child process for results over messages: answers out of order, an error,
 * a time limit, and a child killed with requests in hand.
 *
 * @zh 通过消息向子进程要结果：答复次序不定、出错、超时，以及子进程带着未答的请求被杀掉。
 */
import assert from 'node:assert/strict';
import { ChildDied, Client, TimedOut } from './ipc-request-response.client.ts';

const file = new URL('./ipc-request-response.child.ts', import.meta.url);
const client = new Client(file);

// #region order
const tell = (name: string) => (result: unknown) =>
  console.log(`${name} request: ${result}`);
await Promise.all([
  client.request('sleep', 200).then(tell('first')),
  client.request('square', 7).then(tell('second')),
]);
// #endregion order

// #region fails
const failures: unknown[] = [];
const show = (error: Error): void => {
  failures.push(error);
  console.log(`${error.name} (${error.constructor.name}): ${error.message}`);
};
await client.request('root', -1).catch(show); // The child's own error.
await client.request('sleep', 400, 100).catch(show); // Too slow.
// #endregion fails

// #region dies
const minute = 60_000;
const inHand = [1, 2].map(() => client.request('sleep', minute, minute));
const died = client.pid!;
await client.request('square', 1); // So it has both of them by now.
process.kill(died, 'SIGKILL');
for (const request of inHand) await request.catch(show);

console.log('asked again:', await client.request('square', 9));
console.log('by another child:', client.pid !== died);
// #endregion dies

await client.close();
await client.request('square', 1).catch(show);

assert.equal(client.waiting, 0, 'no promise is left pending');
assert.equal((failures[0] as Error).name, 'RangeError');
assert.ok(failures[1] instanceof TimedOut);
assert.ok(failures[2] instanceof ChildDied && failures[3] instanceof ChildDied);
