import type { Router } from 'vitepress';

/** Runs something after each page that the router shows, beside what runs there already. */
export function afterEachPage(router: Router, work: () => void): void {
  const before = router.onAfterRouteChange;
  router.onAfterRouteChange = async (address) => {
    await before?.(address);
    work();
  };
}
