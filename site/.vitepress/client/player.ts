import { pageLanguage } from './page.ts';

const words = {
  en: {
    play: 'Play',
    pause: 'Pause',
    moment: 'Moment',
    speed: 'Speed',
    controls: 'Replay of the recording',
    noLive: 'This is the recording: only npm start, on your machine, can run the snippet.',
  },
  zh: {
    play: '播放',
    pause: '暂停',
    moment: '时刻',
    speed: '速度',
    controls: '重放录制',
    noLive: '这里重放的是录制：只有在本机运行 npm start 才能真正执行示例。',
  },
};

const t = () => words[pageLanguage()];

/** Times as fast as the run was. */
const speeds = [0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5];
/** Milliseconds that a replay takes at least, where a slower speed can give them. */
const comfortable = 4000;

/** A figure whose timeline and output move together. */
interface Player {
  /** Shows a moment, milliseconds since the start of the run. */
  seek(at: number): void;
  /** Starts, or pauses. */
  toggle(): void;
}

const linked = new WeakMap<HTMLElement, { scale: [number, number][] }>();
const players = new WeakMap<HTMLElement, Player>();

/** Starts or pauses the replay of a figure. */
export const replay = (figure: HTMLElement): void => openPlayer(figure).toggle();

/** What a press on one of a figure's two buttons does: replay, or run where there is a server for it. */
export async function press(figure: HTMLElement, button: HTMLElement): Promise<void> {
  if (button.matches('.tl-play')) return replay(figure);
  const url = `${import.meta.env.BASE_URL}live/client.js`;
  try {
    const { run } = (await import(/* @vite-ignore */ url)) as {
      run: (
        figure: HTMLElement,
        button: HTMLElement,
        forget: (figure: HTMLElement) => void,
      ) => void;
    };
    run(figure, button, forget);
  } catch {
    if (!figure.querySelector('.tl-no-live')) {
      const note = document.createElement('p');
      note.className = 'f-note tl-no-live';
      note.setAttribute('role', 'status');
      note.textContent = t().noLive;
      (button.closest('.tl-head') ?? figure.querySelector('.f-output'))?.after(note);
    }
    replay(figure);
  }
}

/** Output and timeline of the figure were replaced: what was known of them no longer holds. */
function forget(figure: HTMLElement): void {
  figure.querySelector('.tl-player')?.remove();
  players.delete(figure);
  linked.delete(figure);
}

const linesOf = (figure: HTMLElement): HTMLElement[] => {
  // A timeline of another run says nothing about when these lines came.
  if (!figure.querySelector('[data-same-run]') && figure.querySelector('[data-timeline]'))
    return [];
  return [...figure.querySelectorAll<HTMLElement>('.o-line[data-at]')];
};
const momentOf = (line: HTMLElement): number => Number(line.dataset.at) * 1000;

/** The line that was the last one at a moment. */
const lineAt = (figure: HTMLElement, at: number): HTMLElement | undefined =>
  linesOf(figure).findLast((line) => momentOf(line) <= at);

function mark(figure: HTMLElement, name: string, line: HTMLElement | undefined): void {
  figure.querySelector(`.${name}`)?.classList.remove(name);
  line?.classList.add(name);
}

/** Pointing at a moment marks the line printed then, and pointing at a line its moment. */
export function link(figure: HTMLElement): { scale: [number, number][] } {
  const known = linked.get(figure);
  if (known) return known;
  const text = figure.querySelector<HTMLElement>('[data-scale]')?.dataset.scale;
  const last = linesOf(figure).at(-1);
  const scale: [number, number][] = text
    ? text.split(',').map((point) => point.split(':').map(Number) as [number, number])
    : [
        [0, 0],
        [last ? momentOf(last) + 100 : 100, 100],
      ];
  const link = { scale };
  linked.set(figure, link);

  const box = figure.querySelector<HTMLElement>('.tl-box');
  if (!box) return link;
  const marker = document.createElement('div');
  marker.className = 'tl-marker';
  marker.hidden = true;
  box.append(marker);
  box.addEventListener('pointermove', (event) => {
    mark(figure, 'o-near', lineAt(figure, momentUnder(event, box, scale)));
  });
  box.addEventListener('pointerleave', () => mark(figure, 'o-near', undefined));
  box.addEventListener('click', (event) => {
    players.get(figure)?.seek(momentUnder(event, box, scale));
  });
  const output = figure.querySelector<HTMLElement>('.f-output');
  output?.addEventListener('pointerover', (event) => {
    const line = (event.target as Element).closest<HTMLElement>('.o-line[data-at]');
    marker.hidden = !line || linesOf(figure).length === 0;
    if (line) marker.style.left = `${place(scale, momentOf(line))}%`;
  });
  output?.addEventListener('pointerleave', () => (marker.hidden = true));
  output?.addEventListener('click', (event) => {
    const line = (event.target as Element).closest<HTMLElement>('.o-line[data-at]');
    // Whoever selects text does not want to go anywhere.
    if (line && linesOf(figure).length > 0 && getSelection()?.isCollapsed)
      players.get(figure)?.seek(momentOf(line));
  });
  return link;
}

