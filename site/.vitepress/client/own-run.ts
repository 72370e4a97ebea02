// The page that `npm run trace` writes: its one figure replays, and output and timeline point at each other.
import { link, replay } from './player.ts';

const figure = document.querySelector<HTMLElement>('[data-snippet]')!;
link(figure);
figure.querySelector('.tl-play')?.addEventListener('click', () => replay(figure));
