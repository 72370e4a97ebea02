/**
 * Claims the room by moving the number on, then copies, as one does with several writers: the reader sees a message before its bytes are there.
 *
 * @zh 先推进计数占位、再拷贝，像多个写者时那样：字节还没到，读者已经看见了消息。
 * @fails publishes
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

  const read = (count: number, length: number): Uint8Array =>
    Uint8Array.from({ length }, (_, index) => bytes[place(count + index)]!);

  return {
    push(message: Uint8Array): boolean {
      const size = header + message.length;
      if (size > capacity) throw new RangeError('too large');
      const used = (Atomics.load(numbers, 1) - Atomics.load(numbers, 0)) >>> 0;
      if (size > capacity - used) return false;
      const end = Atomics.add(numbers, 1, size);
      write(end, new Uint8Array(Uint32Array.of(message.length).buffer));
      write(end + header, message);
      return true;
    },
    pop(): Uint8Array | undefined {
      const begin = Atomics.load(numbers, 0);
      if (Atomics.load(numbers, 1) === begin) return undefined;
      const [length = 0] = new Uint32Array(read(begin, header).buffer);
      const message = read(begin + header, length);
      Atomics.store(numbers, 0, begin + header + length);
      return message;
    },
  };
}
