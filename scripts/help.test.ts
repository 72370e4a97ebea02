import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { root } from './checkout/paths.ts';
import { start, temporaryTree } from './testing/commands.ts';

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
const own = /^node --import \.\/scripts\/register\.mjs (?<args>.*)$/;

/** Ours, each with the arguments that Node gets. */
const commands = Object.entries(scripts).flatMap(([name, line]) => {
  const args = own.exec(line)?.groups?.args;
  return args ? [{ name, args: args.split(' ') }] : [];
});

test('all commands but those of other tools are ours', () => {
  const others = Object.keys(scripts).filter((name) => !commands.some((own) => own.name === name));
  assert.deepEqual(others.sort(), ['build', 'dev', 'format']);
});

for (const { name, args } of commands) {
  test(`${name} says on --help and -h what to type, and does nothing else`, async () => {
    const [long, short] = await Promise.all(
      ['--help', '-h'].map((flag) =>
        promisify(execFile)(
          process.execPath,
          ['--import', './scripts/register.mjs', ...args, flag],
          { cwd: root },
        ),
      ),
    );
    assert.ok(long && short);
    assert.equal(long.stderr, '');
    // Anything else that it did would have been told.
    const [first = '', ...rest] = long.stdout.split('\n');
    assert.match(first, new RegExp(`(^|, or )npm (run )?${name}\\b`));
    assert.ok(rest.length < 12, long.stdout);
    assert.deepEqual(short, long);
  });
}

test('what comes after the id of a snippet is for the snippet', async (t) => {
  const tree = temporaryTree('good');
  t.after(tree.remove);
  const { code, stdout } = await start('snippet.ts', ['good', '--help'], tree.folder).ended;
  assert.equal(code, 0);
  assert.match(stdout, /^argument: --help$/m);
});
