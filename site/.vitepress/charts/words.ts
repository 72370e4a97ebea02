import type { Language } from '../../../scripts/pages/pages.ts';

/** What charts say around their numbers, in both languages. */
export const words = {
  en: {
    table: 'The numbers',
    limit: (cores: number) => `limit of ${cores} cores`,
    joint: ', ',
    colon: ': ',
    listEnd: '. ',
  },
  zh: {
    table: '查看数值',
    limit: (cores: number) => `${cores} 核的上限`,
    joint: '，',
    colon: '：',
    listEnd: '。',
  },
} satisfies Record<Language, unknown>;
