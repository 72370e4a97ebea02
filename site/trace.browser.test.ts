import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { start } from '../scripts/testing/commands.ts';
import { violations } from './browser-testing.ts';
import { expect, newReader } from './reader-testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'trace-page-'));
const address = pathToFileURL(join(folder, 'page.html')).href;
const hostile = `<img src=x onerror="document.title='taken'"></script><script>document.title='taken'</script>`;

before(async () => {
  writeFileSync(
    join(folder, 'own & only.mjs'),
    `import { Worker } from 'node:worker_threads';
     console.log(process.argv[2]);
     const worker = new Worker('require("node:worker_threads").parentPort.once("message", () => process.exit(2))', { eval: true, name: process.argv[2] });
     worker.postMessage(1);
     worker.on('exit', () => console.log('gone'));`,
  );
  const words = ['--no-open', '--out', 'page.html', './own & only.mjs', hostile];
  const { code, stderr } = await start('trace.ts', words, folder, {
    INIT_CWD: folder,
    LANG: 'zh_CN.UTF-8',
  }).ended;
  assert.equal(code, 0, stderr);
});
after(() => rmSync(folder, { recursive: true }));

for (const [width, colorScheme] of [
  [1280, 'light'],
  [390, 'dark'],
] as const) {
  test(`the page of an own program is whole from a disk, replays, and takes no order from the program: ${width} px, ${colorScheme}`, async () => {
    const context = await newReader({
      viewport: { width, height: 800 },
      colorScheme,
      acceptDownloads: true,
    });
    const page = await context.newPage();
    const said: string[] = [];
    page.on('pageerror', ({ message }) => said.push(message));
    page.on('console', (message) => said.push(message.text()));
    page.on('request', (request) => {
      if (!/^(file|data):/.test(request.url())) said.push(request.url());
    });
    await page.goto(address);
    await expect(page).toHaveTitle('own & only.mjs 的时间线');
    await expect(page.locator('.f-output')).toContainText(hostile);
    await expect(page.locator('.own-lanes tbody tr')).toHaveCount(2);
    await expect(page.locator('html')).toContainClass(colorScheme === 'dark' ? 'dark' : '');
    assert.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'));
    assert.deepEqual(await violations(page), []);

    await page.locator('.tl-play').click();
    const player = page.locator('.tl-player');
    await player
      .locator('input')
      .fill(await player.locator('input').getAttribute('max').then(String));
    await expect(page.locator('.o-later')).toHaveCount(0);

    const download = page.waitForEvent('download');
    await page.locator('.tl-raw a').click();
    const file = await (await download).path();
    assert.equal(JSON.parse(readFileSync(file, 'utf8')).otherData.id, 'own & only.mjs');
    assert.deepEqual(said, []);
    await context.close();
  });
}
