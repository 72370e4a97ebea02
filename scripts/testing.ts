import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './paths.ts';

/** A copy of some fixtures as a tree of snippets of its own, so that a test may change and record them. */
export function temporaryTree(...ids: string[]): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'tree-'));
  mkdirSync(join(folder, 'misbehaving'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  for (const id of ids) {
    cpSync(
      join(root, 'scripts/fixtures/misbehaving', `${id}.ts`),
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
      while (!stdout.includes(text)) {
        if (child.exitCode !== null)
          throw new Error(`ended without showing "${text}":\n${stdout}\n${stderr}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    ended: new Promise((resolve) =>
      child.once('close', (code) => resolve({ code, stdout, stderr })),
    ),
  };
}

/** Whether a process is there; one that ended and only waits for somebody to read its exit code is not. */
export function isRunning(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.startsWith('Z');
}
