import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../checkout/paths.ts';
import { until } from '../waiting/until.ts';

/** A copy of some fixtures as a tree of snippets of its own, so that a test may change and record them. */
export function temporaryTree(...ids: string[]): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'tree-'));
  mkdirSync(join(folder, 'misbehaving'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  for (const id of ids) {
    cpSync(
      join(root, 'scripts/testing/misbehaving', `${id}.ts`),
      join(folder, 'misbehaving', `${id}.ts`),
    );
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A command of scripts/ that was started: what it prints, and its end. */
export interface Started {
  pid: number;
  stdout: () => string;
  /** Waits until stdout holds a text. */
  shows: (text: string) => Promise<void>;
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

/** Starts a command of scripts/ as package.json does, on a tree of snippets. */
export function start(
  script: string,
  args: readonly string[],
  folder: string,
  env: NodeJS.ProcessEnv = {},
): Started {
  const child = spawn(
    process.execPath,
    [
      '--import',
      pathToFileURL(join(root, 'scripts/register.mjs')).href,
      join(root, 'scripts', script),
      ...args,
    ],
    {
      cwd: root,
      env: { ...process.env, SNIPPETS_FOLDER: folder, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return {
    pid: child.pid!,
    stdout: () => stdout,
    async shows(text) {
      const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
      await until(() => stdout.includes(text) || hasEnded());
      if (!stdout.includes(text)) throw new Error(`does not show "${text}":\n${stdout}\n${stderr}`);
    },
    ended: new Promise((resolve) =>
      child.once('close', (code) => resolve({ code, stdout, stderr })),
    ),
  };
}

/** Whether a process is there; one that ended and only waits for somebody to read its exit code is not. */
export function isRunning(pid: number): boolean {
  const state = process.platform === 'linux' ? stateOnLinux(pid) : stateByPs(pid);
  return state !== '' && !state.startsWith('Z');
}

function stateOnLinux(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2);
  } catch {
    return '';
  }
}

const stateByPs = (pid: number): string =>
  spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
