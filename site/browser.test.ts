import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Page } from '@playwright/test';
import { root } from '../scripts/checkout/paths.ts';
import { siteRuns } from './.vitepress/live.ts';
import { serveSite } from './.vitepress/serve.ts';
import { base, dist } from './.vitepress/settings.ts';
import { site, violations, visit } from './browser-testing.ts';
import { atRest, clipboard, expect, newReader, stopClock } from './reader-testing.ts';

test('the language switch keeps the page and the section, also the one that was read on to', async () => {
  const toChinese = (page: Page): Promise<void> =>
    page.locator('a[hreflang="zh-CN"]:visible').first().click();
  await visit('snippets/worker-pool#environment', async (page) => {
    await toChinese(page);
    await page.waitForURL('**/zh/snippets/worker-pool#environment');
    await page.locator('html[lang="zh-CN"]').waitFor();
    await page.getByText('录制的输出').first().waitFor();
  });
  await visit('worker-threads', async (page) => {
    // What is drawn as a reader comes near may move the section, so the way there is made once before.
    for (let time = 0; time < 2; time++) {
      await page.locator('#race').evaluate((heading) => heading.scrollIntoView());
      await atRest(page);
    }
    await expect(page.locator('nav.outline [aria-current="location"]').first()).toHaveAttribute(
      'href',
      '#race',
    );
    await toChinese(page);
    await page.waitForURL('**/zh/worker-threads#race');
  });
});

test('the outline follows its reader, and shows the parts of the section that is read', async () => {
  await visit(
    'worker-threads',
    async (page) => {
      const outline = page.locator('nav.outline:visible');
      const current = outline.locator('[aria-current="location"]');
      await expect(current).toHaveCount(0);
      const sections = await outline
        .locator('a')
        .evaluateAll((links) => links.map((link) => link.getAttribute('href')!));
      for (const section of [sections[0]!, sections.at(-1)!, sections[2]!]) {
        await page.locator(section).evaluate((heading) => heading.scrollIntoView());
        await expect(current).toHaveAttribute('href', section);
        await expect(current).toBeInViewport();
      }
      // Of parts only those of the section in hand are there to see.
      const open = outline.locator('li > :is(ol, ul):visible');
      await expect(open).toHaveCount(await open.filter({ has: current }).count());
    },
    { viewport: { width: 1440, height: 900 } },
  );
});

test('the focus moves in the bar, and the page stays where it is', async () => {
  for (const width of [1440, 1100, 390])
    await visit(
      'worker-threads',
      async (page) => {
        for (let time = 0; time < 2; time++) {
          await page.locator('#race').evaluate((heading) => heading.scrollIntoView());
          await atRest(page);
        }
        const top = await page.evaluate(() => scrollY);
        await page.locator('.bar .brand').evaluate((link) => link.focus({ preventScroll: true }));
        for (let step = 0; step < 5; step++) await page.keyboard.press('Tab');
        await expect(page.locator('.bar :focus')).toBeVisible();
        assert.equal(await page.evaluate(() => scrollY), top, `${width} px`);
      },
      { viewport: { width, height: 900 } },
    );
});

test('the sidebar leads to snippets and back to the topic', async () => {
  await visit('worker-threads', async (page) => {
    await page.locator('figure a.f-file').first().click();
    await page.waitForURL('**/snippets/**');
    await page.locator('main a[href$="/worker-threads"]').first().click();
    await page.waitForURL('**/worker-threads');
  });
});

test('copies the command of a figure and the link of a heading', async () => {
  await visit('snippets/worker-pool', async (page) => {
    // What was copied is said for a moment only.
    await stopClock(page);
    await page.getByRole('button', { name: 'Copy the command' }).first().click();
    await expect(page.getByRole('status').getByText('Copied', { exact: true })).toBeAttached();
    assert.equal(await clipboard(page), 'npm run snippet worker-pool');
    await page.goto(`${site.url}worker-threads`);
    const anchor = page.locator('main h2 .header-anchor').first();
    await anchor.click();
    await expect(page.locator('.header-anchor.copied')).toBeVisible();
    const href = await anchor.getAttribute('href');
    assert.equal(await clipboard(page), `${site.url}worker-threads${href}`);
  });
});

