import { setTimeout as sleep } from 'node:timers/promises';
import { patience } from './limits.ts';

/**
 * Waits for something that nobody announces, by looking again and again.
 *
 * @returns Whether it came before patience ended.
 */
export async function until(holds: () => boolean | Promise<boolean>): Promise<boolean> {
  const end = performance.now() + patience();
  while (!(await holds())) {
    if (performance.now() > end) return false;
    await sleep(10);
  }
  return true;
}
