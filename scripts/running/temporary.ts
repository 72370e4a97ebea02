import { readdirSync, rmSync } from 'node:fs';
import { mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const prefix = 'snippet-run';

/** A folder for what a run leaves meanwhile. Its name says whose it is, for {@link removeAbandoned}. */
export const temporaryFolder = async (what: 'files' | 'probe'): Promise<string> =>
  realpath(await mkdtemp(join(tmpdir(), `${prefix}-${process.pid}-${what}-`)));

/** Removes the folders of commands that were killed, and so could not tidy up. */
export function removeAbandoned(): void {
  const pattern = new RegExp(`^${prefix}-(?<pid>\\d+)-(?:files|probe)-\\w{6}$`);
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(pattern.exec(name)?.groups?.pid);
    if (pid > 0 && !isThere(pid)) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's is there too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
