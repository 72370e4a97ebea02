// Asks the shells themselves what Tab would offer, where they are installed.
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { root } from './checkout/paths.ts';

const has = (shell: string): boolean =>
  spawnSync(shell, ['-c', ''], { stdio: 'ignore' }).status === 0;

/** What a shell needs to complete a line that its script gets as $1, and to print each offer in a line. */
const askedIn: Record<string, (script: string) => string> = {
  bash: (script) => `eval "$(${script} bash)"
read -ra COMP_WORDS <<<"$1"; [[ $1 == *' ' ]] && COMP_WORDS+=('')
COMP_LINE=$1 COMP_POINT=\${#1} COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
_npm_completion; printf '%s\\n' "\${COMPREPLY[@]}"`,
  // Its widgets need a terminal; what they call does not.
  zsh: (script) => `compdef() { :; }; _describe() { print -l -- \${(P)2}; }
eval "$(${script} zsh)"
words=(\${(s: :)1}); [[ $1 == *' ' ]] && words+=('')
CURRENT=$#words BUFFER=$1 CURSOR=$#1; _npm_completion`,
  fish: (script) => `${script} fish | source; complete -C $argv[1]`,
};

async function offers(shell: string, line: string, cwd = root): Promise<string[]> {
  const script = `'${process.execPath}' --import '${join(root, 'scripts/register.mjs')}' '${join(root, 'scripts/completion.ts')}'`;
  const text = askedIn[shell]!(script);
  const args =
    shell === 'bash'
      ? ['--norc', '-c', text, 'bash', line]
      : shell === 'zsh'
        ? ['-f', '-c', text, 'zsh', line]
        : ['--no-config', '-c', text, line];
  const { stdout } = await promisify(execFile)(shell, args, {
    cwd,
    env: { ...process.env, PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) },
  });
  // Behind a name stands what it does, which bash does not show.
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((offer) => offer.split(/[\t:]/)[0]!);
}

for (const shell of Object.keys(askedIn)) {
  // With CI set nothing may be skipped: there a shell that is missing fails.
  const skip =
    process.platform === 'win32'
      ? 'there a shell has other paths than Node'
      : !process.env.CI && !has(shell) && `it needs ${shell}`;

  test(`${shell} completes ids, options and commands`, { skip }, async () => {
    const [id, diagram, ids, option, dashes, done] = await Promise.all([
      offers(shell, 'npm run snippet worker-poo'),
      offers(shell, 'npm run -s diagram roll'),
      offers(shell, 'npm run exercise '),
      offers(shell, 'npm run prove -- --c'),
      offers(shell, 'npm run exercise thread-pool -'),
      offers(shell, 'npm run record worker-pool worker-poo'),
    ]);
    assert.ok(id.includes('worker-pool'), String(id));
    assert.ok(diagram.includes('rolling-restart'), String(diagram));
    assert.ok(ids.includes('thread-pool'), String(ids));
    assert.ok(option.includes('--check'), String(option));
    assert.ok(dashes.includes('--'), String(dashes));
    assert.ok(!done.includes('worker-pool'), String(done));
  });

  test(`${shell} runs nothing of what somebody is typing`, { skip }, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'completion-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const made = join(folder, 'made');
    for (const word of [
      `$(touch ${made})`,
      `(touch ${made})`,
      `"a;touch ${made}"`,
      `\`touch ${made}\``,
    ])
      await offers(shell, `npm run snippet ${word} `);
    assert.ok(!existsSync(made));
  });

  test(`${shell} offers nothing of this repository elsewhere`, { skip }, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'completion-'));
    t.after(() => rmSync(folder, { recursive: true }));
    assert.ok(!(await offers(shell, 'npm run snippet worker-poo', folder)).includes('worker-pool'));
  });
}

test('a shell without completion is told which have it', async () => {
  await assert.rejects(
    promisify(execFile)(
      process.execPath,
      ['--import', './scripts/register.mjs', 'scripts/completion.ts', 'tcsh'],
      { cwd: root },
    ),
    { code: 2, stderr: 'Name your shell, bash, zsh or fish: npm run -s completion bash\n' },
  );
});
