/**
 * Asks again and again until it gets the mutex: right, but a thread that waits keeps a processor busy.
 *
 * @zh 一遍遍地试，直到拿到锁：结果没错，可等待的线程白白占着一个处理器。
 * @fails sleeps
 */
export function createMutex(cells: Int32Array) {
  let mine = false;
  const tryLock = (): boolean => {
    if (mine) return false;
    mine = Atomics.compareExchange(cells, 0, 0, 1) === 0;
    return mine;
  };
  return {
    lock(): void {
      if (mine) throw new Error('already locked');
      while (!tryLock());
    },
    tryLock,
    unlock(): void {
      if (!mine) throw new Error('not locked');
      mine = false;
      Atomics.store(cells, 0, 0);
    },
  };
}
