import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { promisify } from 'node:util';

/** What a recording says about where it was made. */
export interface Machine {
  node: string;
  platform: string;
  arch: string;
  /** Operating system and kernel, as a reader would name it. */
  os: string;
  cpu: string;
  cores: number;
  /** Bytes of memory that the machine had. */
  memory: number;
}

/** Describes this machine, with the Node version that runs the snippets. */
export async function describeMachine(node: string): Promise<Machine> {
  const { stdout } = await promisify(execFile)(node, ['-p', 'process.versions.node']);
  return {
    node: stdout.trim(),
    platform: process.platform,
    arch: process.arch,
    os: operatingSystem(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory: totalmem(),
  };
}

function operatingSystem(): string {
  const kernel = `${type()} ${release()}`;
  if (!existsSync('/etc/os-release')) return kernel;
  const name = /^PRETTY_NAME="?(.*?)"?$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
  return name ? `${name}, ${kernel}` : kernel;
}
