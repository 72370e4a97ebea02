/**
 * The mutex of Drepper's "Futexes Are Tricky", without a holder: whoever calls unlock() opens it, also under the feet of the one inside.
 *
 * @zh Drepper《Futexes Are Tricky》里的互斥锁，但不记谁持有：谁调用 unlock() 都能打开，不管里面还有没有人。
 * @fails refuses
 */
const [free, held, contended] = [0, 1, 2];

export function createMutex(cells: Int32Array) {
  return {
    lock(): void {
      if (Atomics.compareExchange(cells, 0, free, held) === free) return;
      while (Atomics.exchange(cells, 0, contended) !== free) Atomics.wait(cells, 0, contended);
    },
    tryLock: (): boolean => Atomics.compareExchange(cells, 0, free, held) === free,
    unlock(): void {
      if (Atomics.load(cells, 0) === free) throw new Error('not locked');
      if (Atomics.exchange(cells, 0, free) === contended) Atomics.notify(cells, 0, 1);
    },
  };
}
