import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { UserError } from '../terminal/messages.ts';

/** What a command takes. */
export interface Cost {
  seconds: number;
  /** The command's own process at its largest. */
  megabytes: number;
}

/** Runs one command in a tree to its end. */
export async function cost(tree: string, command: readonly string[]): Promise<Cost> {
  // Beside the tree: check looks at every file in it.
  const report = `${tree}.largest`;
  const hook = `${tree}.at-exit.cjs`;
  const atExit = `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(report)}, String(process.resourceUsage().maxRSS)))`;
  writeFileSync(hook, atExit);
  const started = performance.now();
  const child = spawn(
    process.execPath,
    ['--require', hook, '--import', './scripts/register.mjs', ...command],
    { cwd: tree, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data) => (output += String(data)));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0)
    throw new UserError(`${command.join(' ')} failed on the generated tree:\n${output}`);
  const seconds = (performance.now() - started) / 1000;
  // ru_maxrss is in kilobytes.
  return { seconds, megabytes: Number(readFileSync(report, 'utf8')) / 1000 };
}
