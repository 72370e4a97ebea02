import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from '@playwright/test';
import ts from 'typescript';
import type { LiveRuns } from '../../../scripts/live/runs.ts';
import { root } from '../../../scripts/checkout/paths.ts';
import { expect, newReader, stopClock } from '../../reader-testing.ts';
import { fullFigure } from '../figures/snippet.ts';
import { siteRuns } from '../live.ts';

// A page with nothing but a figure: the modules of the browser are served as they stand, without a build.
const folder = join(root, 'site/.vitepress');
const styles = ['theme/tokens.css', 'theme/figures.css', 'timeline/timeline.css'];
const page =
  (): string => `<!doctype html><html lang="en" data-loopback><meta charset="utf-8"><title>figure</title>
<style>${styles.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n')}
:root { --vp-c-bg: #fff } body { font-family: var(--vp-font-family-base); max-width: 688px; margin: 24px auto }</style>
<body>${fullFigure('worker-restart', 'en').html}
<script type="module">import { listenForTimelines } from './client/timelines.ts'; listenForTimelines(document);</script>`;

let server: Server;
let live: LiveRuns;
/** Whether the server can run snippets, as only that of `npm start` can. */
let isLive = true;
/** Whether a run is one that never ends by itself. */
let isEndless = false;
let asked: string[] = [];

