import type { Page } from '@playwright/test';

/**
 * Goes to each drawing that a page fetches as its reader comes near, and waits until it is there.
 *
 * Any of them may come at any moment. So the page is asked once which are missing; one that has come since is no longer in
 * the page, and that ends the wait for it.
 */
export async function drawAll(page: Page): Promise<void> {
  for (const place of await page.$$('.tl-waiting')) {
    await place.evaluate((element) => element.scrollIntoView());
    await place.waitForElementState('hidden');
  }
}
