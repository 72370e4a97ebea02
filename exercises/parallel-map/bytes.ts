/** What a byte asks the module for. */
export const bytes = {
  /** From here on a byte is no number. */
  first: 230,
  /** Waits until all chunks have begun. */
  meet: 230,
  /** Ends in the opposite order: the chunk with the number 0 last. */
  reverse: 231,
  hold: 232,
  fail: 233,
  failOddly: 234,
  exit: 235,
  crash: 236,
  timer: 237,
  text: 238,
  nothing: 239,
  pooled: 240,
  part: 241,
  none: 242,
} as const;

/** Cells that the judge and the module share. */
export const cell = {
  begun: 0,
  ended: 1,
  /** How many chunks there are. */
  party: 2,
  /** Opened, it lets go who holds. */
  gate: 3,
  /** Bytes of memory around chunks. */
  foreign: 4,
  /** Whether a chunk lay in shared memory. */
  shared: 5,
  /** The least memory that counts as a copy, and the bytes that were copied. */
  least: 6,
  copied: 7,
  /** Whether memory that the module needs was moved away. */
  stolen: 8,
  /** From here on the lengths of chunks, in the order in which they began. */
  lengths: 9,
  all: 32,
} as const;
