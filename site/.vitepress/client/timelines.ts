// `.tl-play` and `.tl-run` in a `[data-snippet]` replay its recording, or run it; output and timeline point at each other.
import { drawLater } from './drawings.ts';

/**
 * Loads the player when a reader first uses a timeline. This is all that a page carries of it before.
 */
export function listenForTimelines(page: Document): void {
  const drawn = drawLater(page);
  const player = () => import('./player.ts');
  const load = async (figure: HTMLElement) => (await Promise.all([player(), drawn(figure)]))[0];
  const figureOf = (event: Event, selector: string) => {
    const target = (event.target as Element).closest<HTMLElement>(selector);
    const figure = target?.closest<HTMLElement>('[data-snippet]');
    return target && figure ? { target, figure } : undefined;
  };
  page.addEventListener('click', async (event) => {
    const found = figureOf(event, '.tl-play, .tl-run');
    if (found) (await load(found.figure)).press(found.figure, found.target);
  });
  page.addEventListener('pointerover', async (event) => {
    // A finger comes down, and a pointer comes near, before it clicks.
    if (figureOf(event, '.tl-play, .tl-run')) void player();
    // Output and timeline point at each other, also before anything is played.
    const found = figureOf(event, '.tl-box');
    if (found) (await load(found.figure)).link(found.figure);
  });
}
