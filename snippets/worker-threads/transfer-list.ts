/**
 * Moves memory, a port, a file and a stream to a worker instead of copying
 * them, and shows what stays behind.
 *
 * @zh 把内存、端口、文件和流移交给 worker 而不是复制，看看原处还剩什么。
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { Transferable } from 'node:worker_threads';

const worker = new Worker(
  new URL('./transfer-list.worker.ts', import.meta.url),
);

// #region move
const pixels = new Uint8Array(8 * 1024 * 1024);
pixels[0] = 41;
worker.postMessage(pixels, [pixels.buffer]);
// The view is still here, over memory that is not.
console.log('left behind:', pixels.length, 'bytes, first', pixels[0]);

const [back] = await once(worker, 'message');
console.log('came back:  ', back.length, 'bytes, first', back[0]);
// #endregion move

// #region others
/** Moves one thing and tells what the worker did with it. */
async function move(thing: Transferable): Promise<string> {
  worker.postMessage(thing, [thing]);
  const [answer] = await once(worker, 'message');
  return answer;
}

const { port1, port2 } = new MessageChannel();
port1.postMessage('a line of our own'); // Waits, and moves along.
console.log('port:  ', await move(port2));

const file = await open(new URL(import.meta.url));
console.log('file:  ', await move(file));
console.log('file:   descriptor here is now', file.fd);

const stream = ReadableStream.from(['drop', 'by drop']);
console.log('stream:', await move(stream));
// #endregion others

// #region pool
// Small Buffers share one piece of memory, the pool. Moving it would
// take away the neighbours' bytes too, so Node never lets it go:
// DataCloneError, and up to Node 20 a silent copy.
const mine = Buffer.from('mine');
const neighbour = Buffer.from('neighbour');
const together = mine.buffer === neighbour.buffer;
console.log('pool:   shared by both:', together);
let refused = 'nothing';
try {
  port1.postMessage(mine, [mine.buffer as ArrayBuffer]);
} catch (error) {
  refused = (error as Error).name;
}
console.log('pool:   thrown by a move:', refused);

// alloc() takes no memory from the pool, so this one can go.
const own = Buffer.alloc(4, 'own');
port1.postMessage(own, [own.buffer]);
console.log('pool:   alloc() left behind:', own.length, 'bytes');
// #endregion pool

// #region failed
// All or nothing: if the message cannot be cloned, nothing has moved.
const kept = new ArrayBuffer(8);
assert.throws(() => worker.postMessage({ kept, bad: () => 1 }, [kept]));
console.log('failed: still here:', kept.byteLength, 'bytes');
// #endregion failed

port1.close();
await worker.terminate();
assert.equal(pixels.byteLength, 0);
assert.equal(back[0], 42, 'the worker wrote into the same memory');
assert.equal(file.fd, -1);
assert.equal(neighbour.toString(), 'neighbour');
assert.equal(own.length, 0);
