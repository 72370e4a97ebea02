// `.decision`, a tree of nested `<details>`, and above it `.decision-bar` with a list that says that nothing is chosen. The tree works
// without this, which adds the path so far, a way back, arrow keys, and an address for each answer.
import { pageLanguage } from './page.ts';

const startOver = { en: 'Start over', zh: '重新开始' };

const guided = new WeakSet<Element>();

const summaryOf = (branch: Element): HTMLElement | null =>
  branch.querySelector<HTMLElement>(':scope > summary');

function close(branches: Iterable<Element>): void {
  for (const branch of branches) branch.removeAttribute('open');
}

/** Fills the bar of the page's decision tree, and keeps it in step with the tree. */
export function guideDecision(): void {
  const tree = document.querySelector<HTMLElement>('.decision');
  const bar = document.querySelector<HTMLElement>('.decision-bar');
  const path = bar?.querySelector('ol');
  if (!tree || !path || guided.has(bar!)) return;
  guided.add(bar!);
  const nothing = path.querySelector('.hint')!;

  const again = button(startOver[pageLanguage()], () => {
    close(tree.querySelectorAll('details[open]'));
    tree.querySelector('summary')?.focus();
  });
  again.className = 'again';
  bar!.append(again);

  /** Reads the open branches from the page: it, not this module, holds the state. */
  const read = (): HTMLDetailsElement[] =>
    [...tree.querySelectorAll<HTMLDetailsElement>('details[open]')].filter(
      (branch) => !branch.parentElement?.closest('details:not([open])'),
    );
  const show = (): void => {
    const steps = read();
    again.hidden = steps.length === 0;
    path.replaceChildren(
      ...(steps.length === 0 ? [nothing] : []),
      ...steps.map((branch) => {
        const step = document.createElement('li');
        step.append(
          button(summaryOf(branch)?.textContent.trim() ?? '', () => {
            close(branch.querySelectorAll('details[open]'));
            summaryOf(branch)?.focus();
          }),
        );
        return step;
      }),
    );
  };

  // toggle does not bubble.
  tree.addEventListener(
    'toggle',
    ({ target }) => {
      const branch = target as HTMLDetailsElement;
      if (!branch.open) close(branch.querySelectorAll('details[open]'));
      show();
      const last = read().at(-1)?.id;
      const { pathname, search } = location;
      history.replaceState(history.state, '', `${pathname}${search}${last ? `#${last}` : ''}`);
    },
    true,
  );
  tree.addEventListener('keydown', (event) => moveFocus(event, tree));
  const follow = (): void => open(tree, decodeURIComponent(location.hash.slice(1)));
  window.addEventListener('hashchange', follow);
  show();
  follow();
}

function button(text: string, work: () => void): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = text;
  made.addEventListener('click', work);
  return made;
}

/** Up and down move between the answers that are visible; Enter and Space are the browser's. */
function moveFocus(event: KeyboardEvent, tree: HTMLElement): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const here = (event.target as HTMLElement).closest('summary');
  if (!step || !here) return;
  const visible = [...tree.querySelectorAll('summary')].filter(
    (summary) => summary.offsetParent !== null,
  );
  const next = visible[visible.indexOf(here) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** Opens the way to an answer. */
function open(tree: HTMLElement, id: string): void {
  const target = id ? document.getElementById(id) : null;
  if (!target || !tree.contains(target)) return;
  let branch = target.closest('details');
  while (branch) {
    branch.open = true;
    branch = branch.parentElement?.closest('details') ?? null;
  }
  target.scrollIntoView({ block: 'nearest' });
}
