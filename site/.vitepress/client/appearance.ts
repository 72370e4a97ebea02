// `[data-appearance]`: a switch between light and dark. What was chosen stands where VitePress' inline script in the head looks
// for it, so that the next page is painted in the right colours.
import { eachPage } from './page.ts';

const key = 'vitepress-theme-appearance';
const system = matchMedia('(prefers-color-scheme: dark)');

/** What the reader has chosen; everything but light and dark means to follow the system. */
function chosen(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function choose(dark: boolean): void {
  try {
    localStorage.setItem(key, dark === system.matches ? 'auto' : dark ? 'dark' : 'light');
  } catch {
    // It lasts for this page then.
  }
}

function isWantedDark(): boolean {
  const choice = chosen();
  return choice === 'dark' || (choice !== 'light' && system.matches);
}

const isDark = (): boolean => document.documentElement.classList.contains('dark');

function tell(): void {
  const dark = String(isDark());
  for (const button of document.querySelectorAll('[data-appearance]'))
    if (button.ariaChecked !== dark) button.ariaChecked = dark;
}

function show(dark: boolean): void {
  if (dark === isDark()) return;
  document.documentElement.classList.toggle('dark', dark);
  tell();
}

/** Switches the appearance where somebody asks for it: here, in another tab, or in the settings of the system. */
export function switchAppearance(): void {
  document.addEventListener('click', ({ target }) => {
    if (!(target as Element).closest('[data-appearance]')) return;
    const dark = !isDark();
    choose(dark);
    show(dark);
  });
  const follow = (): void => show(isWantedDark());
  system.addEventListener('change', follow);
  window.addEventListener('storage', (event) => {
    if (event.key === key) follow();
  });
  // A page that comes back as it was left may have been left in the other colours.
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) follow();
  });
  document.addEventListener('prerenderingchange', follow);
  eachPage(tell);
}
