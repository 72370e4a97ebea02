import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readQuestions } from '../scripts/pages/questions.ts';
import { violations, visit, visitSideBySide } from './browser-testing.ts';
import { expect } from './reader-testing.ts';

const [question] = readQuestions('en');

const paths = [
  '',
  'zh/',
  'worker-threads',
  'zh/overview',
  'choosing',
  'zh/diagrams',
  'snippets/',
  'snippets/worker-pool',
  'zh/snippets/atomics-race',
  'interview/',
  'zh/interview/worker-pool',
  'interview/practice',
  `zh/interview/sheet?q=${question!.slug}`,
  'myths',
  'errors',
  'zh/errors',
  'zh/exercises/shared-counter',
  'seven-days',
  'zh/seven-days',
  'progress',
  'zh/progress',
  'zh/exercises/mutex',
];

test('axe finds nothing on pages of each kind, in light and in dark', async () => {
  await visitSideBySide(paths, async (page, path) => {
    await page.emulateMedia({ colorScheme: 'light' });
    if (path.endsWith('practice')) await page.locator('.interview-form [type="submit"]').click();
    assert.deepEqual(await violations(page), [], `/${path}`);
    // Nothing but colours is another then.
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect(page.locator('html')).toContainClass('dark');
    assert.deepEqual(await violations(page, 'color-contrast'), [], `/${path}, dark`);
  });
});

test('axe finds nothing in what opens: the menu, the outline and search, in light and in dark', async () => {
  await visit(
    'zh/overview',
    async (page) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        for (const button of ['.menu-button', '.outline-button', '.search-button']) {
          await page.locator(button).click();
          assert.deepEqual(await violations(page), [], `${button}, ${colorScheme}`);
          await page.keyboard.press('Escape');
        }
      }
    },
    { viewport: { width: 390, height: 844 } },
  );
});
