import axe from 'axe-core';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { liveRuns } from '../scripts/live.ts';
import { root } from '../scripts/paths.ts';
import { builtPages } from './.vitepress/publish/built-pages.ts';
import { serveSite } from './.vitepress/serve.ts';
import { base, dist } from './.vitepress/settings.ts';
import { browser, site, started, visit, visitAll } from './browser-testing.ts';

/** Every built page, as readers address it. */
const paths = builtPages(dist).map(({ path }) => path);

/** Pages that are made from one thing: a twin differs in its words only. */
const isMade = (path: string): boolean => /^(zh\/)?(snippets|interview)\/[\w-]+$/.test(path);

test('every page is there in both languages; pages are wide enough for a phone, and log nothing', async () => {
  const english = paths.filter((path) => !path.startsWith('zh'));
  assert.deepEqual(
    paths.filter((path) => path.startsWith('zh')).map((path) => path.replace(/^zh\/?/, '')),
    english,
  );
  assert.ok(english.length > 10);
  const look = async (page: Page, path: string): Promise<void> => {
    const { titles, overflow } = await page.evaluate(() => ({
      titles: document.querySelectorAll('h1').length,
      overflow: document.documentElement.scrollWidth - window.innerWidth,
    }));
    assert.equal(titles, 1, `${path} has one title`);
    assert.ok(overflow <= 0, `${path} scrolls sideways by ${overflow} px at 390 px`);
  };
  // Of a made page and its twin one is opened, in turn: a page takes a quarter of a second.
  const opened = english.flatMap((path, at) => {
    const both = [path, `zh/${path}`];
    return isMade(path) ? both[at % 2]! : both;
  });
  await visitAll(opened, look, { viewport: { width: 390, height: 844 } });
});

test('axe finds nothing, in light and in dark', async () => {
  for (const path of [
    '',
    'zh/',
    'worker-threads',
    'zh/overview',
    'choosing',
    'zh/diagrams',
    'snippets/',
    'snippets/worker-pool',
    'zh/snippets/atomics-race',
  ]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await visit(
        path,
        async (page) => {
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

test('the language switch keeps the page and the section', async () => {
  await visit('snippets/worker-pool#environment', async (page) => {
    await page
      .getByRole('button', { name: /language/i })
      .first()
      .hover();
    await page.getByRole('link', { name: '简体中文' }).first().click();
    await page.waitForURL('**/zh/snippets/worker-pool#environment');
    await page.locator('html[lang="zh-CN"]').waitFor();
    await page.getByText('录制的输出').first().waitFor();
  });
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
    const clipboard = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
    await page.getByRole('button', { name: 'Copy the command' }).first().click();
    assert.equal(await clipboard(), 'npm run snippet worker-pool');
    await page.getByRole('status').getByText('Copied', { exact: true }).waitFor();
    await page.goto(`${site.url}worker-threads`);
    const anchor = page.locator('main h2 .header-anchor').first();
    await anchor.click();
    // The click may come before the app: it is done again once the app answers.
    await page.locator('.header-anchor.copied').waitFor();
    const href = await anchor.getAttribute('href');
    assert.equal(await clipboard(), `${site.url}worker-threads${href}`);
  });
});

test('the foot of a page leads from topic to topic only', async () => {
  await visit('snippets/', async (page) => {
    assert.equal(await page.locator('.VPDocFooter .pager-link').count(), 0);
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

test('dark mode switches and stays', async () => {
  await visit('worker-threads', async (page) => {
    const isDark = (): Promise<boolean> =>
      page.evaluate(() => document.documentElement.classList.contains('dark'));
    assert.equal(await isDark(), false);
    await page.locator('.VPNavBar .VPSwitchAppearance').first().click();
    assert.equal(await isDark(), true);
    await page.reload();
    assert.equal(await isDark(), true);
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
        await page
          .waitForFunction(
            ([selector, address]) =>
              document.querySelector<HTMLAnchorElement>(selector)?.href === address,
            ['.search-dialog a.search-section', `${site.url}${wanted}`] as const,
            { timeout: 5_000 },
          )
          .catch(async () =>
            assert.equal(await first.getAttribute('href'), `${base}${wanted}`, query),
          );
        await page.keyboard.press('Escape');
      }
    });
  }
});

test('search is used by keyboard alone', async () => {
  await visit('', async (page) => {
    await page.keyboard.press('/');
    await page.getByRole('searchbox').fill('lost update');
    await page.locator('.search-dialog .search-section').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/worker-threads#race');
    assert.equal(await page.locator('.search-dialog[open]').count(), 0);
  });
});

test('types show where the pointer is', async () => {
  await visit('snippets/worker-pool', async (page) => {
    const name = page.locator('.twoslash-hover').first();
    assert.equal(await name.locator('.twoslash-popup-container').isVisible(), false);
    await name.hover();
    assert.equal(await name.locator('.twoslash-popup-container').isVisible(), true);
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
  const live = liveRuns(base);
  const own = await serveSite({ dist, base, port: 0, handler: live.handler });
  const page = await browser.newPage();
  try {
    await page.goto(`${own.url}snippets/structured-clone`);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByText(/Ran on this machine: ended with 0/).waitFor();
    await page.goto(`${own.url}snippets/worker-pool`);
    await page.getByRole('button', { name: 'Replay' }).click();
    await page.locator('.tl-player').waitFor();
  } finally {
    await page.close();
    await live.close();
    await own.close();
  }
});

test('what was read is there offline, also what was reached by a click; what was not says so', async () => {
  const context = await browser.newContext();
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
    for (const url of [`${site.url}worker-threads`, clicked.split('#')[0]!]) {
      for (let tries = 0; !(await kept(url)) && tries < 100; tries++)
        await new Promise((resolve) => setTimeout(resolve, 100));
      assert.ok(await kept(url), url);
    }
    await context.setOffline(true);
    await page.goto(clicked);
    await title.waitFor();
    await started(page);
    await title.waitFor();
    await page.goto(`${site.url}worker-threads`);
    await started(page);
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
        const shift = await page.evaluate(
          () =>
            new Promise<number>((resolve) => {
              let sum = 0;
              new PerformanceObserver((list) => {
                for (const entry of list.getEntries())
                  sum += (entry as PerformanceEntry & { value: number }).value;
              }).observe({ type: 'layout-shift', buffered: true });
              setTimeout(() => resolve(sum), 500);
            }),
        );
        assert.ok(shift <= 0.01, `/${path} moves by ${shift}`);
      },
      { viewport },
    );
  }
});

test('a page is painted as it stays: its scripts change nothing of what is seen', async () => {
  for (const width of [390, 1100, 1440]) {
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      reducedMotion: 'reduce',
    });
    try {
      const page = await context.newPage();
      for (const path of [
        '',
        'zh/ipc',
        'snippets/worker-pool',
        'interview/',
        'zh/interview/practice',
        'interview/sheet',
        'zh/interview/graceful-shutdown',
        'choosing',
        'changes',
      ]) {
        await page.goto(site.url + path);
        const painted = await page.screenshot();
        await started(page);
        await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)));
        assert.ok(painted.equals(await page.screenshot()), `/${path} at ${width} px`);
      }
    } finally {
      await context.close();
    }
  }
});

