// Exercise: a ring buffer in shared memory. Judge it with: npm run exercise ring-buffer

/** Messages from one thread that pushes to one thread that pops, in the order in which they were pushed. */
export interface Ring {
  /**
   * Puts a copy of the bytes in. Never waits.
   *
   * @returns false where there is no room now; nothing has changed then.
   * @throws RangeError where the message takes more than the whole capacity, at once and always.
   */
  push(message: Uint8Array): boolean;
  /** Takes the oldest message out, as bytes that nobody else sees or changes. @returns undefined where there is none. */
  pop(): Uint8Array | undefined;
}

/**
 * A ring over memory that several threads open, one of which pushes and one of which pops.
 *
 * The memory, so that others can open it too:
 * - bytes 0 to 3, an Int32: how many bytes were ever taken out, modulo 2^32;
 * - bytes 4 to 7, an Int32: how many bytes were ever put in, modulo 2^32;
 * - bytes 8 to 15: yours, 0 at first;
 * - from byte 16 on: the capacity, a power of two, at least 8.
 *
 * A message of n bytes takes 4 + n of the capacity: its length, then its bytes, round the end where it must. The position
 * of the byte that was put in as number c is c modulo the capacity. Both numbers may be large already when a ring is
 * opened. They are read and written by functions of Atomics.
 */
export function openRing(memory: SharedArrayBuffer): Ring {
  throw new Error(`not written yet: ${memory.byteLength - 16} bytes`);
}
