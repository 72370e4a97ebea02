import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { chromium, type Browser, type Page } from 'playwright-core';
import ts from 'typescript';
import { browserArguments, findBrowser } from '../../../scripts/browser.ts';
import { liveRuns, type LiveRuns } from '../../../scripts/live.ts';
import { root } from '../../../scripts/paths.ts';
import { fullFigure } from '../figures/snippet.ts';

// A page with nothing but a figure: the modules of the browser are served as they stand, without a build.
const folder = join(root, 'site/.vitepress');
const styles = ['theme/tokens.css', 'theme/figures.css', 'timeline/timeline.css'];
const page =
  (): string => `<!doctype html><html lang="en" data-loopback><meta charset="utf-8"><title>figure</title>
<style>${styles.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n')}
:root { --vp-c-bg: #fff } body { font-family: var(--vp-font-family-base); max-width: 688px; margin: 24px auto }</style>
<body>${fullFigure('worker-pool', 'en').html}
<script type="module">import { listenForTimelines } from './timeline/listen.ts'; listenForTimelines(document);</script>`;

let browser: Browser;
let server: Server;
let live: LiveRuns;
/** Whether the server can run snippets, as only that of `npm start` can. */
let isLive = true;
let asked: string[] = [];

before(async () => {
  live = liveRuns('/');
  server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    if (isLive && live.handler(request, response)) return;
    if (path === '/') {
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(page());
    } else if (/^\/timeline\/[a-z]+\.ts$/.test(path)) {
      const source = readFileSync(join(folder, path), 'utf8');
      const { outputText } = ts.transpileModule(source, {
        compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext },
      });
      response.writeHead(200, { 'Content-Type': 'text/javascript' });
      response.end(outputText.replaceAll('import.meta.env.BASE_URL', '"/"'));
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await chromium.launch({ executablePath: findBrowser(), args: browserArguments });
});
after(async () => {
  await browser?.close();
  await live?.close();
  server?.close();
  server?.closeAllConnections();
});

/** Opens the page; no script on it may fail. */
async function visit(work: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 760, height: 900 } });
  const errors: string[] = [];
  asked = [];
  try {
    const opened = await context.newPage();
    opened.on('pageerror', ({ message }) => errors.push(message));
    const { port } = server.address() as AddressInfo;
    await opened.goto(`http://127.0.0.1:${port}/`, { waitUntil: 'networkidle' });
    await work(opened);
    assert.deepEqual(errors, []);
  } finally {
    await context.close();
  }
}

const later = (opened: Page): Promise<number> => opened.locator('.o-later').count();

test('the player comes with the first press, plays, pauses and ends', async () => {
  await visit(async (opened) => {
    assert.ok(!asked.includes('/timeline/player.ts'), 'loaded before it is used');
    const lines = await opened.locator('.o-line').count();
    await opened.getByRole('button', { name: 'Replay' }).click();
    await opened.locator('.tl-player').waitFor();
    assert.ok((await later(opened)) > 0, 'nothing waits for its moment');
    await opened.getByRole('button', { name: 'Pause' }).click();
    const moment = await opened.getByLabel('Moment').inputValue();
    await opened.waitForTimeout(200);
    assert.equal(await opened.getByLabel('Moment').inputValue(), moment, 'it goes on while paused');
    await opened.getByLabel('Speed').selectOption('5');
    await opened.getByRole('button', { name: 'Play', exact: true }).click();
    await opened.getByRole('button', { name: 'Play', exact: true }).waitFor();
    assert.equal(await later(opened), 0);
    assert.equal(await opened.locator('.o-line').count(), lines);
    assert.ok(await opened.locator('.tl-curtain').isHidden());
  });
});

test('scrubbing moves timeline and output together, by pointer and by keyboard', async () => {
  await visit(async (opened) => {
    await opened.getByRole('button', { name: 'Replay' }).click();
    const range = opened.getByLabel('Moment');
    await range.fill('0');
    assert.equal(await later(opened), await opened.locator('.o-line').count());
    const end = Number(await range.getAttribute('max'));
    await range.fill(String(end * 0.9));
    const at = Number(await range.inputValue());
    const moments = await opened
      .locator('.o-line')
      .evaluateAll((lines) => lines.map((line) => Number((line as HTMLElement).dataset.at) * 1000));
    assert.equal(await later(opened), moments.filter((moment) => moment > at).length);
    await range.press('Home');
    await range.press('ArrowRight');
    assert.ok(Number(await range.inputValue()) > 0);
    // A press on a line goes to its moment.
    await opened.locator('.o-line').nth(2).click();
    assert.ok(Math.abs(Number(await range.inputValue()) - (moments[2] ?? 0)) <= end / 400);
    assert.equal(await opened.locator('.o-now').count(), 1);
    // A press on the timeline goes to the moment under it.
    const box = opened.locator('.tl-box');
    const { width } = (await box.boundingBox()) ?? { width: 0 };
    await box.click({ position: { x: width - 2, y: 20 } });
    assert.ok(Number(await range.inputValue()) > end * 0.95);
  });
});

test('a line points at its moment, and a moment at its line, before anything is played', async () => {
  await visit(async (opened) => {
    const box = opened.locator('.tl-box');
    await box.hover({ position: { x: 5, y: 5 } });
    await opened.locator('.tl-marker').waitFor({ state: 'attached' });
    const { width } = (await box.boundingBox()) ?? { width: 0 };
    await box.hover({ position: { x: width - 10, y: 20 } });
    await opened.locator('.o-near').waitFor();
    await opened.locator('.o-line').first().hover();
    await opened.locator('.tl-marker').waitFor();
  });
});

test('a live run streams into the same place, can be replayed, and the recording comes back', async () => {
  await visit(async (opened) => {
    const recorded = await opened.locator('.f-output pre').innerText();
    const before = await opened.locator('[data-scale]').getAttribute('data-scale');
    await opened.getByRole('button', { name: 'Run' }).click();
    await opened.getByText(/Ran on this machine: ended with 0/).waitFor();
    assert.equal(await opened.getByText('Output of this run').count(), 1);
    assert.match(await opened.locator('.f-output pre').innerText(), /\S/);
    assert.notEqual(await opened.locator('[data-scale]').getAttribute('data-scale'), before);
    await opened.getByRole('button', { name: 'Replay' }).click();
    await opened.locator('.o-later').first().waitFor();
    await opened.getByRole('button', { name: 'Back to the recording' }).click();
    assert.equal(await opened.locator('.f-output pre').innerText(), recorded);
    assert.equal(await opened.locator('[data-scale]').getAttribute('data-scale'), before);
  });
});

test('a live run can be stopped', async () => {
  await visit(async (opened) => {
    await opened.getByRole('button', { name: 'Run' }).click();
    await opened.getByRole('button', { name: 'Stop' }).click();
    await opened.getByText('Stopped.').waitFor();
    await opened.getByRole('button', { name: 'Run' }).waitFor();
  });
});

test('where no server runs snippets, the button replays the recording and says so', async () => {
  isLive = false;
  try {
    await visit(async (opened) => {
      await opened.getByRole('button', { name: 'Run' }).click();
      await opened.getByText(/only npm start/).waitFor();
      assert.ok(await opened.locator('.tl-player').isVisible());
    });
  } finally {
    isLive = true;
  }
});
