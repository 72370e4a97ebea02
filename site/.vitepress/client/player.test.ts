import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from '@playwright/test';
import ts from 'typescript';
import type { LiveEvent, LiveRuns } from '../../../scripts/live/runs.ts';
import type { Language } from '../../../scripts/pages/pages.ts';
import { root } from '../../../scripts/checkout/paths.ts';
import { expect, newReader, stopClock } from '../../reader-testing.ts';
import { fullFigure } from '../figures/snippet.ts';
import { siteRuns } from '../live.ts';

// A page with nothing but a figure: the modules of the browser are served as they stand, without a build.
const folder = join(root, 'site/.vitepress');
const styles = ['theme/tokens.css', 'theme/figures.css', 'timeline/timeline.css'];
const page = (
  language: Language,
  id: string,
): string => `<!doctype html><html lang="${language}" data-loopback><meta charset="utf-8"><title>figure</title>
<style>${styles.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n')}
:root { --vp-c-bg: #fff } body { font-family: var(--vp-font-family-base); max-width: 688px; margin: 24px auto }</style>
<body>${fullFigure(id, language).html}
<script type="module">import { listenForTimelines } from '/client/timelines.ts'; listenForTimelines(document);</script>`;

let server: Server;
let live: LiveRuns;
/** Whether the server can run snippets, as only that of `npm start` can. */
let isLive = true;
/** Whether a run is one that never ends by itself. */
let isEndless = false;
/** What a run tells instead of one that really runs. */
let told: LiveEvent[] | undefined;
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
    if (told && path === '/live/run')
      return void response
        .writeHead(200, { 'Content-Type': 'application/x-ndjson' })
        .end(told.map((event) => `${JSON.stringify(event)}\n`).join(''));
    if (isLive && live.handler(request, response)) return;
    const [, language, id] = /^\/(en|zh)\/([a-z-]+)$/.exec(path) ?? [];
    if (id) {
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
      response.end(page(language as Language, id));
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
async function visit(
  work: (page: Page) => Promise<void>,
  { at = '/en/worker-restart', width = 760 } = {},
): Promise<void> {
  const context = await newReader({ viewport: { width, height: 900 } });
  const errors: string[] = [];
  asked = [];
  try {
    const opened = await context.newPage();
    opened.on('pageerror', ({ message }) => errors.push(message));
    const { port } = server.address() as AddressInfo;
    await opened.goto(`http://127.0.0.1:${port}${at}`);
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

/** A snippet that takes two numbers, and the width of a phone or of a desk. */
const attacks = (language: Language, width: number) => ({
  at: `/${language}/pool-under-attack`,
  width,
});
const runsAsked = (): number => asked.filter((path) => path === '/live/run').length;

test('numbers are offered where a live server may be; beyond their limits nothing runs', async () => {
  await visit(
    async (opened) => {
      const field = opened.getByRole('spinbutton', { name: /^attacks/ });
      await expect(field).toHaveValue('15');
      await expect(opened.getByText('1–100')).toBeVisible();
      for (const wrong of ['101', '0', '-1', '1.5', '']) {
        await field.fill(wrong);
        await field.press('Enter');
        // The browser names the first field that is wrong by giving it the focus.
        await expect(opened.locator('input:invalid:focus')).toHaveCount(1);
      }
      await expect(opened.getByText('Recorded output')).toHaveCount(1);
      assert.equal(runsAsked(), 0);
      await opened.evaluate(() => delete document.documentElement.dataset.loopback);
      await expect(field).toBeHidden();
    },
    attacks('en', 760),
  );
});

test('Enter in a field runs with its number; two runs stand side by side, on one time scale', async () => {
  await visit(
    async (opened) => {
      const field = opened.getByRole('spinbutton', { name: /^attacks/ });
      await field.fill('1');
      await field.press('Enter');
      await expect(opened.getByText('Output of this run: attacks 1, seed 1')).toBeVisible();
      const back = opened.getByRole('button', { name: 'Back to the recording' });
      const compare = opened.getByRole('button', { name: 'Compare with the run before' });
      await expect(back).toBeVisible();
      await expect(
        opened.getByText(/^Ran on this machine: ended with 0 after \d+ ms\. /),
      ).toBeVisible();
      await expect(opened.getByText('From a second run, with the probe')).toBeVisible();
      await expect(compare).toHaveCount(0);
      // Whoever goes back in between has not lost the run.
      await back.click();

      await field.fill('3');
      await opened.getByRole('button', { name: 'Run' }).click();
      await compare.click();
      const dialog = opened.getByRole('dialog', { name: 'Two runs of pool-under-attack' });
      await expect(dialog.getByRole('heading', { level: 3 })).toHaveText([
        'Run 1: attacks 1, seed 1',
        'Run 2: attacks 3, seed 1',
      ]);
      const scales = await dialog
        .locator('[data-scale]')
        .evaluateAll((drawn) => drawn.map((one) => (one as HTMLElement).dataset.scale));
      assert.equal(scales.length, 2);
      assert.equal(scales[0], scales[1]);
      await expect(dialog.getByText('Both timelines have one time scale.')).toBeVisible();
      for (const trace of await dialog.getByRole('link').all()) {
        const address = (await trace.getAttribute('href'))!;
        assert.match(
          await (await opened.request.get(new URL(address, opened.url()).href)).text(),
          /"traceEvents"/,
        );
      }
      const [left, right] = await Promise.all(
        [0, 1].map((index) => dialog.locator('.lp-run .timeline').nth(index).boundingBox()),
      );
      assert.ok(left && right && left.x + left.width <= right.x);
      assert.equal(left.y, right.y);
      await opened.keyboard.press('Escape');
      await expect(dialog).toHaveCount(0);
      await expect(compare).toBeFocused();
    },
    attacks('en', 1280),
  );
});

test('on a phone, in Chinese, the runs stand below each other and nothing is cut off', async () => {
  await visit(
    async (opened) => {
      const compare = opened.getByRole('button', { name: '与上一次运行并排比较' });
      for (const number of ['1', '2']) {
        await opened.getByRole('spinbutton', { name: /^攻击次数/ }).fill(number);
        await opened.getByRole('button', { name: '运行' }).click();
        await expect(opened.getByRole('button', { name: '回到录制' })).toBeVisible();
      }
      await compare.click();
      const dialog = opened.getByRole('dialog', { name: 'pool-under-attack 的两次运行' });
      await expect(dialog.getByRole('heading', { level: 3 }).last()).toHaveText(
        '第 2 次运行：攻击次数 2，随机种子 1',
      );
      const [first, second] = await Promise.all(
        [0, 1].map((index) => dialog.locator('.lp-run').nth(index).boundingBox()),
      );
      assert.ok(first && second && first.y + first.height <= second.y);
      const wide = await dialog.evaluate((box) => box.scrollWidth - box.clientWidth);
      assert.equal(wide, 0);
      await dialog.getByRole('button', { name: '关闭' }).click();
      await expect(dialog).toHaveCount(0);
    },
    attacks('zh', 390),
  );
});

test('runs that fail, that are cut, and that a server leaves can be compared as far as they came', async () => {
  const line = { at: 0.1, stream: 'stderr', html: 'TypeError: &lt;b&gt;' } as const;
  try {
    await visit(async (opened) => {
      const compare = opened.getByRole('button', { name: 'Compare with the run before' });
      const run = opened.getByRole('button', { name: 'Run', exact: true });
      told = [{ line }, { end: { run: 'a', exit: 1, duration: 5 } }];
      await run.click();
      await expect(opened.getByText(/ended with 1 after 5 ms/)).toBeVisible();
      // The recorded timeline is still there, under another name.
      await expect(opened.getByText('Timeline of another run')).toBeVisible();

      told = [{ line }];
      await run.click();
      await expect(opened.getByText('The server ended before the run did.')).toBeVisible();
      await expect(compare).toHaveCount(0);

      told = [{ end: { run: 'b', exit: 'SIGKILL', duration: 9, cut: 'output' } }];
      await run.click();
      await compare.click();
      const dialog = opened.getByRole('dialog');
      await expect(dialog.getByRole('heading', { level: 3 })).toHaveText(['Run 1', 'Run 2']);
      await expect(dialog.getByText('TypeError: <b>')).toBeVisible();
      await expect(dialog.getByText('Ended: it printed too much.')).toBeVisible();
      await expect(dialog.locator('.timeline')).toHaveCount(0);
    });
  } finally {
    told = undefined;
  }
});

test('Enter in a field stops no run', async () => {
  isEndless = true;
  try {
    await visit(
      async (opened) => {
        await opened.getByRole('button', { name: 'Run' }).click();
        const stop = opened.getByRole('button', { name: 'Stop' });
        await expect(stop).toBeVisible();
        const field = opened.getByRole('spinbutton', { name: /^attacks/ });
        await field.press('Enter');
        await expect(stop).toBeVisible();
        await stop.click();
        await expect(opened.getByText('Stopped.')).toBeVisible();
        await expect(opened.getByRole('button', { name: 'Run' })).toBeVisible();
      },
      attacks('en', 760),
    );
  } finally {
    isEndless = false;
  }
});
