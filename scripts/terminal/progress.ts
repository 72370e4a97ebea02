import { SingleBar } from 'cli-progress';

/** A bar that tells how much is done, and what runs. */
export interface Progress {
  /** Goes on by some steps, or by none to tell what runs now. */
  step: (by: number, running?: string) => void;
  stop: () => void;
}

/**
 * Shows a bar on stderr, which is gone when it stops.
 *
 * @param total - How many steps there are.
 * @param title - What stands before it.
 */
export function showProgress(total: number, title = ''): Progress {
  const bar = new SingleBar({
    format: `${title && `${title} `}{bar} {value}/{total} {running}`,
    clearOnComplete: true,
    stream: process.stderr,
  });
  bar.start(total, 0, { running: '' });
  return {
    step: (by, running = '') => bar.increment(by, { running }),
    stop: () => bar.stop(),
  };
}
