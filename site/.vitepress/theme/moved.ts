import type { Router } from 'vitepress';
import { afterEachPage } from './routes.ts';

/** Leads from a section that has moved to another page to where it is now: `worker-threads#speed-up` was an address once. */
export function leadToMoved(router: Router, base: string): void {
  const lead = (): void => {
    const { frontmatter, relativePath } = router.route.data;
    const moved = frontmatter.moved as Record<string, string> | undefined;
    const to = moved?.[location.hash.slice(1)];
    if (to) void router.go(`${base}${relativePath.startsWith('zh/') ? 'zh/' : ''}${to}`);
  };
  window.addEventListener('hashchange', lead);
  afterEachPage(router, lead);
}
