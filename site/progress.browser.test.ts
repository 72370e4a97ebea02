// A reader's progress: ticked, marked, kept in the browser, taken elsewhere as a file. And the path in seven days that uses it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { BrowserContextOptions, Locator, Page } from '@playwright/test';
import { readQuestions } from '../scripts/pages/questions.ts';
import { progressKey } from './.vitepress/client/progress-key.ts';
import { storageKey } from './.vitepress/interview/deck.ts';
import { days } from './.vitepress/path/days.ts';
import { answers, site, visit } from './browser-testing.ts';
import { atRest, expect, newReader } from './reader-testing.ts';

const box = (page: Page): Locator => page.locator('.foot [data-done]');
const menuLink = (page: Page, topic: string): Locator =>
  page.locator(`.menu-topics a[href$="/${topic}"]`);
const marked = (place: Locator): Promise<void> => expect(place).toContainClass('done');
const unmarked = (place: Locator): Promise<void> => expect(place).not.toContainClass('done');

const kept = (page: Page): Promise<string[]> =>
  page.evaluate(
    (key) => (JSON.parse(localStorage.getItem(key) ?? '{"done":[]}') as { done: string[] }).done,
    progressKey,
  );
const keep = (page: Page, text: string, key = progressKey): Promise<void> =>
  page.evaluate(([name, value]) => localStorage.setItem(name, value), [key, text] as const);
const status = (page: Page): Locator => page.locator('[data-progress="tools"] [role="status"]');
/** How many boxes of a section or a day are ticked. */
const countAfter = (page: Page, heading: string): Locator =>
  page.locator(`#${heading} ~ section [data-count]`).first();

/** Chooses a file by the button, as a reader does. */
async function importText(
  page: Page,
  text: string | Buffer,
  name = 'progress.json',
): Promise<void> {
  const choosing = page.waitForEvent('filechooser');
  await page.locator('[data-tool="import"]').click();
  await (
    await choosing
  ).setFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
}

test('a tick is not lost where a reader leaves before the site has fetched what keeps it', async () => {
  await visit('fork', async (page) => {
    // It is on its way for ever.
    await page.route('**/progress-marks*.js', () => {});
    await box(page).check();
    await page.unrouteAll();
    await page.goto(`${site.url}ipc`);
    await marked(menuLink(page, 'fork'));
    assert.deepEqual(await kept(page), ['fork']);
  });
});

test('a page is ticked by keyboard, and stays ticked: in the menu, after a reload, in the other language, in lists', async () => {
  await visit('fork', async (page) => {
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() !== 'GET') sent.push(`${request.method()} ${request.url()}`);
    });
    await unmarked(menuLink(page, 'fork'));
    await box(page).focus();
    await page.keyboard.press('Space');
    await expect(box(page)).toBeChecked();
    await marked(menuLink(page, 'fork'));
    await unmarked(menuLink(page, 'ipc'));
    assert.deepEqual(await kept(page), ['fork']);

    await page.reload();
    await expect(box(page)).toBeChecked();
    await marked(menuLink(page, 'fork'));
    await page.locator('.bar-language').click();
    await page.waitForURL('**/zh/fork*');
    await expect(box(page)).toBeChecked();
    await marked(menuLink(page, 'zh/fork'));
    await expect(page.getByLabel('本页已完成')).toBeChecked();

    for (const [path, list] of [
      ['zh/interview/fork', 'zh/interview/'],
      ['exercises/mutex', 'exercises/'],
    ] as const) {
      await page.goto(site.url + path);
      await box(page).check();
      await page.goto(site.url + list);
      const link = page.locator(`:is(.question-list, .exercise-list) a[href$="/${path}"]`);
      await marked(link);
      await expect(page.locator(':is(.question-list, .exercise-list) .done')).toHaveCount(1);
    }
    await page.goto(site.url);
    await marked(page.locator('.topics .topic-name[href$="/fork"]'));

    await page.goto(`${site.url}progress`);
    await expect(countAfter(page, 'topics')).toHaveText(/^1 \/ \d\d$/);
    const questions = readQuestions('en').length;
    await expect(countAfter(page, 'questions')).toHaveText(`1 / ${questions}`);
    await expect(countAfter(page, 'exercises')).toHaveText(/^1 \/ \d+$/);
    // What is ticked in a list can be taken back there.
    await page.locator('[data-done="fork"]').uncheck();
    await expect(countAfter(page, 'topics')).toHaveText(/^0 \/ \d\d$/);
    await unmarked(menuLink(page, 'fork'));
    await page.goto(`${site.url}fork`);
    await atRest(page);
    await expect(box(page)).not.toBeChecked();
    assert.deepEqual(await kept(page), ['exercises/mutex', 'interview/fork']);
    assert.deepEqual(sent, []);
  });
});

