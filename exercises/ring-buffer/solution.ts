export interface Ring {
  push(message: Uint8Array): boolean;
  pop(): Uint8Array | undefined;
}

/** The two numbers: each is written by one side alone. */
const [taken, put] = [0, 1];

/** Bytes of a message's length. */
const header = 4;

export function openRing(memory: SharedArrayBuffer): Ring {
  const numbers = new Int32Array(memory, 0, 2);
  const bytes = new Uint8Array(memory, 16);
  const capacity = bytes.length;

  /** Where a byte lies. `&` is right for negative numbers too, as % is not: an Int32 is negative from 2^31 on. */
  const place = (count: number): number => count & (capacity - 1);

  function write(count: number, data: Uint8Array): void {
    const begin = place(count);
    const beforeEnd = data.subarray(0, capacity - begin);
    bytes.set(beforeEnd, begin);
    bytes.set(data.subarray(beforeEnd.length), 0);
  }

  /** A copy: the room is the other side's as soon as it is given back. */
  function read(count: number, length: number): Uint8Array {
    const begin = place(count);
    const data = new Uint8Array(length);
    const beforeEnd = bytes.subarray(begin, begin + length);
    data.set(beforeEnd);
    data.set(bytes.subarray(0, length - beforeEnd.length), beforeEnd.length);
    return data;
  }

  return {
    push(message) {
      const size = header + message.length;
      if (size > capacity) throw new RangeError(`${size} bytes can never fit into ${capacity}`);
      const end = Atomics.load(numbers, put);
      // >>> 0: the difference modulo 2^32, also where one of the two has passed the limit already.
      const used = (end - Atomics.load(numbers, taken)) >>> 0;
      if (size > capacity - used) return false;
      write(end, new Uint8Array(Uint32Array.of(message.length).buffer));
      write(end + header, message);
      // Last: whoever sees this number sees the bytes as well.
      Atomics.store(numbers, put, end + size);
      return true;
    },

    pop() {
      const begin = Atomics.load(numbers, taken);
      if (Atomics.load(numbers, put) === begin) return undefined;
      const [length = 0] = new Uint32Array(read(begin, header).buffer);
      const message = read(begin + header, length);
      // Last: from here on the other side may write there.
      Atomics.store(numbers, taken, begin + header + length);
      return message;
    },
  };
}
