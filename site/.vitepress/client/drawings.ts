// `[data-later]`: in place of the timeline, or the source with its types, whose address it names. Long pages fetch theirs as a
// reader comes near; `data-later-where` is a media query that says for whom.
import { eachPage, onceShown } from './page.ts';

/** How far below the window a drawing is fetched: further than a reader scrolls while it comes. */
const ahead = '1500px';

/**
 * Draws the timelines of long pages as a reader comes near.
 *
 * @returns Draws those of one figure at once, for whoever needs them.
 */
export function drawLater(page: Document): (figure: Element) => Promise<void> {
  const nearby = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) if (isIntersecting) void draw(target);
    },
    { rootMargin: ahead },
  );
  const drawing = new WeakMap<Element, Promise<void>>();

  function draw(place: Element): Promise<void> {
    nearby.unobserve(place);
    const known = drawing.get(place);
    if (known) return known;
    // Offline, or after a move of the site, the sentence in its place stays, with its link.
    const drawn = replace(place as HTMLElement).catch(() => {});
    drawing.set(place, drawn);
    return drawn;
  }

  const watched = new WeakSet<Element>();
  const watch = (): void => {
    for (const place of page.querySelectorAll('[data-later]')) {
      if (watched.has(place)) continue;
      const { laterWhere } = (place as HTMLElement).dataset;
      if (laterWhere && !matchMedia(laterWhere).matches) continue;
      watched.add(place);
      nearby.observe(place);
    }
  };
  onceShown(() => eachPage(watch));

  return async (figure) => {
    // What is for some readers only is no timeline.
    const places = figure.querySelectorAll('[data-later]:not([data-later-where])');
    await Promise.all([...places].map(draw));
  };
}

async function replace(place: HTMLElement): Promise<void> {
  const answer = await fetch(place.dataset.later!);
  if (!answer.ok) throw new Error(`${answer.status} for ${answer.url}`);
  const template = document.createElement('template');
  template.innerHTML = await answer.text();
  place.replaceWith(template.content);
}
