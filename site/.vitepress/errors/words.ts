import type { Language } from '../../../scripts/pages/pages.ts';

/** What the tables of errors say, in both languages. */
export const words = {
  en: {
    columns: ['What happened', 'What to do', 'Explained in'],
    link: 'Link to this row',
    notTried: 'not tried here: documentation',
    recorded: 'recorded',
    beside: 'Messages and symptoms:',
  },
  zh: {
    columns: ['发生了什么', '怎么办', '在哪里讲'],
    link: '这一行的链接',
    notTried: '这里没有试过，见文档',
    recorded: '录制',
    beside: '相关报错与症状：',
  },
} satisfies Record<Language, { columns: [string, string, string]; [word: string]: unknown }>;
