/** Stored timelines as speedscope imports them: a profile for each lane that has a length, and no complaint. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser } from 'playwright-core';
import { browserArguments, findBrowser } from '../testing/browser.ts';
import { root } from '../checkout/paths.ts';
import { recordedIds } from '../recording/recording.ts';
import { readTrace, tracePath } from './files.ts';

const speedscope = pathToFileURL(join(root, 'node_modules/speedscope/dist/release/index.html'));
const folder = mkdtempSync(join(tmpdir(), 'speedscope-'));
let browser: Browser;

before(async () => {
  browser = await chromium.launch({ executablePath: findBrowser(), args: browserArguments });
});
after(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

test('speedscope finds as many profiles as a timeline has lanes, for every stored one', async () => {
  const page = await browser.newPage();
  const said: string[] = [];
  page.on('pageerror', (error) => said.push(error.message));
  page.on('dialog', (dialog) => {
    said.push(dialog.message());
    void dialog.dismiss();
  });
  // What speedscope's own command does: a script that hands a file over, once the page is ready.
  const script = join(folder, 'ready.js');
  writeFileSync(script, 'ready = true');
  await page.goto(`${speedscope.href}#localProfilePath=${script}`);
  await page.waitForFunction('globalThis.ready');
  for (const id of recordedIds()) {
    const trace = readTrace(id);
    if (!trace) continue;
    const text = readFileSync(tracePath(id)).toString('base64');
    await page.evaluate(`speedscope.loadFileFromBase64('${id}.json', '${text}')`);
    await page.waitForFunction(`document.title.startsWith('${id}.json - ')`);
    const lanes = trace.traceEvents.filter(
      ({ ph, ...event }) => ph === 'X' && event.cat === 'lane',
    );
    const counted = await page.evaluate(
      String.raw`/\(1\/(\d+)\)/.exec(document.body.innerText)?.[1]`,
    );
    assert.deepEqual([id, Number(counted ?? 1), said], [id, lanes.length, []]);
  }
});
