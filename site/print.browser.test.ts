// Pages on paper: nothing wider than a sheet, nothing folded, and what npm run pdf writes.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { parseHTML } from 'linkedom';
import { drawAll } from '../scripts/built-site/draw-all.ts';
import { root } from '../scripts/checkout/paths.ts';
import { visitAll } from './browser-testing.ts';
import { dist, siteUrl } from './.vitepress/settings.ts';

/** What is left of a sheet of A4 between its margins, at 96 pixels to an inch. */
const sheet = { width: 680, height: 1000 };

test('on paper nothing is wider than the sheet or cut at its edge, and nothing is folded', async () => {
  const pages = ['worker-threads', 'zh/ipc', 'zh/errors', 'choosing', 'zh/interview/wrapper'];
  await visitAll(
    pages,
    async (page) => {
      await page.emulateMedia({ media: 'print' });
      const cut = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('main *')]
          .filter((part) => !part.closest('svg') && part.checkVisibility() && part.clientWidth > 0)
          .filter(
            (part) =>
              part.getBoundingClientRect().right > innerWidth + 1 ||
              (part.scrollWidth > part.clientWidth + 1 &&
                getComputedStyle(part).overflowX !== 'visible'),
          )
          .map((part) => `${part.tagName}.${part.className}: ${part.textContent.slice(0, 60)}`),
      );
      assert.deepEqual(cut, []);
      const folded = await page.evaluate(() =>
        [...document.querySelectorAll('.decision details > p')]
          .filter((part) => part.getBoundingClientRect().height === 0)
          .map((part) => part.textContent),
      );
      assert.deepEqual(folded, []);
    },
    { viewport: sheet },
  );
});

test('drawings that come while a page is asked for them keep nobody waiting', async () => {
  await visitAll(['fork'], async (page) => {
    for (let round = 0; round < 12; round++) {
      await page.evaluate((pause) => {
        const places = Array.from({ length: 12 }, () => document.createElement('p'));
        for (const place of places) place.className = 'tl-waiting';
        document.body.replaceChildren(...places);
        const drawNext = (): void => {
          places.pop()?.remove();
          if (places.length > 0) setTimeout(drawNext, pause);
        };
        drawNext();
      }, round % 4);
      await drawAll(page);
      assert.equal(await page.locator('.tl-waiting').count(), 0);
    }
  });
});

const pdf = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  promisify(execFile)(
    process.execPath,
    ['--import', './scripts/register.mjs', 'scripts/pdf.ts', ...args],
    { cwd: root, env: { ...process.env, ...env } },
  );

/** A title as PDF writes it: as it is where it is ASCII, else as UTF-16. */
function inPdf(title: string): string {
  if (/^[\x20-\x7e]*$/.test(title)) return `(${title.replaceAll(/[()\\]/g, '\\$&')})`;
  const units = Array.from({ length: title.length }, (_, at) => title.charCodeAt(at));
  return `<FEFF${units.map((unit) => unit.toString(16).toUpperCase().padStart(4, '0')).join('')}>`;
}

test('a PDF has all sections in its outline, every drawing, and links to where the site stands', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'pdf-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const { stdout } = await pdf(['--into', folder, 'fork', 'zh/interview/zombies', 'fork']);
  // Each page once, by the path to its file.
  assert.equal(stdout.trim().split('\n').length, 2, stdout);
  for (const name of ['fork', 'zh/interview/zombies']) {
    const file = readFileSync(join(folder, `${name}.pdf`), 'latin1');
    assert.match(file, /^%PDF-/);
    const html = readFileSync(join(dist, `${name}.html`), 'utf8');
    const { document } = parseHTML(html) as unknown as { document: Document };
    for (const heading of document.querySelectorAll('main h2')) {
      heading.querySelector('.header-anchor')?.remove();
      const title = heading.textContent.trim();
      assert.ok(file.includes(`/Title ${inPdf(title)}`), `${name}: ${title}`);
    }
    assert.ok(file.includes(`/URI (${siteUrl}`), name);
    assert.doesNotMatch(file, /127\.0\.0\.1:|localhost:/);
  }
});

test('a PDF of a page that is not there is not written, and one that has no address leads nowhere', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'pdf-'));
  t.after(() => rmSync(folder, { recursive: true }));
  await assert.rejects(pdf(['--into', folder, 'fork', 'worker-pol']), {
    code: 2,
    stderr: /^There is no page worker-pol; did you mean worker-pool.*\?\n$/,
  });
  assert.equal(existsSync(join(folder, 'fork.pdf')), false);

  await pdf(['--into', folder, 'interview/zombies'], { SITE_URL: undefined });
  const file = readFileSync(join(folder, 'interview/zombies.pdf'), 'latin1');
  assert.doesNotMatch(file, /site\.invalid|127\.0\.0\.1:/);
});