test('scripts run when a reader turns to the page, and what was done before is not lost', async () => {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  try {
    const page = await context.newPage();
    const answers = (): Promise<boolean> =>
      page.evaluate(() => '__vue_app__' in document.querySelector('#app')!);
    const open = async (path: string): Promise<void> => {
      await page.goto(site.url + path, { waitUntil: 'networkidle' });
      assert.equal(await answers(), false, path);
    };
    // Pressed by a program, so nothing comes before the click: no pointer and no focus.
    const press = (selector: string): Promise<void> =>
      page.evaluate((at) => document.querySelector<HTMLElement>(at)!.click(), selector);

    const place = (): Promise<number> => page.evaluate(() => scrollY);
    await open('worker-threads');
    await page.evaluate(() => scrollTo(0, 2_000));
    await page.waitForFunction(() => '__vue_app__' in document.querySelector('#app')!);
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
    assert.equal(await place(), 2_000);
    await page.reload({ waitUntil: 'networkidle' });
    await started(page);
    assert.equal(await place(), 2_000);

    await open('snippets/worker-pool');
    await press('.f-copy');
    await page.locator('.f-copy.copied').first().waitFor();
    assert.equal(
      await page.evaluate(() => navigator.clipboard.readText()),
      'npm run snippet worker-pool',
    );

    await open('worker-threads');
    await page.keyboard.press('/');
    await page.getByRole('searchbox').waitFor();

    await open('interview/');
    await page.getByLabel('Level').selectOption('senior');
    await page.waitForURL('**/interview/?level=senior');
  } finally {
    await context.close();
  }
});

test('a page at rest is made ready by itself', async () => {
  const page = await browser.newPage();
  try {
    await page.clock.install();
    await page.goto(`${site.url}pm2`);
    await page.clock.runFor(6_000);
    await page.waitForFunction(() => '__vue_app__' in document.querySelector('#app')!);
  } finally {
    await page.close();
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
    await started(page);
    const root = await page.evaluate(
      () =>
        new Promise<string[]>((resolve) =>
          setTimeout(() => resolve((window as unknown as { changed: string[] }).changed), 300),
        ),
    );
    assert.deepEqual(root, []);
  });
});
