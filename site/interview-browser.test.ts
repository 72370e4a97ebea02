import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator, Page } from '@playwright/test';
import { exerciseIds, readExercise } from '../scripts/exercises/catalog.ts';
import { readQuestions } from '../scripts/pages/questions.ts';
import { storageKey } from './.vitepress/interview/deck.ts';
import { answers, site, visit } from './browser-testing.ts';
import { atRest, clipboard, expect, newReader } from './reader-testing.ts';

const questions = readQuestions('en');

/** Presses Tab until an element has the focus. */
async function tabTo(page: Page, selector: string, key = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 200; presses++) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press(key);
  }
  assert.fail(`Tab does not reach ${selector}`);
}

const card = (page: Page): Locator => page.locator('.card summary');
const asked = (page: Page): Promise<string> => card(page).innerText();

test('the list names every question, and by keyboard alone shows those of a topic and a level', async () => {
  await visit('interview/', async (page) => {
    const shown = page.locator('.question-list > li:visible');
    await expect(shown).toHaveCount(questions.length);
    await tabTo(page, '.interview-form select');
    await page.keyboard.type('Worker');
    await page.keyboard.press('Tab');
    await page.keyboard.type('senior');
    const wanted = questions.filter(
      ({ topic, level }) => topic === 'worker-threads' && level === 'senior',
    );
    assert.ok(wanted.length > 1);
    await page.waitForURL('**/interview/?topic=worker-threads&level=senior');
    await expect(shown).toHaveCount(wanted.length);
    await expect(page.locator('main h2:visible')).toHaveCount(1);
    await page.getByText(`${wanted.length} of ${questions.length} questions`).waitFor();
    // The address brings the choice back.
    await page.reload();
    await page.getByText(`${wanted.length} of ${questions.length} questions`).waitFor();
  });
});

test('without JavaScript the list is whole, in both languages', async () => {
  const all = questions.length;
  for (const [path, items] of [
    ['interview/', all],
    ['zh/interview/', all],
    ['interview/practice', all],
    ['interview/sheet', all + exerciseIds().length],
  ] as const) {
    await visit(
      path,
      async (page) => expect(page.locator('.question-list > li:visible')).toHaveCount(items),
      { javaScriptEnabled: false },
    );
  }
});

test('practice by keyboard alone: the answer is hidden until asked for, ratings stay, what was not known comes back', async () => {
  await visit('interview/practice', async (page) => {
    await tabTo(page, '.interview-form [type="submit"]');
    await page.keyboard.press('Enter');
    const answer = page.locator('.card details > div');
    const first = await asked(page);
    await expect(answer).toBeHidden();
    await expect(page.locator('.rating')).toHaveCount(0);
    // A digit means nothing before the answer was seen.
    await page.keyboard.press('1');
    await atRest(page);
    assert.equal(await asked(page), first);

    await page.keyboard.press('Space');
    await expect(page.locator('.rating')).toBeVisible();
    await expect(answer).toHaveText(/[^]{100}/);
    await page.keyboard.press('1');
    await expect(page.locator('.rating')).toHaveCount(0);
    await expect(card(page)).not.toHaveText(first);
    await expect(answer).toBeHidden();
    const second = await asked(page);

    // The buttons do the same as the digits.
    await page.keyboard.press('Enter');
    await tabTo(page, '.rating button:last-child');
    await page.keyboard.press('Enter');
    await expect(card(page)).not.toHaveText(second);

    const kept = (): Promise<string | null> =>
      page.evaluate((key) => localStorage.getItem(key), storageKey);
    const ratings = async (): Promise<number[]> =>
      Object.values(JSON.parse((await kept())!) as Record<string, { reps: number }>).map(
        ({ reps }) => reps,
      );
    await expect.poll(ratings).toEqual([1, 1]);
    // Two minutes later, on a new visit, the one that was not known comes first.
    await page.clock.install({ time: Date.now() + 2 * 60_000 });
    await page.reload();
    await answers(page);
    await page.getByRole('button', { name: 'Start' }).click();
    await expect(card(page)).toHaveText(first);
    await page.getByRole('button', { name: 'Forget my ratings' }).click();
    await expect.poll(kept).toBe('{}');
  });
});

test('practice keeps to a topic and a level, and says when it is done', async () => {
  const wanted = questions.filter(
    ({ topic, level }) => topic === 'worker-threads' && level === 'basic',
  );
  await visit('interview/practice', async (page) => {
    await page.locator('.interview-form').getByLabel('Topic').selectOption('worker-threads');
    await page.getByLabel('Level').selectOption('basic');
    await page.getByRole('button', { name: 'Start' }).click();
    const seen: string[] = [];
    for (let index = 0; index < wanted.length; index++) {
      seen.push(await asked(page));
      await page.keyboard.press('Space');
      await expect(page.locator('.rating')).toBeVisible();
      await page.keyboard.press('4');
      await expect(page.locator('.rating')).toHaveCount(0);
    }
    assert.equal(new Set(seen).size, wanted.length);
    await expect(page.getByText('Done for now.')).toBeVisible();
    await expect(page.locator('.card')).toHaveCount(0);
  });
});

/** Waits for what a page fetches after it runs: answers, and the hints of the sheet or what says when to ask again. */
async function answersCame(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      performance
        .getEntriesByType('resource')
        .filter(({ name }) => /\/(en|zh|ts-fsrs)\.[\w-]+\.js$/.test(name)).length === 2,
  );
}

test('practice goes on offline once its page was loaded', async () => {
  await visit('zh/interview/practice', async (page) => {
    await answersCame(page);
    await page.context().setOffline(true);
    await page.getByRole('button', { name: '开始' }).click();
    await asked(page);
    for (let round = 0; round < 3; round++) {
      await page.keyboard.press('Space');
      await expect(page.locator('.rating')).toBeVisible();
      await expect(page.locator('.card details > div')).toHaveText(/[一-鿿]/);
      await page.keyboard.press('3');
      await expect(page.locator('.rating')).toHaveCount(0);
    }
  });
});

