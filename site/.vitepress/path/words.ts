import type { Language } from '../../../scripts/pages/pages.ts';
import type { Kind } from './items.ts';

/** What the path in seven days and the page of progress say beside their Markdown, in both languages. */
export const words = {
  en: {
    kinds: { read: 'Read', run: 'Run', answer: 'Answer aloud', write: 'Write' } as Record<
      Kind,
      string
    >,
    level: 'Your interview is',
    about: (minutes: string) => `About ${minutes} minutes`,
    minutes: (n: number) => `${n} min`,
    done: 'Done: ',
    day: 'Day',
    table: 'Minutes of each day, by level',
    practise: (n: number) => (n === 1 ? 'Practise it' : `Practise these ${n}`),
    tools: 'Your progress',
    export: 'Export',
    import: 'Import…',
    clear: 'Clear my marks…',
  },
  zh: {
    kinds: { read: '读', run: '运行', answer: '说出来', write: '写' } as Record<Kind, string>,
    level: '你的面试难度',
    about: (minutes: string) => `大约 ${minutes} 分钟`,
    minutes: (n: number) => `${n} 分钟`,
    done: '已完成：',
    day: '哪一天',
    table: '各难度每天的分钟数',
    practise: (n: number) => `练这 ${n} 题`,
    tools: '我的进度',
    export: '导出',
    import: '导入…',
    clear: '清除我的标记…',
  },
} satisfies Record<Language, unknown>;
