// `nav.outline a[href^="#"]`: the link of the section that is being read has `aria-current="location"`; the style sheet opens its
// branch and closes the others.
import { eachPage } from './page.ts';

/** How far below the top of the window a heading has been read, in pixels: a link leads to below the bar. */
const line = 200;
/** As good as for ever: whatever is below the line is inside. */
const below = 1_000_000;

let observer: IntersectionObserver | undefined;
let followed: readonly HTMLElement[] = [];
let update = (): void => {};

/** Marks the section that is being read, as long as the page is open. */
export function markOutline(): void {
  eachPage(() => {
    const links = [...document.querySelectorAll<HTMLAnchorElement>('nav.outline a[href^="#"]')];
    const headings = [...new Set(links.map(idOf))].flatMap(
      (id) => document.getElementById(id) ?? [],
    );
    if (headings.length === followed.length && headings.every((one, at) => one === followed[at]))
      return;
    followed = headings;
    observer?.disconnect();
    follow(links, headings);
  });
  window.addEventListener('hashchange', () => update());
  // It does not bubble.
  document.addEventListener(
    'toggle',
    ({ target }) => {
      const link = (target as Element).matches('nav.outline') && current();
      if (link) reveal(link);
    },
    true,
  );
}

/** The link of the section that is being read. */
export const current = (): HTMLAnchorElement | null =>
  document.querySelector<HTMLAnchorElement>('nav.outline [aria-current]');

function follow(links: readonly HTMLAnchorElement[], headings: readonly HTMLElement[]): void {
  const passed = new Set<Element>();
  update = () => {
    // At the foot of a page are headings that never come up to the line, though a link has led there.
    const named = headings.find(({ id }) => id === idOf(location));
    const isThere = named && !passed.has(named) && isInSight(named);
    mark(links, (isThere ? named : headings.findLast((heading) => passed.has(heading)))?.id);
  };
  // It reports a heading when it crosses the line, and costs nothing while a reader scrolls between two of them.
  observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) passed.delete(target);
        else passed.add(target);
      }
      update();
    },
    { rootMargin: `-${line}px 0px ${below}px` },
  );
  for (const heading of headings) observer.observe(heading);
}

const idOf = ({ hash }: { hash: string }): string => decodeURIComponent(hash.slice(1));

function isInSight(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
}

function mark(links: readonly HTMLAnchorElement[], id: string | undefined): void {
  for (const link of links) {
    const isCurrent = idOf(link) === id;
    if (isCurrent === link.hasAttribute('aria-current')) continue;
    if (isCurrent) {
      link.setAttribute('aria-current', 'location');
      reveal(link);
    } else link.removeAttribute('aria-current');
  }
}

/** Scrolls a long outline to a link, and never the page. */
function reveal(link: HTMLElement): void {
  const nav = link.closest<HTMLElement>('nav.outline')!;
  const box = nav.getBoundingClientRect();
  const { top, bottom } = link.getBoundingClientRect();
  if (top < box.top || bottom > box.bottom) nav.scrollTop += top - box.top - box.height / 2;
}
