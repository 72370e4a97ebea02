/**
 * Looks at the limit once a message is complete: whoever sends no end fills the memory.
 *
 * @zh 消息完整了才看上限：对方一直不发结尾，就能占满内存。
 * @fails limit
 */
import { Buffer } from 'node:buffer';

export function createLineParser(limit: number) {
  let bytes = Buffer.alloc(0);
  let line = 0;
  return {
    push(chunk: Uint8Array): ({ value: unknown } | { line: number; error: Error })[] {
      bytes = Buffer.concat([bytes, chunk]);
      const found: ({ value: unknown } | { line: number; error: Error })[] = [];
      for (let end; (end = bytes.indexOf('\n')) >= 0; bytes = bytes.subarray(end + 1)) {
        const text = bytes.subarray(0, end).toString().replace(/\r$/, '');
        line++;
        if (Buffer.byteLength(text) > limit) throw new Error('too long');
        if (!text.trim()) continue;
        try {
          found.push({ value: JSON.parse(text) as unknown });
        } catch (error) {
          found.push({ line, error: error as Error });
        }
      }
      return found;
    },
    end(): void {
      if (bytes.toString().trim()) throw new Error('incomplete');
    },
  };
}

export function createFrameParser(limit: number) {
  let bytes = Buffer.alloc(0);
  return {
    push(chunk: Uint8Array): Uint8Array[] {
      bytes = Buffer.concat([bytes, chunk]);
      const messages: Uint8Array[] = [];
      while (bytes.length >= 4) {
        const length = bytes.readUInt32BE();
        if (bytes.length < 4 + length) break;
        if (length > limit) throw new Error('too long');
        messages.push(Buffer.from(bytes.subarray(4, 4 + length)));
        bytes = bytes.subarray(4 + length);
      }
      return messages;
    },
    end(): void {
      if (bytes.length > 0) throw new Error('incomplete');
    },
  };
}
