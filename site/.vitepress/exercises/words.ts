import type { Language } from '../../../scripts/pages/pages.ts';

/** What the pages of exercises say, in both languages. */
export const words = {
  en: {
    minutes: (n: number) => `About ${n} minutes.`,
    begin: 'Begin',
    needs: (programs: string) => `Its judge starts ${programs}, which must be installed.`,
    beginNote:
      'It puts the skeleton into `exercises/`, where git ignores it and nothing ever writes over it. The same command judges what you have written; `-- --watch` does so at each save.',
    interface: 'What you get',
    demands: 'What the judge demands',
    demandsNote:
      'The judge knows this interface and nothing else. It attacks each demand in a process of its own, with short sequences before long ones.',
    verdict: 'What it says of an answer in a hurry',
    verdictNote: (node: string) => `Judged on Node ${node}:`,
    breaks: 'breaks',
    steps: 'What was done',
    expected: 'Expected',
    happened: 'Happened',
    hints: 'Hints',
    hint: (n: number) => `Hint ${n}`,
    solution: 'Our solution',
    show: 'Show it',
    more: 'Read on',
    asked: 'Asked in interviews:',
    back: 'All exercises',
    write: 'Write it yourself:',
  },
  zh: {
    minutes: (n: number) => `大约 ${n} 分钟。`,
    begin: '开始',
    needs: (programs: string) => `评判会启动 ${programs}，需要事先装好。`,
    beginNote:
      '它把骨架放进 `exercises/`，git 会忽略这个文件，也没有任何东西会覆盖它。写好以后，同一条命令就会评判；加上 `-- --watch`，每次保存都评判一遍。',
    interface: '给你的东西',
    demands: '评判的要求',
    demandsNote:
      '评判只知道这个接口，别的一概不知。每条要求都在单独的进程里接受攻击，先用短的步骤，再用长的。',
    verdict: '匆忙写出的答案，它怎么说',
    verdictNote: (node: string) => `在 Node ${node} 上评判：`,
    breaks: '不满足',
    steps: '做了什么',
    expected: '应当',
    happened: '实际',
    hints: '提示',
    hint: (n: number) => `提示 ${n}`,
    solution: '我们的答案',
    show: '展开',
    more: '继续读',
    asked: '面试里会问：',
    back: '全部练习',
    write: '动手写：',
  },
} satisfies Record<Language, unknown>;
