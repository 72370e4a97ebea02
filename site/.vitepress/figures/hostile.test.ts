import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createMarkdownRenderer } from 'vitepress';

const lines = ['{{ 6 * 7 }}', '<script>alert(1)</script>', '</pre></figure><b v-html="1">', '&lt;'];

/** A tree of its own with one snippet, whose source and whose recorded output are the same hostile lines. */
const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
after(() => rmSync(folder, { recursive: true }));
// The folder is read when these modules are loaded, hence not by an import above.
process.env.SNIPPETS_FOLDER = folder;
const { root } = await import('../../../scripts/checkout/paths.ts');
const { figures } = await import('./rule.ts');

mkdirSync(join(folder, 'topic'));
mkdirSync(join(folder, 'recordings'));
const source = `/**\n * A {{ 6 * 7 }} summary.\n * @zh 摘要。\n */\n${lines.map((line) => `console.log(${JSON.stringify(line)});`).join('\n')}\n`;
writeFileSync(join(folder, 'topic/hostile.ts'), source);
const real = readFileSync(join(root, 'snippets/recordings/worker-pool.cast'), 'utf8');
const header = JSON.parse(real.split('\n')[0]!) as { recording: { id: string } };
header.recording.id = 'hostile';
const events = [...lines.map((line) => [0.1, 'o', `${line}\r\n`]), [0.2, 'x', '0']];
writeFileSync(
  join(folder, 'recordings/hostile.cast'),
  [header, ...events].map((event) => JSON.stringify(event)).join('\n') + '\n',
);

const renderer = await createMarkdownRenderer(join(root, 'site'), {
  cache: false,
  config: (md) => void md.use(figures),
});

for (const form of ['<<< hostile', '<<< hostile full', '<<< catalog:all']) {
  test(`"${form}" through Markdown shows what was recorded`, () => {
    const html = renderer.render(form, { relativePath: 'page.md' });
    const text = html.replaceAll(/<[^>]*>/g, '');
    assert.match(text, /\{\{ 6 \* 7 \}\}/);
    assert.doesNotMatch(text, /\b42\b/);
    assert.doesNotMatch(html, /<script|<b\b|v-html="/);
    if (form === '<<< catalog:all') return;
    const [, output = ''] =
      /<pre><span class="o-line[^]*?<\/pre>/.exec(html)?.[0].split(/<pre>/) ?? [];
    assert.deepEqual(
      output
        .replaceAll(/<[^>]*>/g, '')
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
        .replaceAll('&amp;', '&')
        .trimEnd()
        .split('\n'),
      lines,
    );
  });
}
