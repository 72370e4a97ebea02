import axe from 'axe-core';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { readQuestions } from '../scripts/questions.ts';
import { storageKey } from './.vitepress/interview/deck.ts';
import { browser, site, started, visit } from './browser-testing.ts';

const questions = readQuestions('en');

const clipboard = (page: Page): Promise<string> =>
  page.evaluate(() => navigator.clipboard.readText());

/** Presses Tab until an element has the focus. */
async function tabTo(page: Page, selector: string, key = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 200; presses++) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press(key);
  }
  assert.fail(`Tab does not reach ${selector}`);
}

const asked = (page: Page): Promise<string> => page.locator('.card summary').innerText();

test('the list names every question, and by keyboard alone shows those of a topic and a level', async () => {
  await visit('interview/', async (page) => {
    const shown = page.locator('.question-list > li:visible');
    assert.equal(await shown.count(), questions.length);
    await tabTo(page, '.interview-form select');
    await page.keyboard.type('Worker');
    await page.keyboard.press('Tab');
    await page.keyboard.type('senior');
    const wanted = questions.filter(
      ({ topic, level }) => topic === 'worker-threads' && level === 'senior',
    );
    assert.ok(wanted.length > 1);
    await page.waitForURL('**/interview/?topic=worker-threads&level=senior');
    assert.equal(await shown.count(), wanted.length);
    assert.equal(await page.locator('main h2:visible').count(), 1);
    await page.getByText(`${wanted.length} of ${questions.length} questions`).waitFor();
    // The address brings the choice back.
    await page.reload();
    await page.getByText(`${wanted.length} of ${questions.length} questions`).waitFor();
  });
});

test('without JavaScript the list is whole, in both languages', async () => {
  for (const path of ['interview/', 'zh/interview/', 'interview/practice', 'interview/sheet']) {
    await visit(
      path,
      async (page) =>
        assert.equal(await page.locator('.question-list > li:visible').count(), questions.length),
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
    assert.equal(await answer.isVisible(), false);
    assert.equal(await page.locator('.rating').count(), 0);
    // A digit means nothing before the answer was seen.
    await page.keyboard.press('1');
    assert.equal(await asked(page), first);

    await page.keyboard.press('Space');
    await page.locator('.rating').waitFor();
    assert.ok((await answer.innerText()).length > 100);
    await page.keyboard.press('1');
    await page.locator('.rating').waitFor({ state: 'detached' });
    const second = await asked(page);
    assert.notEqual(second, first);
    assert.equal(await answer.isVisible(), false);

    // The buttons do the same as the digits.
    await page.keyboard.press('Enter');
    await tabTo(page, '.rating button:last-child');
    await page.keyboard.press('Enter');
    await page.waitForFunction(
      (before) => document.querySelector<HTMLElement>('.card summary')!.innerText !== before,
      second,
    );

    const kept = await page.evaluate((key) => localStorage.getItem(key), storageKey);
    const ratings = Object.values(JSON.parse(kept!) as Record<string, { reps: number }>);
    assert.deepEqual(
      ratings.map(({ reps }) => reps),
      [1, 1],
    );
    // Two minutes later, on a new visit, the one that was not known comes first.
    await page.clock.install({ time: Date.now() + 2 * 60_000 });
    await page.reload({ waitUntil: 'networkidle' });
    await page.getByRole('button', { name: 'Start' }).click();
    assert.equal(await asked(page), first);
    await page.getByRole('button', { name: 'Forget my ratings' }).click();
    assert.equal(await page.evaluate((key) => localStorage.getItem(key), storageKey), '{}');
  });
});

test('practice keeps to a topic and a level, and says when it is done', async () => {
  const wanted = questions.filter(
    ({ topic, level }) => topic === 'worker-threads' && level === 'basic',
  );
  await visit('interview/practice', async (page) => {
    await page.getByLabel('Topic').selectOption('worker-threads');
    await page.getByLabel('Level').selectOption('basic');
    await page.getByRole('button', { name: 'Start' }).click();
    const seen: string[] = [];
    for (let index = 0; index < wanted.length; index++) {
      seen.push(await asked(page));
      await page.keyboard.press('Space');
      await page.locator('.rating').waitFor();
      await page.keyboard.press('4');
      await page.locator('.rating').waitFor({ state: 'detached' });
    }
    assert.equal(new Set(seen).size, wanted.length);
    await page.getByText('Done for now.').waitFor();
    assert.equal(await page.locator('.card').count(), 0);
  });
});

