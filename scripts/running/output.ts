import type { Readable } from 'node:stream';

/** Characters that one run may print: more than any reader reads, and little enough to keep. */
export const mostOutput = 1_000_000;

/** Milliseconds in which a pipe closes after the end of all who are known to hold it. */
const grace = 1000;

/** A pipe that is read to its end, or to where somebody stops it. */
export interface Reading {
  /** Resolves when the pipe is closed, by itself or by `stop`. */
  closed: Promise<void>;
  /** Waits a moment for what is still in the pipe, then closes it. @returns whether somebody still held it. */
  stop: () => Promise<boolean>;
}

/**
 * Reads what a program prints.
 *
 * A pipe stays open as long as anybody holds it, also a process that nobody can find any more, so its end is
 * no condition to wait for without a limit.
 */
export function readOutput(stream: Readable, text: (text: string) => void): Reading {
  stream.setEncoding('utf8').on('data', text);
  // The pipe of a process that was killed may break.
  stream.on('error', () => {});
  const closed = new Promise<void>((resolve) => stream.once('close', resolve));
  return {
    closed,
    async stop() {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<boolean>((resolve) => {
        timer = setTimeout(resolve, grace, true);
      });
      const held = await Promise.race([closed.then(() => false), late]);
      clearTimeout(timer);
      stream.destroy();
      await closed;
      return held;
    },
  };
}
