// How pages look and are told where their drawings matter: charts, the home page's race, paper.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from '@playwright/test';
import { patience } from '../scripts/waiting/limits.ts';
import { charts } from './.vitepress/charts/index.ts';
import { visit, visitAll } from './browser-testing.ts';
import { expect } from './reader-testing.ts';

const phone = { width: 390, height: 844 };

for (const [device, viewport] of [
  ['a desk', { width: 1280, height: 900 }],
  ['a phone', phone],
] as const) {
  test(`on ${device} each chart is one picture with a name, inside of its frame`, async () => {
    await visit(
      'diagrams',
      async (page) => {
        const drawn = await page.locator('.chart').evaluateAll((figures) =>
          figures.map((figure) => {
            const shown = [...figure.querySelectorAll('svg')].filter(
              (svg) => svg.getBoundingClientRect().width > 0,
            );
            const frame = figure.getBoundingClientRect();
            const texts = shown.flatMap((svg) => [...svg.querySelectorAll('text')]);
            return {
              id: (figure as HTMLElement).dataset.chart,
              shown: shown.length,
              outside: texts
                .filter((text) => {
                  const { left, right } = text.getBoundingClientRect();
                  return left < frame.left || right > frame.right;
                })
                .map((text) => text.textContent),
              small: texts.some((text) => text.getBoundingClientRect().height < 11),
            };
          }),
        );
        assert.deepEqual(
          drawn.sort((a, b) => (a.id! < b.id! ? -1 : 1)),
          charts
            .map(({ id }) => ({ id, shown: 1, outside: [], small: false }))
            .sort((a, b) => (a.id < b.id ? -1 : 1)),
        );
      },
      { viewport },
    );
  });
}

test('a screen reader is told of a chart as a picture with its name and its numbers', async () => {
  await visit('zh/diagrams', async (page) => {
    const session = await page.context().newCDPSession(page);
    const { nodes } = await session.send('Accessibility.getFullAXTree');
    const names = new Set(
      nodes
        .filter(({ role }) => /^(img|image)$/.test(String(role?.value)))
        .map(({ name, description }) => `${name?.value} | ${description?.value}`),
    );
    for (const { title } of charts) {
      const told = [...names].find((name) => name.startsWith(`${title.zh} | `));
      assert.match(told ?? '', /\d (ms|MB|µs|x)/, title.zh);
    }
  });
});

test('the table behind a chart is one click away, and has its numbers', async () => {
  await visit('overview', async (page) => {
    const chart = page.locator('.chart[data-chart="process-vs-thread"]');
    await expect(chart.locator('table')).toBeHidden();
    await chart.locator('summary').click();
    await expect(chart.locator('table')).toBeVisible();
    await expect(chart.locator('td')).toHaveCount(6);
  });
});

test('the race plays once, and stands still for readers who want no motion', async () => {
  const motion = (page: Page): Promise<string[]> =>
    page.locator('.race-lane div').evaluateAll((lanes) => [
      ...new Set(
        lanes.map((lane) => {
          const { animationName, animationIterationCount } = getComputedStyle(lane, '::after');
          return `${animationName} ${animationIterationCount}`;
        }),
      ),
    ]);
  await visit(
    '',
    async (page) => {
      await expect.poll(() => motion(page)).toEqual(['race 1']);
    },
    { reducedMotion: 'no-preference' },
  );
  await visit(
    'zh/',
    async (page) => {
      await expect.poll(() => motion(page)).toEqual(['none 1']);
      await expect(page.locator('.race-way')).toHaveCount(3);
    },
    { reducedMotion: 'reduce' },
  );
});

test('on paper: no navigation, no buttons, addresses of links, light colours', async () => {
  await visit(
    'overview',
    async (page) => {
      await page.emulateMedia({ media: 'print' });
      for (const gone of [
        '.bar',
        '.menu',
        '.outline',
        '.foot',
        '.tl-buttons',
        '.f-copy',
        'summary',
      ])
        await expect(page.locator(`${gone}:visible`), gone).toHaveCount(0);
      const link = page.locator('.doc p > a[href^="https://nodejs.org"]').first();
      await expect(link).toHaveCSS('content', /https:\/\/nodejs\.org\//, { pseudo: 'after' });
      const html = page.locator('html');
      await expect(html).toHaveCSS('--fig-ink', '#1d2a26');
      await expect(html).toHaveCSS('--paper', '#fff');
    },
    { colorScheme: 'dark' },
  );
});

const heldInAHand = { viewport: phone, isMobile: true, hasTouch: true };

test('pages are set in few fonts: each is one more wait before a line is laid out', async () => {
  const fontsOf = (page: Page): Promise<string[]> =>
    page.evaluate(() => {
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const fonts = new Set<string>();
      while (texts.nextNode()) {
        const { parentElement: at, textContent: text } = texts.currentNode;
        if (!text!.trim() || !at!.checkVisibility() || at!.closest('svg')) continue;
        const { fontFamily, fontSize, fontStyle, fontWeight } = getComputedStyle(at!);
        fonts.add([fontSize, fontWeight, fontStyle, fontFamily].join(' '));
      }
      return [...fonts];
    });
  await visitAll(
    ['zh/', 'zh/worker-threads', 'snippets/pool-benchmark', 'interview/graceful-shutdown'],
    async (page, path) => {
      const fonts = await fontsOf(page);
      assert.ok(fonts.length <= 20, `/${path} has ${fonts.length}:\n${fonts.sort().join('\n')}`);
    },
    heldInAHand,
  );
});

test('on a phone a file that nobody is near takes the room that it needs, so links land where they should', async () => {
  await visit(
    'snippets/mandelbrot',
    async (page) => {
      const rooms = await page.locator('.f-source .f-code').evaluateAll((boxes) =>
        boxes.map((box) => {
          const waits = getComputedStyle(box).contentVisibility === 'auto';
          const waiting = box.getBoundingClientRect().height;
          (box as HTMLElement).style.contentVisibility = 'visible';
          return { waits, waiting, shown: box.getBoundingClientRect().height };
        }),
      );
      assert.ok(rooms.length > 5);
      for (const { waits, waiting, shown } of rooms) {
        assert.ok(waits);
        assert.ok(Math.abs(waiting - shown) < 1, `${waiting} and ${shown} px`);
      }
    },
    heldInAHand,
  );
  await visit(
    'snippets/mandelbrot#environment',
    async (page) => {
      const top = (): Promise<number> =>
        page
          .locator('#environment')
          .evaluate((heading) => Math.round(heading.getBoundingClientRect().top));
      await expect(async () => {
        const at = await top();
        assert.ok(at > 60 && at < 300, `the heading is at ${at}`);
      }).toPass({ timeout: patience() });
    },
    heldInAHand,
  );
});
