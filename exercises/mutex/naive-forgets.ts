/**
 * Says in the cell that somebody sleeps, and wakes one then: whoever was woken takes the mutex as if nobody slept any more, and the second sleeper is forgotten.
 *
 * @zh 在单元里记下有人在睡，解锁时唤醒一个：被唤醒的拿锁时当作再没有人在睡，第二个就被忘了。
 * @fails wakes
 */
const [free, held, contended] = [0, 1, 2];

export function createMutex(cells: Int32Array) {
  let mine = false;
  const tryLock = (): boolean => {
    if (mine) return false;
    mine = Atomics.compareExchange(cells, 0, free, held) === free;
    return mine;
  };
  return {
    lock(): void {
      if (mine) throw new Error('already locked');
      while (!tryLock()) {
        Atomics.compareExchange(cells, 0, held, contended);
        Atomics.wait(cells, 0, contended);
      }
    },
    tryLock,
    unlock(): void {
      if (!mine) throw new Error('not locked');
      mine = false;
      if (Atomics.exchange(cells, 0, free) === contended) Atomics.notify(cells, 0, 1);
    },
  };
}
