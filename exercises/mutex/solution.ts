export interface Mutex {
  lock(): void;
  tryLock(): boolean;
  unlock(): void;
}

/** What the one cell that is used says. Somebody may sleep only where it says `contended`. */
const [free, held, contended] = [0, 1, 2];

export function createMutex(cells: Int32Array): Mutex {
  // Only this thread asks whether this handle holds it: no other needs to see that.
  let mine = false;

  return {
    lock() {
      if (mine) throw new Error('this handle holds the mutex already');
      // The usual case: nobody has it, one step.
      if (Atomics.compareExchange(cells, 0, free, held) !== free) {
        // Say that somebody sleeps, in the same step that looks. Whoever slept takes it as `contended` as well: it cannot
        // know whether others still sleep, and must not forget them.
        while (Atomics.exchange(cells, 0, contended) !== free) {
          // Was it given back in between? Then the cell has another value, and this returns at once.
          Atomics.wait(cells, 0, contended);
        }
      }
      mine = true;
    },

    tryLock() {
      if (mine) return false;
      mine = Atomics.compareExchange(cells, 0, free, held) === free;
      return mine;
    },

    unlock() {
      if (!mine) throw new Error('this handle does not hold the mutex');
      mine = false;
      // Look and give back in one step: nobody can begin to wait between the two.
      if (Atomics.exchange(cells, 0, free) === contended) Atomics.notify(cells, 0, 1);
    },
  };
}