test('a page is copied whole as Markdown, and opens as text', async () => {
  await visit('zh/worker-threads', async (page) => {
    await stopClock(page);
    await page.getByRole('button', { name: '复制为 Markdown', exact: true }).click();
    await expect(page.locator('.foot button.copied')).toBeVisible();
    const copied = await clipboard(page);
    assert.match(copied, /^# Worker threads\n/);
    assert.ok(copied.includes('npm run snippet simple-worker'));
    const opened = await page.request.get(
      await page
        .getByRole('link', { name: '打开纯文本' })
        .evaluate(({ href }: HTMLAnchorElement) => href),
    );
    assert.equal(opened.headers()['content-type'], 'text/markdown; charset=utf-8');
    assert.equal(await opened.text(), copied);
  });
});

test('a section is reported with its address and the state of the site', async () => {
  await visit('zh/worker-threads', async (page) => {
    const heading = page.locator('main h2[id]').first();
    await heading.hover();
    const link = heading.getByRole('link', { name: '有错，或不清楚？' });
    await expect(link).toBeVisible();
    const { pathname, searchParams } = new URL((await link.getAttribute('href'))!);
    assert.equal(pathname, '/owner/name/issues/new');
    const id = await heading.getAttribute('id');
    assert.deepEqual(Object.fromEntries(searchParams), {
      template: 'wrong-or-unclear.yml',
      page: `/zh/worker-threads#${id}`,
      commit: '0123abc',
    });
    await page.locator('main h1').hover();
    await expect(
      page.locator('.foot').getByRole('link', { name: '有错，或不清楚？' }),
    ).toBeVisible();
  });
});

test('the foot of a page leads from topic to topic only', async () => {
  await visit('snippets/', async (page) => {
    await expect(page.locator('.pager a')).toHaveCount(0);
  });
});

test('a section that moved to another page keeps its address', async () => {
  for (const prefix of ['', 'zh/'])
    await visit(`${prefix}worker-threads#speed-up`, async (page) => {
      await page.waitForURL(`**/${prefix}worker-pool#speed-up`);
      // Also by a link from the same page.
      await page.goto(`${site.url}${prefix}cluster`);
      await page.evaluate(() => (location.hash = 'sessions'));
      await page.waitForURL(`**/${prefix}cluster-state#sessions`);
    });
});

test('the appearance switches at once, and stays; without a choice it is that of the system', async () => {
  await visit('worker-threads', async (page) => {
    const html = page.locator('html');
    const button = page.locator('[data-appearance]:visible').first();
    await expect(html).not.toContainClass('dark');
    await expect(button).toHaveAttribute('aria-checked', 'false');
    await button.click();
    await expect(html).toContainClass('dark');
    await expect(button).toHaveAttribute('aria-checked', 'true');
    await page.reload();
    await expect(html).toContainClass('dark');
    // It is that of the other pages, too.
    await page.goto(`${site.url}zh/ipc`);
    await expect(html).toContainClass('dark');
    // Back to what the system has, it follows the system again.
    await page.locator('[data-appearance]:visible').first().click();
    await expect(html).not.toContainClass('dark');
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect(html).toContainClass('dark');
  });
});

test('the decision tree shows the way so far, leads back, and has an address for each answer', async () => {
  await visit('choosing', async (page) => {
    const path = page.locator('.decision-bar li');
    const again = page.getByRole('button', { name: 'Start over' });
    await expect(path).toHaveText(['Nothing chosen yet.']);
    await expect(again).toBeHidden();
    await page.locator('#need-program > summary').click();
    await page.locator('#program-small > summary').click();
    await expect(path).toHaveCount(2);
    await page.waitForURL('**/choosing#program-small');
    // One answer to a question; up and down lead from one to the next.
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(page.locator('#program-small')).not.toHaveAttribute('open');
    await expect(path).toHaveCount(2);
    await path.getByRole('button').first().click();
    await expect(path).toHaveCount(1);
    await page.waitForURL('**/choosing#need-program');
    await again.click();
    await expect(path).toHaveText(['Nothing chosen yet.']);
    await page.goto(`${site.url}choosing#program-small`);
    await expect(path).toHaveCount(2);
  });
});

test('search brings the section first that explains what was asked for', async () => {
  for (const [path, queries] of [
    [
      '',
      {
        'lost update': 'worker-threads#race',
        'graceful shutdown': 'production#graceful-shutdown',
        maxBuffer: 'child-process#exec-limits',
        'zero downtime': 'cluster#rolling-restart',
        'thundering herd': 'cluster#thundering-herd',
        'memory leak': 'performance#leak',
        'structured clone': 'worker-threads#structured-clone',
      },
    ],
    [
      'zh/',
      {
        线程池: 'zh/worker-pool#pool',
        零停机: 'zh/cluster#rolling-restart',
        共享内存: 'zh/worker-threads#shared-memory',
        进程间通信: 'zh/ipc#ipc',
        惊群: 'zh/cluster#thundering-herd',
        优雅停机: 'zh/production#graceful-shutdown',
      },
    ],
  ] as const) {
    await visit(path, async (page) => {
      const first = page.locator('.search-dialog .search-section').first();
      for (const [query, wanted] of Object.entries(queries)) {
        await page.keyboard.press('/');
        await page.getByRole('searchbox').fill(query);
        // Results of the query before may still stand there.
        await expect(first, query).toHaveAttribute('href', `${base}${wanted}`);
        await page.keyboard.press('Escape');
      }
    });
  }
});

test('search is used by keyboard alone', async () => {
  await visit('', async (page) => {
    await page.keyboard.press('Control+k');
    await page.getByRole('searchbox').fill('lost update');
    await page.locator('.search-dialog .search-section').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/worker-threads#race');
    await expect(page.locator('.search-dialog[open]')).toHaveCount(0);
  });
});

test('types show where the pointer is', async () => {
  await visit('snippets/worker-pool', async (page) => {
    const name = page.locator('.twoslash-hover').first();
    const type = name.locator('.twoslash-popup-container');
    await expect(type).toBeHidden();
    await name.hover();
    await expect(type).toBeVisible();
  });
});

test('raw files are what stands in snippets/', async () => {
  const response = await fetch(`${site.url}raw/worker-pool/worker-pool.worker.ts`);
  assert.equal(response.status, 200);
  const file = join(root, 'snippets/worker-threads/worker-pool.worker.ts');
  assert.equal(await response.text(), readFileSync(file, 'utf8'));
});

test('an unknown address answers 404 in both languages, also without JavaScript', async () => {
  const response = await fetch(`${site.url}no/such/page`);
  assert.equal(response.status, 404);
  const text = await response.text();
  assert.match(text, /There is no such page/);
  assert.match(text, /没有这一页/);
});

test('replay steps through the recording; Run runs here and leaves nothing', async () => {
  const live = siteRuns();
  const own = await serveSite({ dist, base, port: 0, handler: live.handler });
  const context = await newReader();
  try {
    const page = await context.newPage();
    await page.goto(`${own.url}snippets/structured-clone`);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByText(/Ran on this machine: ended with 0/).waitFor();
    await page.goto(`${own.url}snippets/worker-pool`);
    await page.getByRole('button', { name: 'Replay' }).click();
    await page.locator('.tl-player').waitFor();

    // Under the policy of the site, too; and what opens is as accessible as the rest.
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(`${own.url}zh/snippets/pool-under-attack`);
    for (const number of ['1', '2']) {
      await page.getByRole('spinbutton').first().fill(number);
      await page.getByRole('spinbutton').first().press('Enter');
      await page.getByRole('button', { name: '回到录制' }).waitFor();
    }
    assert.deepEqual(await violations(page), [], 'after a run');
    await page.getByRole('button', { name: '与上一次运行并排比较' }).click();
    await page.getByRole('dialog').waitFor();
    assert.deepEqual(await violations(page), [], 'two runs');
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect(page.locator('html')).toContainClass('dark');
    assert.deepEqual(await violations(page, 'color-contrast'), [], 'two runs, dark');
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
    await live.close();
    await own.close();
  }
});

test('what was read is there offline, also what was reached by a click; what was not says so', async () => {
  const context = await newReader();
  try {
    const page = await context.newPage();
    await page.goto(`${site.url}worker-threads`);
    await page.evaluate(async () => {
      const { active } = await navigator.serviceWorker.ready;
      if (active?.state !== 'activated')
        await new Promise((resolve) =>
          active?.addEventListener('statechange', resolve, { once: true }),
        );
    });
    await page.locator('a.f-file').first().click();
    await page.waitForURL('**/snippets/**');
    const clicked = page.url();
    const title = page.locator('h1', { hasText: clicked.split('/').at(-1)!.split('#')[0]! });
    await title.waitFor();
    /** Whether the worker has kept an address. */
    const kept = (url: string): Promise<boolean> =>
      page.evaluate(async (address) => Boolean(await caches.match(address)), url);
    for (const url of [`${site.url}worker-threads`, clicked.split('#')[0]!])
      await expect.poll(() => kept(url), url).toBe(true);
    await context.setOffline(true);
    await page.goto(clicked);
    await title.waitFor();
    await page.goto(`${site.url}worker-threads`);
    await page.locator('h1', { hasText: 'Worker threads' }).waitFor();
    await page.goto(`${site.url}diagrams`);
    await page.getByText('You are offline').waitFor();
  } finally {
    await context.close();
  }
});

test('nothing moves while a page loads', async () => {
  const phone = { width: 390, height: 844 };
  for (const [path, viewport] of [
    ['', phone],
    ['worker-threads', phone],
    ['snippets/worker-pool', phone],
    ['zh/overview', phone],
    ['interview/graceful-shutdown', phone],
    ['interview/graceful-shutdown', { width: 1100, height: 800 }],
    ['interview/graceful-shutdown', { width: 1400, height: 900 }],
  ] as const) {
    await visit(
      path,
      async (page) => {
        await atRest(page);
        const shift = await page.evaluate(() => {
          const observer = new PerformanceObserver(() => {});
          observer.observe({ type: 'layout-shift', buffered: true });
          const shifts = observer.takeRecords() as unknown as { value: number }[];
          return shifts.reduce((sum, { value }) => sum + value, 0);
        });
        assert.ok(shift <= 0.01, `/${path} moves by ${shift}`);
      },
      { viewport },
    );
  }
});

test('the root element is not changed while a page loads: a browser would style the whole page again', async () => {
  await visit('snippets/worker-pool', async (page) => {
    await page.addInitScript(() => {
      const changed: string[] = [];
      new MutationObserver((changes) => {
        for (const { target, attributeName } of changes)
          if (target === document.documentElement) changed.push(attributeName!);
      }).observe(document, { subtree: true, attributeFilter: ['lang', 'dir', 'class'] });
      Object.assign(window, { changed });
    });
    await page.reload();
    await atRest(page);
    const changed = await page.evaluate(() => (window as unknown as { changed: string[] }).changed);
    assert.deepEqual(changed, []);
  });
});
