// Frames for both sides of ipc-socket.ts: four bytes of length, then as many bytes of text.
import type { Socket } from 'node:net';

// #region frames
const longest = 16 * 2 ** 20;

export function frame(text: string): Buffer {
  const length = Buffer.byteLength(text); // Bytes, not characters.
  const whole = Buffer.allocUnsafe(4 + length);
  whole.writeUInt32BE(length);
  whole.write(text, 4);
  return whole;
}

export async function* frames(socket: Socket): AsyncGenerator<string> {
  let chunks: Buffer[] = [];
  let size = 0;
  let wanted = 4;
  for await (const chunk of socket) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size < wanted) continue; // Do not join before there is enough.
    let rest = Buffer.concat(chunks);
    for (;;) {
      const length = rest.length < 4 ? 0 : rest.readUInt32BE();
      // Never believe a length: it is memory that you will need.
      if (length > longest) throw new RangeError('the frame is too long');
      wanted = 4 + length;
      if (rest.length < wanted) break;
      yield rest.toString('utf8', 4, wanted);
      rest = rest.subarray(wanted);
    }
    chunks = [rest];
    size = rest.length;
  }
}
// #endregion frames
