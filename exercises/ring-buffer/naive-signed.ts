/**
 * Counts bytes in an Int32 and finds their place by %: after 2^31 bytes the number is negative, and so is the place.
 *
 * @zh 用 Int32 计字节数，用 % 求位置：过了 2^31 字节，数变成负的，位置也成了负的。
 * @fails counters
 */
const header = 4;

export function openRing(memory: SharedArrayBuffer) {
  const numbers = new Int32Array(memory, 0, 2);
  const bytes = new Uint8Array(memory, 16);
  const capacity = bytes.length;

  function write(count: number, data: Uint8Array): void {
    for (const [index, byte] of data.entries()) bytes[(count + index) % capacity] = byte;
  }

  const read = (count: number, length: number): Uint8Array =>
    Uint8Array.from({ length }, (_, index) => bytes[(count + index) % capacity]!);

  return {
    push(message: Uint8Array): boolean {
      const size = header + message.length;
      if (size > capacity) throw new RangeError('too large');
      const end = Atomics.load(numbers, 1);
      if (size > capacity - (end - Atomics.load(numbers, 0))) return false;
      write(end, new Uint8Array(Uint32Array.of(message.length).buffer));
      write(end + header, message);
      Atomics.store(numbers, 1, end + size);
      return true;
    },
    pop(): Uint8Array | undefined {
      const begin = Atomics.load(numbers, 0);
      if (Atomics.load(numbers, 1) <= begin) return undefined;
      const [length = 0] = new Uint32Array(read(begin, header).buffer);
      const message = read(begin + header, length);
      Atomics.store(numbers, 0, begin + header + length);
      return message;
    },
  };
}
