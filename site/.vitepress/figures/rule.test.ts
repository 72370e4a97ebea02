import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { test } from 'node:test';
import { createMarkdownRenderer } from 'vitepress';
import { root } from '../../../scripts/checkout/paths.ts';
import { readRecording } from '../../../scripts/recording/recording.ts';
import { base } from '../settings.ts';
import { figures } from './rule.ts';

const renderer = await createMarkdownRenderer(join(root, 'site'), {
  cache: false,
  config: (md) => void md.use(figures),
});

interface Rendered {
  html: string;
  files: string[];
}
const render = (text: string, env: object = { relativePath: 'page.md' }): Rendered => {
  const includes: string[] = [];
  const html = renderer.render(text, { ...env, includes });
  return { html, files: includes.map((file) => basename(file)) };
};

test('a region: its source, command, output and timeline, and the files to watch', () => {
  const { html, files } = render('<<< worker-pool#use');
  assert.match(html, /^<figure class="snippet snippet-short"[^>]* data-pagefind-ignore>/);
  assert.match(html, /data-copy="npm run snippet worker-pool"/);
  assert.match(html, /Recorded output/);
  assert.match(html, /<svg/);
  assert.deepEqual(files, ['worker-pool.ts', 'worker-pool.cast', 'worker-pool.trace.json']);
});

test('the second form of a snippet on a page repeats neither command nor timeline', () => {
  const [, second] = render('<<< worker-pool#use\n\n<<< worker-pool#use').html.split(
    '</figure>\n<figure ',
  );
  assert.match(second!, /Recorded output/);
  assert.doesNotMatch(second!, /data-copy|<svg/);
});

test('chosen lines of the output', () => {
  const { html } = render('<<< worker-pool#use lines=1-2,4');
  assert.equal(html.match(/class="o-line/g)?.length, 3);
  assert.equal(html.match(/class="o-gap"/g)?.length, 1);
});

test('a measurement is the text that was recorded', () => {
  const [measurement] = readRecording('worker-pool')!.header.measurements;
  const { html, files } = render(`It took [[worker-pool/${measurement!.name}]].`);
  assert.match(
    html,
    new RegExp(`<span class="measured" [^>]*>${measurement!.text} ${measurement!.unit}</span>`),
  );
  assert.deepEqual(files, ['worker-pool.cast']);
});

test('a proof says on which versions it was tried, and leads to its code', () => {
  const { html, files } = render('It ends. [[proof:exec-timeout-handled]]');
  assert.match(
    html,
    /<a class="proof" href="[^"]*proofs\/child-process#exec-timeout-handled" title="Proof: [^"]+">20–26<\/a>/,
  );
  assert.deepEqual(files, ['limits.ts', 'child-process.json']);
});

test('a table of proofs: neighbours that did the same share a cell', () => {
  const { html } = render('<<< proofs spawn-sync-timeout-handled exec-timeout-handled');
  assert.equal(html.match(/<tr>/g)?.length, 3);
  assert.match(html, /<td data-versions="20–26" colspan="4">status 0, ETIMEDOUT<\/td>/);
});

test('what stands in code is code', () => {
  const { html } = render('`[[worker-pool/x]]`\n\n```md\n<<< worker-pool#nothing\n```');
  assert.match(html, /\[\[worker-pool\/x\]\]/);
  assert.match(html, /&#x3C;&#x3C;&#x3C; worker-pool#nothing|&lt;&lt;&lt; worker-pool#nothing/);
});

test('a Chinese page speaks Chinese', () => {
  assert.match(
    render('<<< worker-pool#use', { relativePath: 'zh/page.md' }).html,
    new RegExp(`录制的输出[^]*href="${base}zh/snippets/worker-pool"`),
  );
});

const mistakes: [form: string, message: RegExp][] = [
  ['<<< worker-pool#nothing', /: no region "nothing" in worker-pool \(has: .*\buse\b.*\)$/],
  ['<<< worker-pol', /: no snippet "worker-pol"$/],
  ['<<< worker-pool.nothing', /: no file worker-pool.nothing.ts in worker-pool$/],
  ['<<< worker-pool lines=3-999', /: lines=3-999: the output of worker-pool has lines 1 to \d+$/],
  ['<<< worker-pool whole', /: "whole" is not known here; there are: code, full, lines=2-5,8$/],
  ['<<< chart:nothing', /: no chart "nothing" \(has: .*\bprocess-vs-thread\b.*\)$/],
  ['<<< diagram:nothing', /: There is no diagram "nothing"/],
  ['It ends. [[proof:nothing-here]]', /: no proof "nothing-here"$/],
  ['<<< proofs nothing-here', /: no proof "nothing-here"$/],
  ['It took [[worker-pool/nothing]].', /: no measurement "nothing" in worker-pool \(has: .+\)$/],
];
for (const [form, message] of mistakes) {
  test(`"${form}" fails with file and line`, (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'rule-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'page.md');
    const text = `---\ntitle: A page\n---\n\nText.\n\n${form}\n`;
    writeFileSync(path, text);
    assert.throws(
      () => render(text.replace(/^---[\s\S]*?---\n/, ''), { path, relativePath: 'page.md' }),
      (error: Error) =>
        error.message.startsWith(`${relative(root, path)}:7: `) && message.test(error.message),
    );
  });
}
