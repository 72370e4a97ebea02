import axe from 'axe-core';
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { brotliCompressSync } from 'node:zlib';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { browserArguments, findBrowser } from '../scripts/browser.ts';
import { readCatalog } from '../scripts/catalog.ts';
import { liveRuns } from '../scripts/live.ts';
import { root } from '../scripts/paths.ts';
import { readRecording } from '../scripts/recording.ts';
import { textOf } from '../scripts/recorder.ts';
import { serveSite } from './.vitepress/serve.ts';
import { base } from './.vitepress/settings.ts';

const dist = join(root, 'site/.vitepress/dist');
let browser: Browser;
let site: Awaited<ReturnType<typeof serveSite>>;

before(async () => {
  assert.ok(existsSync(join(dist, 'index.html')), 'build the site first: npm run build');
  site = await serveSite({ dist, base, port: 0 });
  browser = await chromium.launch({ executablePath: findBrowser(), args: browserArguments });
});
after(async () => {
  await browser?.close();
  await site?.close();
});

/** Every built page, as readers address it. */
const paths = readdirSync(dist, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.html') && name !== '404.html')
  .map((name) =>
    name
      .replaceAll('\\', '/')
      .replace(/(^|\/)index\.html$/, '$1')
      .replace(/\.html$/, ''),
  )
  .sort();

/** Opens a page; at the end no error stands in its console and no request went elsewhere. */
async function visit(
  path: string,
  work: (page: Page) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  const context = await browser.newContext({
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options,
  });
  const problems: string[] = [];
  try {
    const page = await context.newPage();
    page.on(
      'console',
      (message) => message.type() === 'error' && problems.push(`console: ${message.text()}`),
    );
    page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (protocol.startsWith('http') && origin !== new URL(site.url).origin)
        problems.push(`request to ${request.url()}`);
    });
    await page.goto(site.url + path, { waitUntil: 'networkidle' });
    await work(page);
    assert.deepEqual(problems, [], path);
  } finally {
    await context.close();
  }
}

test('every page is there in both languages, is wide enough for a phone, and logs nothing', async () => {
  const english = paths.filter((path) => !path.startsWith('zh'));
  assert.deepEqual(
    paths.filter((path) => path.startsWith('zh')).map((path) => path.replace(/^zh\/?/, '')),
    english,
  );
  assert.ok(english.length > 10);
  for (const path of paths) {
    await visit(
      path,
      async (page) => {
        assert.equal(await page.locator('h1').count(), 1, `${path} has one title`);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - window.innerWidth,
        );
        assert.ok(overflow <= 0, `${path} scrolls sideways by ${overflow} px at 390 px`);
      },
      { viewport: { width: 390, height: 844 } },
    );
  }
});

test('axe finds nothing, in light and in dark', async () => {
  for (const path of [
    '',
    'zh/',
    'worker-threads',
    'zh/worker-threads',
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
  await visit('snippets/worker-pool', async (page) => {
    await page
      .getByRole('button', { name: /language/i })
      .first()
      .hover();
    await page.getByRole('link', { name: '简体中文' }).first().click();
    await page.waitForURL('**/zh/snippets/worker-pool');
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
    await page.goto(`${site.url}worker-threads`);
    const anchor = page.locator('main h2 .header-anchor').first();
    await anchor.click();
    const href = await anchor.getAttribute('href');
    assert.equal(await clipboard(), `${site.url}worker-threads${href}`);
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

for (const [path, query, wanted] of [
  ['', 'lost update', /race/i],
  ['zh/', '线程池', /线程池/],
] as const) {
  test(`search finds ${query}`, async () => {
    await visit(path, async (page) => {
      await page.keyboard.press('/');
      await page.getByRole('searchbox').fill(query);
      const first = page.locator('.search-dialog .search-section').first();
      await first.waitFor();
      assert.match((await first.locator('strong').textContent()) ?? '', wanted);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/worker-threads#*');
      assert.equal(await page.locator('.search-dialog[open]').count(), 0);
    });
  });
}

test('without JavaScript every snippet page shows its sources and its output, in both languages', async () => {
  for (const { id } of readCatalog()) {
    for (const prefix of ['', 'zh/']) {
      await visit(
        `${prefix}snippets/${id}`,
        async (page) => {
          assert.ok(await page.locator('.f-code pre').first().isVisible());
          const output = stripVTControlCharacters(textOf(readRecording(id)!.output));
          assert.equal(await page.locator('.f-output pre').textContent(), output, id);
        },
        { javaScriptEnabled: false },
      );
    }
  }
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
  assert.match(await response.text(), /parentPort/);
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

/** Bytes of a figure's HTML, brotli, that keep a page within its budget with a dozen figures on it. */
const allowances = { short: 4_000, full: 16_000 };

test('figures keep to their allowance of bytes', (t) => {
  const sizes = paths.flatMap((path) => {
    const file = path === '' || path.endsWith('/') ? `${path}index` : path;
    const html = readFileSync(join(dist, `${file}.html`), 'utf8');
    const figures = html.matchAll(
      /<figure class="snippet snippet-(short|full)"[\s\S]*?<\/figure>/g,
    );
    return [...figures].map(([figure, form]) => ({
      path,
      form: form as keyof typeof allowances,
      bytes: brotliCompressSync(figure).length,
    }));
  });
  for (const [form, allowance] of Object.entries(allowances)) {
    const largest = sizes.filter((size) => size.form === form).sort((a, b) => b.bytes - a.bytes)[0];
    assert.ok(largest, `no figure of the ${form} form`);
    t.diagnostic(
      `largest ${form} form: ${largest.bytes} of ${allowance} bytes, on /${largest.path}`,
    );
    assert.ok(
      largest.bytes <= allowance,
      `${form} form on /${largest.path}: ${largest.bytes} bytes`,
    );
  }
});
