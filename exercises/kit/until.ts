import { setTimeout as sleep } from 'node:timers/promises';

/** Looks again and again until it is so. It may look for ever: whoever runs the judge sees when nothing happens any more. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  // Time: how often it looks.
  while (!(await isSo())) await sleep(5);
}
