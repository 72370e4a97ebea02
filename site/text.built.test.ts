// What readers take along: each page as Markdown, lists of all of them, questions as cards.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { parse } from 'csv-parse/sync';
import { parseHTML } from 'linkedom';
import { readDiagram } from '../diagrams/index.ts';
import { filesOf, readCatalog } from '../scripts/catalog/catalog.ts';
import { withoutMarkers } from '../scripts/catalog/regions.ts';
import { languageOf, prefixes, type Language } from '../scripts/pages/pages.ts';
import { readQuestions } from '../scripts/pages/questions.ts';
import { readProofs } from '../scripts/proofs/catalog.ts';
import { textOf } from '../scripts/recording/recorder.ts';
import { readRecording } from '../scripts/recording/recording.ts';
import { builtPages } from './.vitepress/publish/built-pages.ts';
import { cardsPath } from './.vitepress/publish/cards.ts';
import { textPath } from './.vitepress/publish/text.ts';
import { dist, siteUrl } from './.vitepress/settings.ts';

assert.ok(existsSync(join(dist, 'index.html')), 'build the site first: npm run build');

const read = (path: string): string => readFileSync(join(dist, path), 'utf8');
const languages: readonly Language[] = ['en', 'zh'];

/** Every page with a title, but for those of snippets and proofs, which are compared with what they were made from. */
const written = builtPages(dist).filter(({ path }) => !/(^|\/)(snippets|proofs)\/./.test(path));

test('a page has its text beside it, with the sources, commands, outputs and diagrams of its figures', (t) => {
  let figures = 0;
  for (const { path, file } of written) {
    const { document } = parseHTML(read(file)) as unknown as { document: Document };
    if (!document.querySelector('main h1')) continue;
    const text = read(textPath(path));
    assert.match(text, /^# \S/m, `${path} has its title`);
    const shown = document.querySelectorAll('.f-code, .f-run code, .f-output section pre');
    for (const { textContent } of shown) {
      figures++;
      assert.ok(text.includes(textContent.trimEnd()), `${path} lacks:\n${textContent}`);
    }
    for (const figure of document.querySelectorAll<HTMLElement>('[data-diagram]')) {
      const { ascii } = readDiagram(figure.dataset.diagram!, languageOf(path));
      assert.ok(text.includes(ascii.trimEnd()), `${path} lacks ${figure.dataset.diagram}`);
    }
    const prose = text.replaceAll(/^```[^]*?^```|`[^`\n]*`/gm, '');
    assert.doesNotMatch(prose, /<(svg|div|span|section|figure|table|button)\b/, path);
    assert.doesNotMatch(prose, /\]\((?!https?:)/, `${path} has a link that leads nowhere`);
  }
  t.diagnostic(`${written.length} pages, ${figures} figures`);
  assert.ok(figures > 500);
});

test("a snippet's text holds all its files and its whole output, a proof's the code of each", () => {
  for (const language of languages) {
    for (const snippet of readCatalog()) {
      const text = read(textPath(`${prefixes[language]}snippets/${snippet.id}`));
      for (const file of filesOf(snippet)) {
        const source = withoutMarkers(readFileSync(file, 'utf8')).trimEnd();
        assert.ok(text.includes(source), `${snippet.id} lacks ${file}`);
      }
      const output = stripVTControlCharacters(textOf(readRecording(snippet.id)!.output)).trimEnd();
      for (const line of output.split('\n'))
        assert.ok(text.includes(line.trimEnd()), `${snippet.id} lacks the line "${line}"`);
    }
    for (const { topic, id, code } of readProofs())
      assert.ok(read(textPath(`${prefixes[language]}proofs/${topic}`)).includes(code), id);
  }
});

test('links in texts are whole, and so are those of the lists', () => {
  for (const language of languages) {
    const list = read(`${prefixes[language]}llms.txt`);
    const links = [...list.matchAll(/^- \[.+\]\((\S+)\)/gm)].map(([, link]) => link!);
    assert.ok(links.length > 100);
    for (const link of links) {
      assert.ok(link.startsWith(siteUrl!), link);
      assert.ok(existsSync(join(dist, link.slice(siteUrl!.length))), link);
    }
    const whole = read(`${prefixes[language]}llms-full.txt`);
    for (const topic of ['worker-threads', 'cluster', 'interview/zombies'])
      assert.ok(whole.includes(read(textPath(`${prefixes[language]}${topic}`))), topic);
  }
});

test('the questions are cards that Anki can import, and whose identity lasts', () => {
  for (const language of languages) {
    const file = read(cardsPath(language));
    const [head] = /^(?:#.*\n)+/.exec(file)!;
    assert.match(head, /^#separator:Tab\n#html:true\n[^]*#guid column:1\n/);
    const cards: string[][] = parse(file.slice(head.length), { delimiter: '\t' });
    const questions = readQuestions(language);
    assert.deepEqual(
      cards.map(([guid]) => guid),
      questions.map(({ slug }) => `node-concurrency-recorded/${language}/${slug}`),
    );
    for (const [index, [, front, back, tags]] of cards.entries()) {
      const { topic, level, slug } = questions[index]!;
      assert.equal(tags, `${topic} ${level}`);
      assert.ok(front!.length > 5, slug);
      assert.match(back!, /^<p>/);
      assert.ok(back!.includes(`${siteUrl}${prefixes[language]}interview/${slug}"`), slug);
      assert.doesNotMatch(back!, /href="(?!https?:)/);
    }
  }
});
