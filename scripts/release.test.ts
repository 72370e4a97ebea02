import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { root } from './checkout/paths.ts';

/** A repository of its own, at version 0.1.0, with one commit. */
function repository(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'release-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const commit = (subject: string, ...files: string[]): void => {
    for (const file of files) write(file, `${subject}\n`);
    git('add', '-A');
    git('commit', '-qm', `${subject}\n\nWhy it was.`);
  };
  const release = (...args: string[]) =>
    spawnSync(
      process.execPath,
      [
        '--import',
        pathToFileURL(join(root, 'scripts/register.mjs')).href,
        join(root, 'scripts/release.ts'),
        ...args,
      ],
      { cwd: folder, encoding: 'utf8' },
    );
  const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
  git('init', '-q');
  write('package.json', '{\n  "name": "x",\n  "version": "0.1.0"\n}\n');
  write(
    'package-lock.json',
    '{\n  "version": "0.1.0",\n  "packages": {\n    "": {\n      "version": "0.1.0"\n    }\n  }\n}\n',
  );
  commit('How it began', 'README.md');
  return { folder, git, write, commit, release, read };
}

test('what was committed stands by what it is about, the newest version on top', (t) => {
  const { git, commit, release, read } = repository(t);
  commit('A page', 'site/en/a.md', 'site/zh/a.md', 'scripts/a.ts');
  commit(
    'Recorded <b>again</b>, with `a_b` and *c*',
    'snippets/t/a.ts',
    'snippets/recordings/a.cast',
    'site/en/a.md',
  );
  commit('A command', 'scripts/b.ts');
  // Nothing was released yet: the version that stands there may be the first.
  const first = release('0.1.0');
  assert.equal(first.status, 0, first.stderr);
  assert.match(first.stdout, /^4 commits in CHANGELOG\.md/);
  const written = read('CHANGELOG.md');
  assert.match(
    written,
    /^# Changelog\n\n## 0\.1\.0 \(\d{4}-\d\d-\d\d\)\n\n### Pages\n\n[^]*- A page\n[^]*### Commands\n\n- A command\n\n### Everything else\n\n- How it began\n$/,
  );
  assert.ok(written.includes('- Recorded \\<b>again\\</b>, with `a_b` and \\*c\\*\n'), written);
  git('add', '-A');
  git('commit', '-qm', 'Version 0.1.0');
  git('tag', 'v0.1.0');

  commit('Something new', 'exercises/x/y.ts');
  assert.equal(release('0.10.0').status, 0);
  assert.match(
    read('CHANGELOG.md'),
    /^# Changelog\n\n## 0\.10\.0 [^]*Something new[^]*\n\n## 0\.1\.0 /,
  );
  assert.equal(read('CHANGELOG.md').match(/How it began/g)?.length, 1);
  assert.match(read('package.json'), /"version": "0\.10\.0"\n}\n$/);
  assert.equal(read('package-lock.json').match(/0\.10\.0/g)?.length, 2);
  // It commits nothing.
  assert.match(git('log', '-1', '--format=%s'), /Something new/);
});

test('what is no release is refused in a sentence, and nothing is written', (t) => {
  const { folder, git, write, commit, release, read } = repository(t);
  git('tag', 'v0.2.0');
  const refused = (said: RegExp, status: number, ...args: string[]): void => {
    const { stderr, status: code } = release(...args);
    assert.match(stderr, said);
    assert.equal(stderr.trim().split('\n').length, 1, stderr);
    assert.equal(code, status);
    assert.equal(existsSync(join(folder, 'CHANGELOG.md')), false);
    assert.match(read('package.json'), /0\.1\.0/);
  };
  refused(/Name one version/, 2);
  refused(/Name one version/, 2, '1.0.0', '2.0.0');
  for (const wrong of ['v1.0.0', '1.0', '01.0.0', '1.0.0-beta', 'latest'])
    refused(/is no version/, 2, wrong);
  refused(/Nothing was committed since v0\.2\.0/, 1, '0.3.0');
  commit('More', 'README.md');
  refused(/is not above 0\.2\.0/, 1, '0.1.9');
  refused(/There is a tag v0\.2\.0 already/, 1, '0.2.0');
  write('left.txt', 'not committed');
  refused(/not committed/, 1, '0.3.0');
  rmSync(join(folder, 'left.txt'));
  write('CHANGELOG.md', 'Ours.\n');
  git('add', '-A');
  git('commit', '-qm', 'A changelog of another kind');
  assert.match(release('0.3.0').stderr, /does not begin with "# Changelog"/);
  assert.equal(read('CHANGELOG.md'), 'Ours.\n');
});
