// The first script of a page, inline in its head. A page is whole without any: its scripts are fetched once it is painted, and
// run when somebody turns to it, or after a while. Until then nothing keeps a phone from painting or scrolling.
export {};

/** What a reader does first, or a program for one. */
const signs = [
  'pointerdown',
  'pointermove',
  'touchstart',
  'wheel',
  'scroll',
  'keydown',
  'focusin',
  'click',
  'change',
];

/** Milliseconds after which a page at rest is made ready all the same. */
const rest = 5000;

// Written by the build: what the app is made of, then the app. While pages are written there are none, and it starts by itself.
const { scripts } = document.currentScript!.dataset;

// Only `npm start` can run a snippet. Where else a page stands on this machine, the button says so.
if (/^(localhost|127\.0\.0\.1|\[::1\])$/.test(location.hostname))
  document.documentElement.dataset.loopback = '';

window.addEventListener('keydown', (event) => {
  const target = event.target as HTMLElement;
  const typing = target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
  const shortcut = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey);
  if (!shortcut && (event.key !== '/' || typing)) return;
  // At once: a browser searches in the page, or in the web, by the same keys.
  event.preventDefault();
  document.querySelector<HTMLElement>('.search-button')?.click();
});

if (scripts) startLater(scripts.split(' '));

function startLater(scripts: readonly string[]): void {
  const soon: (work: () => void) => void =
    'requestIdleCallback' in window ? (work) => requestIdleCallback(work) : setTimeout;
  let started = false;

  let fetched = false;
  const fetchAll = (): void => {
    if (fetched) return;
    fetched = true;
    for (const href of scripts)
      document.head.append(
        Object.assign(document.createElement('link'), { rel: 'modulepreload', href }),
      );
  };
  const start = async (): Promise<void> => {
    if (started) return;
    started = true;
    for (const sign of signs) window.removeEventListener(sign, start, true);
    fetchAll();
    for (const script of scripts) await import(script);
  };
  for (const sign of signs) window.addEventListener(sign, start, { capture: true, passive: true });

  // What is pressed or chosen before anything answers happens again once it does. Links lead on by themselves.
  const held: (() => void)[] = [];
  const hold = (event: Event): void => {
    const { ctrlKey, metaKey, shiftKey } = event as MouseEvent;
    const pressed = (event.target as Element).closest<HTMLElement>('button, .header-anchor');
    if (!pressed || ctrlKey || metaKey || shiftKey) return;
    event.stopImmediatePropagation();
    if (pressed.matches('button')) event.preventDefault();
    held.push(() => pressed.click());
  };
  const holdChoice = ({ target }: Event): void => {
    const field = target as HTMLInputElement;
    const { value, checked } = field;
    held.push(() => {
      Object.assign(field, { value, checked });
      field.dispatchEvent(new Event('change', { bubbles: true }));
    });
  };
  window.addEventListener('click', hold, true);
  window.addEventListener('change', holdChoice, true);
  // Layout.vue says so.
  const answer = (): void => {
    window.removeEventListener('click', hold, true);
    window.removeEventListener('change', holdChoice, true);
    for (const again of held) again();
  };
  window.addEventListener('answers', answer, { once: true });

  /** Fetches all, and runs what only defines things, a piece at a time: then little is left to do at a reader's first sign. */
  const prepare = async (): Promise<void> => {
    fetchAll();
    for (const script of scripts.slice(0, -1)) {
      await new Promise<void>(soon);
      await import(script);
    }
  };
  window.addEventListener('load', () =>
    soon(() => {
      if (started) return;
      // An address may ask for more than the page shows by itself, and the page for unknown ones answers in the language of
      // the one that was asked for.
      if (location.hash || location.search || document.querySelector('[data-start]'))
        return void start();
      void prepare();
      setTimeout(() => soon(start), rest);
    }),
  );
}
