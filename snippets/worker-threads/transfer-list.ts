/**
 * Moves buffers and a port to a worker instead of copying them, and shows what is left behind.
 *
 * @zh 把缓冲区和端口移交给 worker 而不是复制，看看原处剩下什么。
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  MessageChannel,
  Worker,
  markAsUntransferable,
} from 'node:worker_threads';

const worker = new Worker(
  new URL('./transfer-list.worker.ts', import.meta.url),
);
await once(worker, 'online');

// #region move
const pixels = new Uint8Array(8 * 1024 * 1024);
pixels[0] = 42;
worker.postMessage(pixels, [pixels.buffer]);
// The sender's view is still there, over nothing.
console.log('after the move: length', pixels.length, 'first', pixels[0]);

const [back] = await once(worker, 'message');
console.log('came back:      length', back.length, 'first', back[0]);
// #endregion move

// #region port
// A port can be moved too: now the worker and whoever holds port2 talk
// to each other, without this thread in between.
const { port1, port2 } = new MessageChannel();
worker.postMessage(port1, [port1]);
port2.postMessage('over a channel of our own');
const [echo] = await once(port2, 'message');
console.log('port:', echo);
port2.close();
// #endregion port

// #region pool
/** What becomes of an attempt to move `list`. */
function move(value: unknown, list: ArrayBuffer[]): string {
  try {
    worker.postMessage(value, list);
    return 'no error: copied, the list is ignored';
  } catch (error) {
    return (error as Error).name;
  }
}
// Small Buffers share one ArrayBuffer, the pool. Moving it would take
// other Buffers' memory away, so Node marks the pool as untransferable.
const small = Buffer.from('small');
const neighbour = Buffer.from('neighbour');
console.log('two Buffers, one pool:', small.buffer === neighbour.buffer);
console.log('move a pooled Buffer:', move(small, [small.buffer]));

// The same mark for memory of your own that must stay.
const guarded = new ArrayBuffer(8);
markAsUntransferable(guarded);
console.log('move marked memory:  ', move(guarded, [guarded]));

// Buffer.alloc() never uses the pool.
const own = Buffer.alloc(5, 'own');
console.log('Buffer.alloc is alone:', own.buffer.byteLength === own.length);
// #endregion pool

console.log('move it once more:   ', move(pixels, [pixels.buffer]));
console.log('name it twice:       ', move(null, [back.buffer, back.buffer]));

await worker.terminate();
assert.equal(pixels.byteLength, 0);
assert.equal(back[0], 43, 'the worker wrote into the same memory');
assert.equal(small.toString(), 'small');
assert.equal(guarded.byteLength, 8);
