/**
 * Joins two workers by a channel of their own, and reads a message without an event
 * loop by receiveMessageOnPort.
 *
 * @zh 用一条专线把两个 worker 连起来；再用 receiveMessageOnPort 不经事件循环读消息。
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  MessageChannel,
  Worker,
  receiveMessageOnPort,
} from 'node:worker_threads';

// #region join
const file = new URL('./message-channel.worker.ts', import.meta.url);
const reader = new Worker(file, { workerData: 'reader' });
const counter = new Worker(file, { workerData: 'counter' });

// One end each. This thread is no longer part of the conversation.
const { port1, port2 } = new MessageChannel();
reader.postMessage(port1, [port1]);
counter.postMessage(port2, [port2]);

let through = 0;
reader.on('message', () => through++);
const [[words]] = await Promise.all([
  once(counter, 'message'),
  once(reader, 'exit'),
  once(counter, 'exit'),
]);
console.log('counted by the second worker:', words);
console.log('messages that came by the main thread:', through + 1);
// #endregion join

// #region receive
// What has arrived can be taken at once, without waiting for an event:
// for a synchronous function, or a thread that sleeps in Atomics.wait().
const local = new MessageChannel();
local.port1.postMessage('first');
local.port1.postMessage(undefined);
console.log('taken:', receiveMessageOnPort(local.port2));
console.log('taken:', receiveMessageOnPort(local.port2));
console.log('taken:', receiveMessageOnPort(local.port2));
// #endregion receive

// #region close
// Closing one end closes the other, and tells it.
const closed = once(local.port2, 'close');
local.port2.ref(); // A port without a 'message' listener holds nothing.
local.port1.close();
await closed;
local.port2.postMessage('into the void'); // No error, no receiver.
console.log('the other end knows that it is closed');
// #endregion close

assert.equal(words, 9);
assert.equal(through, 0);
