// What a reader is done with is marked in the menu and in lists, and ticked in boxes; `[data-count]` counts the boxes of the section
// or `<details>` that it stands in, `[data-from]` belongs to a level and those above it.
import { levels, type Level } from '../../../scripts/pages/levels.ts';
import { pageLanguage } from './page.ts';
import { changeProgress, keepTicks, progressNow } from './progress-store.ts';

const notKept = {
  en: 'This browser keeps no data for the site: the mark lasts until you leave the page.',
  zh: '这个浏览器不为本站保存数据：离开页面后标记就没了。',
};

/** Links that lead to what one can be done with, where they stand in lists. */
const listed =
  '.menu-topics a, .question-list a, .exercise-list a, .topics > li > .topic-name' as const;

const status = document.createElement('span');
status.setAttribute('role', 'status');
status.className = 'not-kept';

const all = <Kind extends HTMLElement>(selector: string): Kind[] => [
  ...document.querySelectorAll<Kind>(selector),
];

/** The name by which something is kept: its address below the language. */
const idOf = ({ pathname }: HTMLAnchorElement): string =>
  pathname.slice(import.meta.env.BASE_URL.length).replace(/^zh\//, '');

/** Brings marks, boxes and counts of the page in step with what is kept. */
export function showProgress(): void {
  keepTicks();
  const { done, level } = progressNow();
  for (const box of all<HTMLInputElement>('[data-done]')) box.checked = done.has(box.dataset.done!);
  for (const link of all<HTMLAnchorElement>(listed))
    link.classList.toggle('done', done.has(idOf(link)));
  showLevel(level);
  for (const count of all('[data-count]')) {
    const boxes = [
      ...count.closest('section, details')!.querySelectorAll<HTMLInputElement>('[data-done]'),
    ].filter((box) => !box.closest('[data-from][hidden]'));
    tell(count, `${boxes.filter(({ checked }) => checked).length} / ${boxes.length}`);
  }
  const tools = document.querySelector<HTMLElement>('[data-progress="tools"]');
  if (tools)
    void import('./progress-tools.ts').then(({ offerTools }) => offerTools(tools, showProgress));
}

/** Leaves out what belongs to a higher level, and the kinds of which nothing is left. */
function showLevel(level: Level): void {
  const rank = levels.indexOf(level);
  for (const select of all<HTMLSelectElement>('[data-progress="level"]')) select.value = level;
  for (const item of all('[data-from]'))
    item.hidden = levels.indexOf(item.dataset.from as Level) > rank;
  for (const kind of all('.day > div'))
    kind.hidden = !kind.querySelector('[data-from]:not([hidden])');
  for (const minutes of all('[data-minutes]'))
    tell(minutes, minutes.dataset.minutes!.split(' ')[rank]!);
}

/** Only where it says something else: what watches the page is not called for nothing. */
function tell(place: HTMLElement, text: string): void {
  if (place.textContent !== text) place.textContent = text;
}

/** Keeps what a reader has ticked or chosen; where the browser keeps nothing a line beside it says so. */
export function noteChange(control: HTMLInputElement | HTMLSelectElement): void {
  const { done: id } = control.dataset;
  const isKept = changeProgress((progress) => {
    if (id === undefined) progress.level = control.value as Level;
    else if ((control as HTMLInputElement).checked) progress.done.add(id);
    else progress.done.delete(id);
  });
  showProgress();
  status.textContent = '';
  if (isKept) return status.remove();
  control.closest('label')!.after(status);
  // There before its text: what appears together with it is not read out.
  requestAnimationFrame(() => (status.textContent = notKept[pageLanguage()]));
}
