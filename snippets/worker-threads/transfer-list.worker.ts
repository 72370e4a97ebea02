// The thread that transfer-list.ts moves things to.
import { once } from 'node:events';
import type { FileHandle } from 'node:fs/promises';
import { MessagePort, parentPort } from 'node:worker_threads';

type Moved =
  Uint8Array<ArrayBuffer> | MessagePort | FileHandle | ReadableStream;

// #region worker
parentPort!.on('message', async (moved: Moved) => {
  if (moved instanceof Uint8Array) {
    moved[0]! += 1;
    parentPort!.postMessage(moved, [moved.buffer]);
  } else if (moved instanceof MessagePort) {
    const [text] = await once(moved, 'message');
    parentPort!.postMessage(`"${text}"`);
  } else if (moved instanceof ReadableStream) {
    const chunks: string[] = [];
    for await (const chunk of moved) chunks.push(chunk);
    parentPort!.postMessage(`"${chunks.join(' ')}"`);
  } else {
    // Whoever has it closes it: here, not where it was opened.
    const { bytesRead } = await moved.read(Buffer.alloc(3), 0, 3, 0);
    await moved.close();
    parentPort!.postMessage(`${bytesRead} bytes read`);
  }
});
// #endregion worker
