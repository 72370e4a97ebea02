import { join } from 'node:path';
import { root } from '../checkout/paths.ts';

/**
 * What the site is built with for its tests, and what they look at it with: it stands under a path, as on GitHub Pages.
 * What works there works at the root of a host.
 */
export const testedSite = {
  SITE_BASE: '/repo-name/',
  SITE_URL: 'https://example.org',
  SITE_REPOSITORY: 'owner/name',
  SITE_COMMIT: '0123abc',
  SITE_OUT: join(root, 'site/.vitepress/cache/tested'),
};
