import type { Language } from '../../../../scripts/pages/pages.ts';

/** What a book says beside its pages, in both languages. */
export const words = {
  en: {
    contents: 'Contents',
    about: 'About this book',
    author: 'The authors of Node.js Concurrency, Recorded',
    notes: 'What the proofs saw',
    questions: 'Interview questions',
    size: (megabytes: string) => ` (${megabytes} MB)`,
    edition: (date: string, node: string) =>
      `The site of ${date} as a book: every topic and every interview question, in the same order. Code, outputs, timelines and numbers come from recorded runs on Node.js ${node}.`,
    marks:
      'A mark with versions behind a sentence says that the sentence was tried on these versions of Node.js. It leads to a note at the end of the chapter: the situation, and what each version did.',
    left: 'Whole snippets, the code of proofs, and exercises are for a computer. They are on the site, where links lead to them.',
  },
  zh: {
    contents: '目录',
    about: '关于本书',
    author: 'Node.js 并发实录的作者们',
    notes: '验证所见',
    questions: '面试题',
    size: (megabytes: string) => `（${megabytes} MB）`,
    edition: (date: string, node: string) =>
      `这是本站 ${date} 的内容：全部主题和全部面试题，顺序与网站相同。代码、输出、时间线和数字都来自 Node.js ${node} 上录制的运行。`,
    marks:
      '句子后面带版本号的标记表示：这句话在这些 Node.js 版本上试过。点开它，会到本章末尾的注释：当时的情形，以及每个版本做了什么。',
    left: '完整的 snippet、验证的代码和练习要在电脑上用，都在网站上，链接会带你过去。',
  },
} satisfies Record<Language, unknown>;
