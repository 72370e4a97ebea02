// Exercise: messages in a stream. Judge it with: npm run exercise frames

/** Finds messages in chunks that are cut anywhere, also inside of a character or of a length. */
export interface Parser<Message> {
  /**
   * Takes the next chunk, of any length, 0 too. The chunk is the caller's: it may be written over after this returns.
   *
   * @returns what is complete now, in order.
   * @throws Error once the input is broken beyond repair: see each parser. From then on push() and end() always throw.
   */
  push(chunk: Uint8Array): Message[];
  /**
   * No more comes.
   *
   * @throws Error where a message has begun and is not complete.
   */
  end(): void;
}

/** What a line of NDJSON was: its value, or where it was and why it is none. */
export type Line = { value: unknown } | { line: number; error: Error };

/**
 * A parser of lines of JSON, in UTF-8.
 *
 * - A line ends with "\n"; a "\r" directly before that belongs to the end.
 * - A line of nothing but spaces, tabs and "\r" is skipped. It counts as a line.
 * - A line that is no JSON gives `{ line, error }`, with the number of the line, the first being 1. What comes after it
 *   arrives as ever.
 * - A line of more than `limit` bytes, its end ("\n" or "\r\n") not counted, breaks the input: push() throws, at the latest
 *   when `limit + 2` bytes of a line are there and its end is not. Of the chunk in which that happens nothing is given back.
 * - end() throws where bytes come after the last "\n", unless they are only spaces, tabs and "\r".
 * - A value has what JSON.parse() gives it: a key "__proto__" is a property like any other.
 */
export function createLineParser(limit: number): Parser<Line> {
  throw new Error(`not written yet: ${limit}`);
}

/**
 * A parser of frames: 4 bytes for the length, the highest first (big-endian, without a sign), then so many bytes.
 *
 * - A length of 0 is a message of no bytes.
 * - A length of more than `limit` breaks the input: push() throws as soon as the four bytes are there. Of the chunk in which
 *   that happens nothing is given back.
 * - A message is memory of its own, and not the chunk's.
 * - end() throws where a length or a message is not complete.
 */
export function createFrameParser(limit: number): Parser<Uint8Array> {
  throw new Error(`not written yet: ${limit}`);
}
