import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

/** A TCP port that somebody listens on, and who that is, where it can be seen. */
export interface Listener {
  port: number;
  /** The socket's own number: a port may be closed and opened again. */
  inode: string;
  pid?: number;
  /** The current directory of that process. */
  folder?: string;
}

/**
 * The TCP ports that are listened on, on Linux; elsewhere none, since no file tells.
 *
 * @returns Each with its process, unless that belongs to another user.
 */
export function listeners(): Listener[] {
  if (process.platform !== 'linux') return [];
  const found = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap(readTable);
  const owners = found.length > 0 ? ownersOfSockets() : new Map<string, number>();
  return found.map((listener) => {
    const pid = owners.get(listener.inode);
    return pid === undefined ? listener : { ...listener, pid, folder: folderOf(pid) };
  });
}

function readTable(table: string): Listener[] {
  let text: string;
  try {
    text = readFileSync(table, 'utf8');
  } catch {
    return []; // A kernel without IPv6 has no tcp6.
  }
  return text.split('\n').flatMap((line) => {
    // sl local_address rem_address st tx:rx tr:tm retrnsmt uid timeout inode; state 0A is LISTEN.
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
    return state === '0A' ? [{ port: Number.parseInt(local.split(':')[1]!, 16), inode }] : [];
  });
}

function ownersOfSockets(): Map<string, number> {
  const owners = new Map<string, number>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      for (const descriptor of readdirSync(`/proc/${pid}/fd`)) {
        const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))?.[1];
        if (inode) owners.set(inode, Number(pid));
      }
    } catch {
      // It ended meanwhile, or it belongs to somebody else.
    }
  }
  return owners;
}

function folderOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}
