// `worker-threads#speed-up` was an address once. No host sees what stands behind a `#`, so the page leads on.
import { eachPage, onceShown } from './page.ts';

/** Leads from a section that has moved to another page to where it is now. */
export function leadToMoved(): void {
  const lead = async (): Promise<void> => {
    const id = decodeURIComponent(location.hash.slice(1));
    if (!id || document.getElementById(id)) return;
    const { movedTo } = await import('./moved-sections.ts');
    const to = movedTo(location.pathname, id);
    if (to) location.replace(to);
  };
  window.addEventListener('hashchange', () => void lead());
  onceShown(() => eachPage(() => void lead()));
}
