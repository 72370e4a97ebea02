/** How far below the window a drawing is fetched: further than a reader scrolls while it comes. */
const ahead = '1500px';

/**
 * Draws the timelines of long pages as a reader comes near, also on pages that the router shows later.
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
      watched.add(place);
      nearby.observe(place);
    }
  };
  watch();
  new MutationObserver(watch).observe(page.body, { childList: true, subtree: true });

  return async (figure) => {
    await Promise.all([...figure.querySelectorAll('[data-later]')].map(draw));
  };
}

async function replace(place: HTMLElement): Promise<void> {
  const answer = await fetch(place.dataset.later!);
  if (!answer.ok) throw new Error(`${answer.status} for ${answer.url}`);
  const template = document.createElement('template');
  template.innerHTML = await answer.text();
  place.replaceWith(template.content);
}
