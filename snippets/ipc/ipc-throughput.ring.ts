// A ring of slots in shared memory, for one sender and one receiver: for ipc-throughput.ts.

// #region ring
const slots = 4;
const slotSize = 1_100_000;
/** Words of the head: messages written, messages read, length of each slot. */
const [written, read, lengths] = [0, 1, 2];

export class Ring {
  readonly memory: SharedArrayBuffer;
  readonly #head: Int32Array;
  readonly #bytes: Buffer;

  constructor(memory = new SharedArrayBuffer(64 + slots * slotSize)) {
    this.memory = memory;
    this.#head = new Int32Array(memory, 0, 16);
    this.#bytes = Buffer.from(memory, 64);
  }

  /** Blocks this thread while all slots are full. */
  write(text: string): void {
    const head = this.#head;
    const count = head[written]!;
    for (let done; (done = Atomics.load(head, read)) === count - slots;)
      Atomics.wait(head, read, done);
    const slot = count % slots;
    head[lengths + slot] = this.#bytes.write(text, slot * slotSize);
    Atomics.store(head, written, count + 1); // Only now it can be seen.
    Atomics.notify(head, written);
  }

  /** Blocks this thread until there is a message. */
  read(): string {
    const head = this.#head;
    const count = head[read]!;
    while (Atomics.load(head, written) === count)
      Atomics.wait(head, written, count);
    const start = (count % slots) * slotSize;
    const end = start + head[lengths + (count % slots)]!;
    const text = this.#bytes.toString('utf8', start, end);
    Atomics.store(head, read, count + 1); // The slot is free again.
    Atomics.notify(head, read);
    return text;
  }
}
// #endregion ring