test('practice and the sheet are there after a reload without a network', async () => {
  const context = await newReader();
  try {
    const page = await context.newPage();
    const slug = questions[0]!.slug;
    await page.goto(`${site.url}interview/practice`);
    await page.evaluate(async () => {
      const { active } = await navigator.serviceWorker.ready;
      if (active?.state !== 'activated')
        await new Promise((resolve) =>
          active?.addEventListener('statechange', resolve, { once: true }),
        );
    });
    for (const path of ['interview/practice', `interview/sheet?q=${slug}`]) {
      // Twice: only the second visit goes through the worker with all that it loads.
      await page.goto(site.url + path);
      await answers(page);
      await answersCame(page);
      await page.reload();
      await answers(page);
      await answersCame(page);
    }
    await context.setOffline(true);
    await page.goto(`${site.url}interview/practice`);
    await page.getByRole('button', { name: 'Start' }).click();
    await asked(page);
    await page.keyboard.press('Space');
    await expect(page.locator('.rating')).toBeVisible();
    await page.goto(`${site.url}interview/sheet?q=${slug}`);
    await expect(page.locator('.hints:visible')).toHaveCount(1);
  } finally {
    await context.close();
  }
});

test('the sheet by keyboard alone: chosen questions get hints, and a link brings the choice back', async () => {
  await visit('interview/sheet', async (page) => {
    await page.locator('.sheet').waitFor();
    const boxes = page.locator('.sheet input');
    await expect(boxes).toHaveCount(questions.length + exerciseIds().length);
    await tabTo(page, '.sheet li:nth-child(2) input');
    await page.keyboard.press('Space');
    await tabTo(page, '.sheet li:nth-child(4) input');
    await page.keyboard.press('Space');
    await expect(page.getByText('2 chosen')).toBeVisible();
    await expect(page.locator('.hints:visible')).toHaveCount(2);
    await tabTo(page, '.interview-form [data-copy]', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => clipboard(page)).toMatch(/\/interview\/sheet\?q=[a-z-]+,[a-z-]+$/);
    const chosen = (): Promise<unknown[]> =>
      page
        .locator('.sheet li:has(:checked)')
        .evaluateAll((items) => items.map((item) => (item as HTMLElement).dataset.slug));
    const before = await chosen();
    assert.equal(before.length, 2);
    await page.goto(await clipboard(page));
    await expect.poll(chosen).toEqual(before);
    // On paper nothing else is left.
    await page.emulateMedia({ media: 'print' });
    await expect(page.locator('.sheet > li:visible')).toHaveCount(2);
    await expect(page.locator('.interview-form:visible')).toHaveCount(0);
    await expect(page.locator('.hints:visible')).toHaveCount(2);
  });
});

test('an exercise on the sheet shows what is demanded, whatever level is chosen, and comes back with the link', async () => {
  await visit('zh/interview/sheet', async (page) => {
    await page.getByLabel('难度').selectOption('basic');
    const [id] = exerciseIds();
    const item = page.locator(`.sheet > [data-slug="write-${id}"]`);
    await expect(item.locator('.hints')).toBeHidden();
    await item.getByRole('checkbox').check();
    const { demands } = readExercise(id!);
    await expect(item.locator('.hints li')).toHaveCount(demands.length);
    await expect(item.locator('.hints')).toBeVisible();
    await page.goto(page.url());
    await expect(item.getByRole('checkbox')).toBeChecked();
    await expect(page.locator('.hints:visible')).toHaveCount(1);
  });
});

test('a question copies as link and as Markdown, and so does each heading', async () => {
  const { slug, asked: title } = questions.find((question) => !question.asked.includes('`'))!;
  await visit(`interview/${slug}`, async (page) => {
    const url = `${site.url}interview/${slug}`;
    await tabTo(page, '[data-copy-page="url"]');
    await page.keyboard.press('Enter');
    await expect.poll(() => clipboard(page)).toBe(url);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => clipboard(page)).toBe(`[${title}](${url})`);
    await tabTo(page, '#evidence .header-anchor');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => clipboard(page)).toBe(`[Evidence · ${title}](${url}#evidence)`);
  });
  await visit('worker-pool', async (page) => {
    await page.locator('#pool').hover();
    await page.locator('#pool .copy-section').click();
    await expect
      .poll(() => clipboard(page))
      .toBe(`[A pool · Worker pools](${site.url}worker-pool#pool)`);
  });
});

test('a section leads to the question that asks for it, and the question back', async () => {
  await visit('worker-pool', async (page) => {
    await page.locator('.asked a[href$="/interview/worker-pool"]').first().click();
    await page.waitForURL('**/interview/worker-pool');
    await page.locator('.question-meta a[href$="/worker-pool#pool"]').click();
    await page.waitForURL('**/worker-pool#pool');
  });
});

test('every question says in its head what a preview shows: its title and one sentence', async () => {
  for (const language of ['en', 'zh'] as const) {
    for (const { slug, title, description } of readQuestions(language)) {
      const prefix = language === 'zh' ? 'zh/' : '';
      const html = await (await fetch(`${site.url}${prefix}interview/${slug}`)).text();
      const escaped = (text: string): string => text.replaceAll('&', '&amp;');
      assert.ok(html.includes(`<title>${escaped(title)}`), `${slug}: ${title}`);
      assert.ok(
        html.includes(`<meta name="description" content="${escaped(description)}"`),
        `${slug}: ${description}`,
      );
    }
  }
});
