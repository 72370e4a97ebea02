import type { Language } from '../../../scripts/pages/pages.ts';

/** What the home page's figures say, in both languages. */
export const words = {
  en: {
    title: 'The same primes, counted three ways',
    ways: [
      [
        'On the main thread',
        'The event loop stands still: no timer fires, no request is answered.',
      ],
      ['On one worker thread', 'As long as before, but the main thread is free.'],
      ['On two worker threads', 'Two cores compute, and the main thread is still free.'],
    ],
    oneRound: 'One recorded round, slowed down.',
    whole: 'The whole run',
    snippets: (n: number) => (n === 1 ? '1 snippet' : `${n} snippets`),
    more: (n: number) => (n === 1 ? '1 more section' : `${n} more sections`),
  },
  zh: {
    title: '同一批质数，三种数法',
    ways: [
      ['放在主线程', '事件循环停住了：定时器不触发，请求没有应答。'],
      ['放进一个 worker 线程', '用时不变，但主线程空出来了。'],
      ['放进两个 worker 线程', '两个核一起算，主线程依然空闲。'],
    ],
    oneRound: '录制中的一轮，放慢播放。',
    whole: '查看整次运行',
    snippets: (n: number) => `${n} 个 snippet`,
    more: (n: number) => `另有 ${n} 节`,
  },
} satisfies Record<Language, unknown>;
