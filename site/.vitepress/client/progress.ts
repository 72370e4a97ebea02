// `[data-done]`: a box for something that a reader can be done with, by its address below the language. `[data-progress]`: what else
// the pages of progress have. What works on them is fetched once there is something to show or to keep.
import { eachPage, kept, whenChangedElsewhere } from './page.ts';
import { progressKey, ticksKey } from './progress-key.ts';

const marks = () => import('./progress-marks.ts');

/** Shows what a reader is done with, and notes what is ticked. */
export function followProgress(): void {
  let wasShown = false;
  const show = async (): Promise<void> => {
    wasShown ||=
      (kept(progressKey) ?? kept(ticksKey) ?? document.querySelector('[data-progress]')) !== null;
    if (wasShown) (await marks()).showProgress();
  };
  document.addEventListener('change', async ({ target }) => {
    const control = target as HTMLInputElement;
    if (!control.matches('[data-done], [data-progress="level"]')) return;
    wasShown = true;
    try {
      const { done } = control.dataset;
      if (done !== undefined)
        localStorage.setItem(
          ticksKey,
          `${kept(ticksKey) ?? ''}${control.checked ? '+' : '-'}${done}\n`,
        );
    } catch {
      // What keeps it says that this browser keeps nothing.
    }
    try {
      (await marks()).noteChange(control);
    } catch {
      // Without a connection it may never have been fetched: then nothing is kept, and the box says so.
      control.checked = !control.checked;
    }
  });
  whenChangedElsewhere(progressKey, () => void show());
  eachPage(() => void show());
}
