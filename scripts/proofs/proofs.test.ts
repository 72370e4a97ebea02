import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { checkMentions, checkProof } from '../checks/proofs.ts';
import { start } from '../testing/commands.ts';
import { root } from '../checkout/paths.ts';
import { longestProof, readProofs } from './catalog.ts';

const proving = pathToFileURL(join(root, 'snippets/proving.ts')).href;

/** A tree of snippets with one topic and one file of proofs. */
function tree(
  t: TestContext,
  members: string,
): { folder: string; write: (members: string) => void } {
  const folder = mkdtempSync(join(tmpdir(), 'proofs-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'topic/proofs'), { recursive: true });
  const write = (text: string): void =>
    writeFileSync(
      join(folder, 'topic/proofs/theme.ts'),
      `import type { Proofs } from '${proving}';\n\nexport const proofs: Proofs = {\n${text}\n};\n`,
    );
  write(members);
  return { folder, write };
}

/** One member of the file, as it is written. */
const member = (
  body: string,
  comment = '* Two words.\n * @zh 两个词。',
  name = "'two-words'",
): string => `  /**\n   ${comment}\n   */\n  ${name}: ${body},`;

const good = member("() => 'seen'");

test('a proof: its id, its place, its situation in both languages and its code', (t) => {
  const [proof] = readProofs(tree(t, good).folder);
  assert.equal(proof!.id, 'two-words');
  assert.equal(proof!.topic, 'topic');
  assert.equal(proof!.line, 8);
  assert.deepEqual(proof!.situation, { en: 'Two words.', zh: '两个词。' });
  assert.equal(proof!.code, "'two-words': () => 'seen'");
});

for (const [what, members, message] of [
  ['no Chinese', member("() => 'a'", '* Two words.'), /:7: begin two-words with \/\*\*/],
  ['no comment', "  'two-words': () => 'a',", /:4: begin two-words with \/\*\*/],
  ['an unknown tag', member("() => 'a'", '* A.\n * @zh 一。\n * @needs x'), /unknown tag @needs/],
  [
    'an id that is no id',
    member("() => 'a'", '* A.\n * @zh 一。', 'one'),
    /:8: a proof's id is words/,
  ],
  ['an id twice', `${good}\n${good}`, /:13: the id two-words is taken by .*:8/],
] as const) {
  test(`a file of proofs with ${what} is refused`, (t) => {
    const { folder } = tree(t, members);
    assert.throws(() => readProofs(folder), message);
  });
}

test('the check names a proof without outcomes, a long one, one that no page names, and a name that is no proof', (t) => {
  const [proof] = readProofs(tree(t, good).folder);
  assert.match(checkProof(proof!)[0]!.message, /no outcome on Node 20.*npm run prove -- two-words/);
  const long = { ...proof!, code: '\n'.repeat(longestProof) };
  assert.match(checkProof(long)[0]!.message, /has 36 lines/);
  const page = (name: string) => ({
    path: 'site/en/page.md',
    mentions: [{ kind: 'proof' as const, name, line: 3 }],
  });
  assert.deepEqual(checkMentions([page('two-words')], [proof!]), []);
  const [unknown, unnamed] = checkMentions([page('other-words')], [proof!]);
  assert.deepEqual(unknown, { at: 'site/en/page.md:3', message: 'no proof "other-words"' });
  assert.match(unnamed!.message, /no page names two-words/);
});

test('npm run prove notes outcomes, keeps those of other versions, and a comparison names what changed', async (t) => {
  const { folder, write } = tree(t, good);
  const prove = (...args: string[]) => start('prove.ts', args, folder).ended;
  const outcomes = () =>
    JSON.parse(readFileSync(join(folder, 'recordings/proofs/topic.json'), 'utf8')) as Record<
      string,
      { outcomes: Record<string, string> }
    >;

  const first = await prove('20');
  assert.equal(first.code, 0, first.stderr);
  assert.deepEqual(Object.values(outcomes()['two-words']!.outcomes), ['seen']);
  assert.match((await prove('20', '--check')).stdout, /Compared 1 outcome/);

  // A proof that was changed has no outcome any more.
  write(good.replace("'seen'", "'otherwise'"));
  const changed = await prove('20', '--check');
  assert.equal(changed.code, 1);
  assert.match(changed.stderr, /two-words is not noted|two-words on Node 20.*: otherwise/);

  // The outcome alone was changed by hand.
  await prove('20');
  const path = join(folder, 'recordings/proofs/topic.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace('"otherwise"', '"typed"'));
  const typed = await prove('20', '--check');
  assert.equal(typed.code, 1);
  assert.match(typed.stderr, /noted: typed\n {2}now: {3}otherwise/);
});

for (const [what, body, message] of [
  ['throws', "async () => { throw new Error('broken'); }", /two-words ended with 1\n[^]*broken/],
  ['gives nothing back', '() => undefined as unknown as string', /two-words gave back null/],
] as const) {
  test(`a proof that ${what} fails, and the older outcome stays`, async (t) => {
    const { folder, write } = tree(t, good);
    await start('prove.ts', ['20'], folder).ended;
    const path = join(folder, 'recordings/proofs/topic.json');
    const before = readFileSync(path, 'utf8');
    write(member(body));
    const { code, stderr } = await start('prove.ts', ['20'], folder).ended;
    assert.equal(code, 1);
    assert.match(stderr, message);
    assert.equal(readFileSync(path, 'utf8'), before);
  });
}
