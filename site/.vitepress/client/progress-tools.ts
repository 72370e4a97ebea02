// `[data-progress="tools"]`, on the page of a reader's progress: buttons that write it to a file, read one, and forget it.
import { pageLanguage } from './page.ts';
import { addFile, changeProgress, progressFile, progressNow } from './progress-store.ts';

const words = {
  en: {
    exported: (name: string) => `Saved as ${name}.`,
    added: (n: number) => (n === 1 ? '1 mark is new.' : `${n} marks are new.`),
    foreign: 'That is no file of progress from this page. Nothing has changed.',
    notKept:
      'This browser keeps no data for the site, or has no room: it lasts until you leave the page.',
    ask: (n: number) =>
      `Clear ${n === 1 ? 'your mark' : `all ${n} marks`}? Your ratings in practice stay.`,
    cleared: 'Your marks are gone.',
  },
  zh: {
    exported: (name: string) => `已保存为 ${name}。`,
    added: (n: number) => `新增 ${n} 个标记。`,
    foreign: '这不是本页导出的进度文件，什么都没有改动。',
    notKept: '这个浏览器不为本站保存数据，或者空间已满：离开页面后就没了。',
    ask: (n: number) => `清除全部 ${n} 个标记？练习里的评分会保留。`,
    cleared: '标记已清除。',
  },
};

/** A file of progress is far smaller, in bytes; what is not is not even read. */
const largest = 1_000_000;

const offered = new WeakSet<Element>();

/**
 * Makes the buttons work.
 *
 * @param show - Brings the page in step with what is kept.
 */
export function offerTools(tools: HTMLElement, show: () => void): void {
  if (offered.has(tools)) return;
  offered.add(tools);
  const t = words[pageLanguage()];
  const file = tools.querySelector<HTMLInputElement>('input[type="file"]')!;
  const status = tools.querySelector('[role="status"]')!;
  const say = (text: string): void => void (status.textContent = text);

  const work: Record<string, () => void> = {
    export() {
      const name = `nodejs-concurrency-${new Date().toISOString().slice(0, 10)}.json`;
      const url = URL.createObjectURL(new Blob([progressFile()], { type: 'application/json' }));
      const link = Object.assign(document.createElement('a'), { href: url, download: name });
      // The text goes with the page: there are browsers that read it only after the click.
      link.click();
      say(t.exported(name));
    },
    import: () => file.click(),
    clear() {
      if (!confirm(t.ask(progressNow().done.size))) return;
      const isKept = changeProgress(({ done }) => done.clear());
      show();
      say(isKept ? t.cleared : t.notKept);
    },
  };
  tools.addEventListener('click', ({ target }) => {
    work[(target as Element).closest('button')?.dataset.tool ?? '']?.();
  });
  file.addEventListener('change', async () => {
    const [chosen] = file.files!;
    if (!chosen) return;
    const text = chosen.size > largest ? '' : await chosen.text().catch(() => '');
    // The same file may be chosen again.
    file.value = '';
    const result = addFile(text);
    show();
    if (!result) say(t.foreign);
    else say(result.isKept ? t.added(result.added) : t.notKept);
  });
}