test('only topics, questions and exercises can be done with, and who has ticked nothing loads nothing for it', async () => {
  await visit('fork', async (page) => {
    const loaded = (): Promise<string[]> =>
      page.evaluate(() =>
        performance
          .getEntriesByType('resource')
          .flatMap(({ name }) => (/progress-/.exec(name) ? name : [])),
      );
    await atRest(page);
    await expect(box(page)).toHaveCount(1);
    assert.deepEqual(await loaded(), []);
    for (const path of [
      'myths',
      'snippets/worker-pool',
      'interview/',
      'interview/practice',
      'progress',
    ]) {
      await page.goto(site.url + path);
      await expect(box(page)).toHaveCount(0);
    }
  });
});

test('another tab follows, and neither loses what the other has ticked', async () => {
  await visit('ipc', async (page) => {
    const other = await page.context().newPage();
    await other.goto(`${site.url}zh/cluster`);
    await box(page).check();
    await marked(menuLink(other, 'zh/ipc'));
    await box(other).check();
    await marked(menuLink(page, 'cluster'));
    assert.deepEqual(await kept(page), ['cluster', 'ipc']);
    await box(page).uncheck();
    await unmarked(menuLink(other, 'zh/ipc'));
    await marked(menuLink(other, 'zh/cluster'));
    // All of the site's data goes.
    await other.evaluate(() => localStorage.clear());
    await unmarked(menuLink(page, 'cluster'));
  });
});

