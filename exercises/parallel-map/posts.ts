// Sees what is posted: every message of a thread, and what a thread is started with, goes through this one method.
import { MessagePort } from 'node:worker_threads';

/**
 * Calls back for memory that a message takes along as a copy, and not by moving it.
 *
 * @param least - Smaller memory does not count: lines that a thread prints are messages, too.
 * @param copied - Gets its bytes.
 * @param posted - Comes after each message.
 */
export function watchPosts(
  least: () => number,
  copied: (bytes: number) => void,
  posted: () => void = () => {},
): void {
  const { postMessage } = MessagePort.prototype;
  MessagePort.prototype.postMessage = function (this: MessagePort, ...words): void {
    const memories = [...memoriesIn(words[0])].map((memory) => ({
      memory,
      bytes: memory.byteLength,
    }));
    Reflect.apply(postMessage, this, words);
    // What was moved has no bytes any more.
    for (const { memory, bytes } of memories)
      if (bytes > 0 && bytes >= least() && memory.byteLength === bytes) copied(bytes);
    posted();
  };
}

/** The memories of a message, each once. What is shared is no copy. */
function memoriesIn(
  value: unknown,
  found = new Set<ArrayBuffer>(),
  seen = new Set<unknown>(),
): Set<ArrayBuffer> {
  if (typeof value !== 'object' || value === null || seen.has(value)) return found;
  seen.add(value);
  if (value instanceof ArrayBuffer) found.add(value);
  else if (ArrayBuffer.isView(value)) memoriesIn(value.buffer, found, seen);
  else if (value instanceof Map || value instanceof Set)
    for (const member of value) memoriesIn(member, found, seen);
  else for (const member of Object.values(value)) memoriesIn(member, found, seen);
  return found;
}
