/**
 * Turns each chunk into text at once and joins texts: a character that is cut between two chunks becomes two that nobody sent.
 *
 * @zh 每个块一到就转成文本再拼接：被切成两半的字符，变成两个谁也没发过的字符。
 * @fails cut
 */
import { Buffer } from 'node:buffer';

export function createLineParser(limit: number) {
  let text = '';
  let line = 0;
  return {
    push(chunk: Uint8Array): ({ value: unknown } | { line: number; error: Error })[] {
      text += Buffer.from(chunk).toString();
      const lines = text.split('\n');
      text = lines.pop()!;
      if (text.length > limit) throw new Error('too long');
      return lines.flatMap((one): ({ value: unknown } | { line: number; error: Error })[] => {
        line++;
        if (!one.trim()) return [];
        try {
          return [{ value: JSON.parse(one) as unknown }];
        } catch (error) {
          return [{ line, error: error as Error }];
        }
      });
    },
    end(): void {
      if (text.trim()) throw new Error('incomplete');
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
        if (length > limit) throw new Error('too long');
        if (bytes.length < 4 + length) break;
        messages.push(bytes.subarray(4, 4 + length));
        bytes = bytes.subarray(4 + length);
      }
      return messages;
    },
    end(): void {
      if (bytes.length > 0) throw new Error('incomplete');
    },
  };
}