function momentUnder(event: MouseEvent, box: HTMLElement, scale: [number, number][]): number {
  const { left, width } = box.getBoundingClientRect();
  return between(
    scale.map(([at, x]) => [x, at]),
    ((event.clientX - left) / width) * 100,
  );
}

const place = (scale: [number, number][], at: number): number => between(scale, at);

/** Reads a line through points at some `x`. */
function between(points: [number, number][], x: number): number {
  const next = points.findIndex(([right]) => right >= x);
  if (next <= 0) return (next < 0 ? points.at(-1) : points[0])?.[1] ?? 0;
  const [[x1, y1], [x2, y2]] = [points[next - 1]!, points[next]!];
  return y1 + ((x - x1) / (x2 - x1)) * (y2 - y1);
}

function openPlayer(figure: HTMLElement): Player {
  const known = players.get(figure);
  if (known) return known;
  const { scale } = link(figure);
  const end = scale.at(-1)![0];
  const lines = linesOf(figure);

  const bar = document.createElement('div');
  bar.className = 'tl-player';
  bar.setAttribute('role', 'group');
  bar.setAttribute('aria-label', t().controls);
  const button = document.createElement('button');
  button.type = 'button';
  const range = document.createElement('input');
  range.type = 'range';
  range.max = String(end);
  range.step = String(end / 500);
  range.setAttribute('aria-label', t().moment);
  const clock = document.createElement('span');
  const speed = document.createElement('select');
  speed.setAttribute('aria-label', t().speed);
  for (const factor of speeds) speed.add(new Option(`${factor}×`, String(factor)));
  speed.value = String(speeds.findLast((factor) => end / factor >= comfortable) ?? speeds[0]);
  bar.append(button, range, clock, speed);
  const head = figure.querySelector('.tl-head') ?? figure.querySelector('.f-output');
  head?.after(bar);

  const curtain = document.createElement('div');
  curtain.className = 'tl-curtain';
  figure.querySelector('.tl-box')?.append(curtain);

  let at = 0;
  let playing = false;
  let frame = 0;
  const show = (moment: number): void => {
    at = Math.min(Math.max(moment, 0), end);
    range.value = String(at);
    const text = `${at < 10 ? at.toFixed(1) : Math.round(at)} ms`;
    clock.textContent = text;
    range.setAttribute('aria-valuetext', text);
    curtain.style.left = `${place(scale, at)}%`;
    curtain.hidden = at >= end;
    for (const line of lines) line.classList.toggle('o-later', at < end && momentOf(line) > at);
    mark(figure, 'o-now', at < end ? lines.findLast((line) => momentOf(line) <= at) : undefined);
  };
  const set = (next: boolean): void => {
    playing = next;
    button.textContent = playing ? t().pause : t().play;
    cancelAnimationFrame(frame);
    let before = performance.now();
    const step = (now: number): void => {
      if (!figure.isConnected) return;
      show(at + (now - before) * Number(speed.value));
      before = now;
      if (at >= end) set(false);
      else frame = requestAnimationFrame(step);
    };
    if (playing) frame = requestAnimationFrame(step);
  };
  const player: Player = {
    seek(moment) {
      set(false);
      show(moment);
    },
    toggle() {
      if (!playing && at >= end) show(0);
      set(!playing);
    },
  };
  button.addEventListener('click', () => player.toggle());
  range.addEventListener('input', () => player.seek(Number(range.value)));
  show(0);
  set(false);
  players.set(figure, player);
  return player;
}