before(async () => {
  live = siteRuns('/');
  server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    if (isEndless && path === '/live/run')
      return void response
        .writeHead(200, { 'Content-Type': 'application/x-ndjson' })
        .flushHeaders();
    if (isLive && live.handler(request, response)) return;
    if (path === '/') {
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(page());
    } else if (/^\/client\/[a-z]+\.ts$/.test(path)) {
      const source = readFileSync(join(folder, path), 'utf8');
      const { outputText } = ts.transpileModule(source, {
        compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext },
      });
      response.writeHead(200, { 'Content-Type': 'text/javascript' });
      const environment = `import.meta.env = { BASE_URL: '/' };\n`;
      response.end(environment + outputText);
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
after(async () => {
  await live?.close();
  server?.close();
  server?.closeAllConnections();
});

/** Opens the page; no script on it may fail. */
async function visit(work: (page: Page) => Promise<void>): Promise<void> {
  const context = await newReader({ viewport: { width: 760, height: 900 } });
  const errors: string[] = [];
  asked = [];
  try {
    const opened = await context.newPage();
    opened.on('pageerror', ({ message }) => errors.push(message));
    const { port } = server.address() as AddressInfo;
    await opened.goto(`http://127.0.0.1:${port}/`);
    await work(opened);
    assert.deepEqual(errors, []);
  } finally {
    await context.close();
  }
}

/** Lines whose moment has not come. */
const later = (opened: Page) => opened.locator('.o-later');

test('the player comes with the first press, plays, pauses and ends', async () => {
  await visit(async (opened) => {
    assert.ok(!asked.includes('/client/player.ts'), 'loaded before it is used');
    const lines = await opened.locator('.o-line').count();
    await stopClock(opened);
    await opened.getByRole('button', { name: 'Replay' }).click();
    const moment = opened.getByLabel('Moment');
    await expect(moment).toHaveValue('0');
    await expect(later(opened)).toHaveCount(lines);
    await opened.clock.runFor(500);
    await expect(moment).not.toHaveValue('0');
    await opened.getByRole('button', { name: 'Pause' }).click();
    const paused = await moment.inputValue();
    await opened.clock.runFor(500);
    assert.equal(await moment.inputValue(), paused, 'it goes on while paused');
    await expect(later(opened).first()).toBeAttached();
    await opened.getByLabel('Speed').selectOption('5');
    await opened.getByRole('button', { name: 'Play', exact: true }).click();
    await expect(opened.getByRole('button', { name: 'Pause' })).toBeVisible();
    await opened.clock.runFor(Number(await moment.getAttribute('max')) / 5 + 100);
    await expect(opened.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
    await expect(later(opened)).toHaveCount(0);
    await expect(opened.locator('.o-line')).toHaveCount(lines);
    await expect(opened.locator('.tl-curtain')).toBeHidden();
  });
});

test('scrubbing moves timeline and output together, by pointer and by keyboard', async () => {
  await visit(async (opened) => {
    await opened.getByRole('button', { name: 'Replay' }).click();
    const range = opened.getByLabel('Moment');
    await range.fill('0');
    await expect(later(opened)).toHaveCount(await opened.locator('.o-line').count());
    const end = Number(await range.getAttribute('max'));
    await range.fill(String(end * 0.9));
    const at = Number(await range.inputValue());
    const moments = await opened
      .locator('.o-line')
      .evaluateAll((lines) => lines.map((line) => Number((line as HTMLElement).dataset.at) * 1000));
    await expect(later(opened)).toHaveCount(moments.filter((moment) => moment > at).length);
    await range.press('Home');
    await range.press('ArrowRight');
    await expect(range).not.toHaveValue('0');
    // A press on a line goes to its moment.
    await opened.locator('.o-line').nth(2).click();
    const distance = async (): Promise<number> =>
      Math.abs(Number(await range.inputValue()) - (moments[2] ?? 0));
    await expect.poll(distance).toBeLessThanOrEqual(end / 400);
    await expect(opened.locator('.o-now')).toHaveCount(1);
    // A press on the timeline goes to the moment under it.
    const box = opened.locator('.tl-box');
    const { width } = (await box.boundingBox()) ?? { width: 0 };
    await box.click({ position: { x: width - 2, y: 20 } });
    await expect.poll(async () => Number(await range.inputValue())).toBeGreaterThan(end * 0.95);
  });
});

test('a line points at its moment, and a moment at its line, before anything is played', async () => {
  await visit(async (opened) => {
    const box = opened.locator('.tl-box');
    await box.hover({ position: { x: 5, y: 5 } });
    await expect(opened.locator('.tl-marker')).toBeAttached();
    const { width } = (await box.boundingBox()) ?? { width: 0 };
    await box.hover({ position: { x: width - 10, y: 20 } });
    await expect(opened.locator('.o-near')).toBeVisible();
    await opened.locator('.o-line').first().hover();
    await expect(opened.locator('.tl-marker')).toBeVisible();
  });
});

test('a live run streams into the same place, can be replayed, and the recording comes back', async () => {
  await visit(async (opened) => {
    const recorded = await opened.locator('.f-output pre').innerText();
    const before = await opened.locator('[data-scale]').getAttribute('data-scale');
    await opened.getByRole('button', { name: 'Run' }).click();
    await expect(opened.getByText(/Ran on this machine: ended with 0/)).toBeVisible();
    await expect(opened.getByText('Output of this run')).toHaveCount(1);
    const output = opened.locator('.f-output pre');
    const scale = opened.locator('[data-scale]');
    await expect(output).toHaveText(/\S/);
    await expect(scale).not.toHaveAttribute('data-scale', before!);
    await stopClock(opened);
    await opened.getByRole('button', { name: 'Replay' }).click();
    await expect(later(opened).first()).toBeVisible();
    await opened.getByRole('button', { name: 'Back to the recording' }).click();
    await expect.poll(() => output.innerText()).toBe(recorded);
    await expect(scale).toHaveAttribute('data-scale', before!);
  });
});

test('a live run can be stopped', async () => {
  isEndless = true;
  try {
    await visit(async (opened) => {
      await opened.getByRole('button', { name: 'Run' }).click();
      await opened.getByRole('button', { name: 'Stop' }).click();
      await expect(opened.getByText('Stopped.')).toBeVisible();
      await expect(opened.getByRole('button', { name: 'Run' })).toBeVisible();
    });
  } finally {
    isEndless = false;
  }
});

test('where no server runs snippets, the button replays the recording and says so', async () => {
  isLive = false;
  try {
    await visit(async (opened) => {
      await opened.getByRole('button', { name: 'Run' }).click();
      await expect(opened.getByText(/only npm start/)).toBeVisible();
      await expect(opened.locator('.tl-player')).toBeVisible();
    });
  } finally {
    isLive = true;
  }
});
