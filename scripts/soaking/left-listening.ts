import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listeners } from './listeners.ts';

/**
 * Does something in a folder of its own; then ends whoever still listens on a port from there, and tells who it was.
 *
 * The recorder finds what carries the run's tag or is in its group; a daemon with an empty environment in a
 * group of its own is found by this alone, as long as it listens and stays in the folder where it was started.
 * Nobody else was started there, so nobody else is ended.
 */
export async function leftListening(work: (folder: string) => Promise<void>): Promise<string[]> {
  const own = await realpath(await mkdtemp(join(tmpdir(), 'soak-')));
  try {
    await work(own);
  } finally {
    await rm(own, { recursive: true, force: true });
  }
  return (
    listeners()
      // Linux says so after the path of a folder that is gone.
      .filter(({ folder }) => folder?.replace(/ \(deleted\)$/, '') === own)
      .map(({ port, pid }) => {
        try {
          process.kill(pid!, 'SIGKILL');
        } catch {
          // It ended meanwhile; that it was there is still worth telling.
        }
        return `pid ${pid} on port ${port} (ended now)`;
      })
  );
}
