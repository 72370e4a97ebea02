/**
 * Joins what it has with each new chunk: right, but a large message in small chunks is copied again for each of them.
 *
 * @zh 每来一个块，就和已有的拼成一块：结果没错，但一条大消息分成许多小块时，每来一块都要整个再拷一遍。
 * @fails linear
 */
import { Buffer } from 'node:buffer';

export function createLineParser(limit: number) {
  let bytes = Buffer.alloc(0);
  let line = 0;
  let broken = false;

  const fail = (): never => {
    broken = true;
    throw new Error(`line ${line + 1} is too long`);
  };

  return {
    push(chunk: Uint8Array): ({ value: unknown } | { line: number; error: Error })[] {
      if (broken) fail();
      bytes = Buffer.concat([bytes, chunk]);
      const found: ({ value: unknown } | { line: number; error: Error })[] = [];
      for (let end; (end = bytes.indexOf('\n')) >= 0; bytes = bytes.subarray(end + 1)) {
        const text = bytes.subarray(0, end).toString().replace(/\r$/, '');
        if (Buffer.byteLength(text) > limit) fail();
        line++;
        if (!text.trim()) continue;
        try {
          found.push({ value: JSON.parse(text) as unknown });
        } catch (error) {
          found.push({ line, error: error as Error });
        }
      }
      if (bytes.length > limit + 1) fail();
      return found;
    },
    end(): void {
      if (broken) fail();
      if (bytes.toString().trim()) throw new Error('incomplete');
    },
  };
}

export function createFrameParser(limit: number) {
  let bytes = Buffer.alloc(0);
  let broken = false;

  const fail = (why: string): never => {
    broken = true;
    throw new Error(why);
  };

  return {
    push(chunk: Uint8Array): Uint8Array[] {
      if (broken) fail('broken');
      bytes = Buffer.concat([bytes, chunk]);
      const messages: Uint8Array[] = [];
      while (bytes.length >= 4) {
        const length = bytes.readUInt32BE();
        if (length > limit) fail('too long');
        if (bytes.length < 4 + length) break;
        messages.push(Uint8Array.from(bytes.subarray(4, 4 + length)));
        bytes = bytes.subarray(4 + length);
      }
      return messages;
    },
    end(): void {
      if (broken) fail('broken');
      if (bytes.length > 0) throw new Error('incomplete');
    },
  };
}