test('progress goes to another browser as a file, with ratings, and with what is no more', async () => {
  const rating = {
    due: '2026-12-01T00:00:00.000Z',
    last_review: '2026-11-20T00:00:00.000Z',
    stability: 3,
  };
  let file = '';
  await visit('progress', async (page) => {
    await keep(page, '{"version":1,"done":["overview","interview/once-there"]}');
    await keep(page, JSON.stringify({ fork: rating }), storageKey);
    await page.reload();
    await expect(page.locator('[data-done="overview"]')).toBeChecked();
    const coming = page.waitForEvent('download');
    await page.locator('[data-tool="export"]').click();
    const download = await coming;
    assert.match(download.suggestedFilename(), /^nodejs-concurrency-\d{4}-\d\d-\d\d\.json$/);
    file = readFileSync(await download.path(), 'utf8');
    await expect(status(page)).toContainText(download.suggestedFilename());

    // Not cleared until that is confirmed.
    page.once('dialog', (dialog) => void dialog.dismiss());
    await page.locator('[data-tool="clear"]').click();
    assert.equal((await kept(page)).length, 2);
    page.once('dialog', (dialog) => {
      assert.match(dialog.message(), /all 2 marks/);
      void dialog.accept();
    });
    await page.locator('[data-tool="clear"]').click();
    await expect(page.locator('[data-done="overview"]')).not.toBeChecked();
    assert.deepEqual(await kept(page), []);
    assert.ok(await page.evaluate((key) => localStorage.getItem(key), storageKey));
  });
  await visit('zh/progress', async (page) => {
    await page.locator('main [data-done="ipc"]').check();
    for (const foreign of [
      '',
      '{',
      '{"version":1}',
      '{"version":9,"done":[]}',
      Buffer.alloc(1_100_000, 32),
    ]) {
      await importText(page, foreign);
      await expect(status(page)).toHaveText('这不是本页导出的进度文件，什么都没有改动。');
      assert.deepEqual(await kept(page), ['ipc']);
    }
    await importText(page, file);
    await expect(status(page)).toHaveText('新增 2 个标记。');
    await expect(page.locator('main [data-done="overview"]')).toBeChecked();
    await expect(countAfter(page, 'topics')).toHaveText(/^2 \//);
    assert.deepEqual(await kept(page), ['interview/once-there', 'ipc', 'overview']);
    const ratings = await page.evaluate((key) => localStorage.getItem(key), storageKey);
    assert.deepEqual(Object.keys(JSON.parse(ratings!) as object), ['fork']);
    await importText(page, file);
    await expect(status(page)).toHaveText('新增 0 个标记。');
  });
});

for (const foreign of ['not ours', '{"version":2,"done":{}}', '[1,2,3]']) {
  test(`something else under its name breaks nothing, and is set aside: ${foreign}`, async () => {
    await visit('fork', async (page) => {
      await keep(page, foreign);
      await page.reload();
      await atRest(page);
      await expect(box(page)).not.toBeChecked();
      await box(page).check();
      await marked(menuLink(page, 'fork'));
      await page.reload();
      await expect(box(page)).toBeChecked();
      const before = await page.evaluate(
        (key) => localStorage.getItem(key),
        `${progressKey}-before`,
      );
      assert.equal(before, foreign);
    });
  });
}

for (const [how, script] of [
  [
    'full',
    `Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }`,
  ],
  [
    'forbidden',
    `Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })`,
  ],
] as const) {
  test(`where the storage is ${how} a tick lasts as long as the page, and a line says so`, async () => {
    const context = await newReader({ serviceWorkers: 'block' });
    try {
      await context.addInitScript(script);
      const page = await context.newPage();
      await page.goto(`${site.url}fork`);
      await box(page).check();
      await expect(page.locator('.foot [role="status"]')).toContainText('keeps no data');
      await expect(box(page)).toBeChecked();
      await marked(menuLink(page, 'fork'));
      await page.goto(`${site.url}zh/progress`);
      await page.locator('main [data-done="ipc"]').check();
      await page.locator('main [data-done="cluster"]').check();
      await expect(countAfter(page, 'topics')).toHaveText(/^2 \//);
      await expect(page.locator('.not-kept')).toHaveCount(1);
      await importText(page, '{"version":1,"done":["pm2"]}');
      await expect(status(page)).toContainText('不为本站保存数据');
      await expect(page.locator('main [data-done="pm2"]')).toBeChecked();
    } finally {
      await context.close();
    }
  });
}

const noScripts: BrowserContextOptions = { javaScriptEnabled: false };

test('without scripts nothing is offered that cannot work, and the path is a list', async () => {
  await visit(
    'fork',
    async (page) => {
      await expect(page.locator('.foot')).toBeVisible();
      await expect(page.locator('.foot-done')).toBeHidden();
    },
    noScripts,
  );
  await visit(
    'zh/seven-days',
    async (page) => {
      await expect(page.locator('main [data-done]:visible')).toHaveCount(0);
      await expect(page.locator('main :is(.interview-form, .done-count):visible')).toHaveCount(0);
      for (const { answer } of days)
        for (const slug of answer)
          await expect(page.locator(`.day a[href$="/zh/interview/${slug}"]`)).toBeVisible();
    },
    noScripts,
  );
});

test('the path counts what is ticked of a day, at the level that was chosen, also on the page of progress', async () => {
  await visit('seven-days', async (page) => {
    const items = page.locator('#day-1 ~ section').first().locator('li');
    const shown = items.filter({ visible: true });
    const all = await items.count();
    await expect(countAfter(page, 'day-1')).toHaveText(`0 / ${all}`);
    await items.first().locator('input').check();
    await items.last().locator('input').check();
    await expect(countAfter(page, 'day-1')).toHaveText(`2 / ${all}`);

    const minutes = page.locator('#day-4 ~ section [data-minutes]').first();
    const asked = Number(await minutes.innerText());
    await page.locator('[data-progress="level"]').selectOption('basic');
    await expect.poll(async () => Number(await minutes.innerText())).toBeLessThan(asked);
    const basic = await shown.count();
    assert.ok(basic > 0 && basic < all);
    await expect(countAfter(page, 'day-1')).toHaveText(new RegExp(`^\\d / ${basic}$`));
    // A kind of which nothing is left goes with it.
    await expect(page.locator('#day-6 ~ section').first().locator('dt:visible')).toHaveText([
      'Read',
      'Run',
    ]);
    await page.reload();
    await expect(shown).toHaveCount(basic);
    await page.goto(`${site.url}zh/progress`);
    await expect(page.locator('details [data-count]').first()).toHaveText(
      new RegExp(`^\\d / ${basic}$`),
    );
    await page.locator('summary').first().click();
    await expect(page.locator('details li:visible')).toHaveCount(basic);
  });
});

test('a day leads to practice with its questions and no others, until a reader wants all', async () => {
  const all = readQuestions('en').length;
  await visit('seven-days', async (page) => {
    await page.locator('.practise a').nth(1).click();
    await page.waitForURL('**/interview/practice?q=*');
    await answers(page);
    const listed = page.locator('.question-list > li:visible');
    await expect(listed).toHaveCount(days[1]!.answer.length);
    await page.locator('[type="submit"]').click();
    const left = page.locator('.interview-form [role="status"]');
    await expect(left).toHaveText(`0 to repeat, ${days[1]!.answer.length} new`);
    await page.getByRole('button', { name: 'All questions' }).click();
    await expect(left).toHaveText(`0 to repeat, ${all} new`);
    assert.equal(new URL(page.url()).search, '');
    // Names that there are not ask for nothing.
    await page.goto(`${site.url}interview/practice?q=no-such,`);
    await answers(page);
    await expect(listed).toHaveCount(all);
  });
});

test('the path prints as a plan of few pages, with boxes and without what needs a screen', async () => {
  await visit('zh/seven-days', async (page) => {
    await page.emulateMedia({ media: 'print' });
    await expect(page.locator('main [data-done]:visible').first()).toBeVisible();
    await expect(page.locator('main :is(.interview-form, .practise):visible')).toHaveCount(0);
    const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true });
    // Two with the fonts of most machines.
    const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)!.length;
    assert.ok(pages <= 3, `${pages} pages`);
  });
});
