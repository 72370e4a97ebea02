// `[data-appearance]`: a switch between light and dark. What was chosen stands where VitePress' inline script in the head looks
// for it, so that the next page is painted in the right colours.
import { eachPage, kept, whenChangedElsewhere } from './page.ts';

const key = 'vitepress-theme-appearance';
const system = matchMedia('(prefers-color-scheme: dark)');

function choose(dark: boolean): void {
  try {
    localStorage.setItem(key, dark === system.matches ? 'auto' : dark ? 'dark' : 'light');
  } catch {
    // It lasts for this page then.
  }
}

function isWantedDark(): boolean {
  // Everything but light and dark means to follow the system.
  const choice = kept(key);
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
  whenChangedElsewhere(key, follow);
  eachPage(tell);
}
