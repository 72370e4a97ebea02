/** A queue of numbers in shared memory, for one thread that writes and one that reads. */

// #region ring
/** Cell 0 counts what was written, cell 1 what was read; the rest, a power of two, holds the values. */
export class Ring {
  readonly cells: Int32Array<SharedArrayBuffer>;
  readonly #mask: number;

  constructor(memory: SharedArrayBuffer) {
    this.cells = new Int32Array(memory);
    this.#mask = this.cells.length - 3;
  }

  static memory(slots: number): SharedArrayBuffer {
    return new SharedArrayBuffer(4 * (slots + 2));
  }

  /** Blocks while the ring is full: this is the brake. Says whether it had to. */
  write(value: number): boolean {
    const written = Atomics.load(this.cells, 0);
    let braked = false;
    for (;;) {
      const read = Atomics.load(this.cells, 1);
      if (((written - read) | 0) <= this.#mask) break; // Counters may wrap.
      braked = true;
      Atomics.wait(this.cells, 1, read);
    }
    this.cells[2 + (written & this.#mask)] = value; // The value first,
    Atomics.store(this.cells, 0, written + 1); // then the news of it.
    Atomics.notify(this.cells, 0);
    return braked;
  }

  /** Gives what is there to `take`, and how many that were. */
  read(take: (value: number) => void): number {
    const read = Atomics.load(this.cells, 1);
    const written = Atomics.load(this.cells, 0);
    for (let i = read; i !== written; i = (i + 1) | 0)
      take(this.cells[2 + (i & this.#mask)]!);
    Atomics.store(this.cells, 1, written);
    Atomics.notify(this.cells, 1);
    return (written - read) | 0;
  }
}
// #endregion ring
