/**
 * pop() gives a view of the shared memory, to save a copy: later messages write over what the reader still has in its hands.
 *
 * @zh 为了省一次拷贝，pop() 返回共享内存上的视图：读的人还拿着它，后来的消息就写了上去。
 * @fails copies
 */
const header = 4;

export function openRing(memory: SharedArrayBuffer) {
  const numbers = new Int32Array(memory, 0, 2);
  const bytes = new Uint8Array(memory, 16);
  const capacity = bytes.length;
  const place = (count: number): number => count & (capacity - 1);

  function write(count: number, data: Uint8Array): void {
    for (const [index, byte] of data.entries()) bytes[place(count + index)] = byte;
  }

  function read(count: number, length: number): Uint8Array {
    const begin = place(count);
    if (begin + length <= capacity) return bytes.subarray(begin, begin + length);
    // Round the end: only here are two pieces to be joined.
    return Uint8Array.from({ length }, (_, index) => bytes[place(count + index)]!);
  }

  return {
    push(message: Uint8Array): boolean {
      const size = header + message.length;
      if (size > capacity) throw new RangeError('too large');
      const end = Atomics.load(numbers, 1);
      if (size > capacity - ((end - Atomics.load(numbers, 0)) >>> 0)) return false;
      write(end, new Uint8Array(Uint32Array.of(message.length).buffer));
      write(end + header, message);
      Atomics.store(numbers, 1, end + size);
      return true;
    },
    pop(): Uint8Array | undefined {
      const begin = Atomics.load(numbers, 0);
      if (Atomics.load(numbers, 1) === begin) return undefined;
      const [length = 0] = new Uint32Array(read(begin, header).slice().buffer);
      const message = read(begin + header, length);
      Atomics.store(numbers, 0, begin + header + length);
      return message;
    },
  };
}
