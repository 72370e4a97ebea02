// Cuts a stream into lines: for both sides of ipc-stdio.ts.
import type { Readable } from 'node:stream';

// #region lines
/** The lines of a stream: they end at "\n" and nowhere else. */
export async function* lines(stream: Readable): AsyncGenerator<string> {
  // A chunk may end in the middle of a character: setEncoding() keeps
  // the first half for the next chunk.
  stream.setEncoding('utf8');
  let begun = '';
  for await (const chunk of stream) {
    const parts = String(chunk).split('\n');
    parts[0] = begun + parts[0];
    begun = parts.pop()!;
    yield* parts;
  }
  // What is left is no line: the sender died while it wrote.
}
// #endregion lines