/** Waits for what a page fetches after it runs: the answers, and for practice the library that says when to ask again. */
async function answersCame(page: Page): Promise<void> {
  const wanted = page.url().includes('practice') ? 2 : 1;
  await page.waitForFunction(
    (count) =>
      performance
        .getEntriesByType('resource')
        .filter(({ name }) => /\/(en|zh|index)\.[\w-]+\.js$/.test(name)).length === count,
    wanted,
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
      await page.locator('.rating').waitFor();
      assert.match(await page.locator('.card details > div').innerText(), /[一-鿿]/);
      await page.keyboard.press('3');
      await page.locator('.rating').waitFor({ state: 'detached' });
    }
  });
});

test('practice and the sheet are there after a reload without a network', async () => {
  const context = await browser.newContext();
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
      await started(page);
      await answersCame(page);
      await page.reload();
      await started(page);
      await answersCame(page);
    }
    await context.setOffline(true);
    await page.goto(`${site.url}interview/practice`);
    await page.getByRole('button', { name: 'Start' }).click();
    await asked(page);
    await page.keyboard.press('Space');
    await page.locator('.rating').waitFor();
    await page.goto(`${site.url}interview/sheet?q=${slug}`);
    await page.locator('.hints').waitFor();
  } finally {
    await context.close();
  }
});

test('the sheet by keyboard alone: chosen questions get hints, and a link brings the choice back', async () => {
  await visit('interview/sheet', async (page) => {
    await page.locator('.sheet').waitFor();
    const boxes = page.locator('.sheet input');
    assert.equal(await boxes.count(), questions.length);
    await tabTo(page, '.sheet li:nth-child(2) input');
    await page.keyboard.press('Space');
    await tabTo(page, '.sheet li:nth-child(4) input');
    await page.keyboard.press('Space');
    await page.getByText('2 chosen').waitFor();
    assert.equal(await page.locator('.hints:visible').count(), 2);
    await tabTo(page, '.interview-form [data-copy]', 'Shift+Tab');
    await page.keyboard.press('Enter');
    const link = await clipboard(page);
    assert.match(link, /\/interview\/sheet\?q=[a-z-]+,[a-z-]+$/);
    const chosen = await page
      .locator('.sheet li:has(:checked)')
      .evaluateAll((items) => items.map((item) => (item as HTMLElement).dataset.slug));
    await page.goto(link, { waitUntil: 'networkidle' });
    assert.deepEqual(
      await page
        .locator('.sheet li:has(:checked)')
        .evaluateAll((items) => items.map((item) => (item as HTMLElement).dataset.slug)),
      chosen,
    );
    // On paper nothing else is left.
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('.sheet > li:visible').count(), 2);
    assert.equal(await page.locator('.interview-form:visible').count(), 0);
    assert.equal(await page.locator('.hints:visible').count(), 2);
  });
});

test('a question copies as link and as Markdown, and so does each heading', async () => {
  const { slug, asked: title } = questions.find((question) => !question.asked.includes('`'))!;
  await visit(`interview/${slug}`, async (page) => {
    const url = `${site.url}interview/${slug}`;
    await tabTo(page, '[data-copy-page="url"]');
    await page.keyboard.press('Enter');
    assert.equal(await clipboard(page), url);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.equal(await clipboard(page), `[${title}](${url})`);
    await tabTo(page, '#evidence .header-anchor');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.equal(await clipboard(page), `[Evidence · ${title}](${url}#evidence)`);
  });
  await visit('worker-pool', async (page) => {
    await page.locator('#pool').hover();
    await page.locator('#pool .copy-section').click();
    assert.equal(await clipboard(page), `[A pool · Worker pools](${site.url}worker-pool#pool)`);
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

test('axe finds nothing on the interview pages, in light and in dark', async () => {
  for (const path of [
    'interview/',
    'zh/interview/worker-pool',
    'interview/practice',
    `zh/interview/sheet?q=${questions[0]!.slug}`,
    'myths',
  ]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await visit(
        path,
        async (page) => {
          if (path.endsWith('practice'))
            await page.locator('.interview-form [type="submit"]').click();
          await page.evaluate(axe.source);
          const violations = await page.evaluate(async () => {
            const { axe } = window as unknown as {
              axe: {
                run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
              };
            };
            return (await axe.run()).violations.map(
              ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n  ')}`,
            );
          });
          assert.deepEqual(violations, [], `${path} (${colorScheme})`);
        },
        { colorScheme },
      );
    }
  }
});
