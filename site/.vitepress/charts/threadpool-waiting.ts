import type { Chart } from './model.ts';

export const threadpoolWaiting: Chart = {
  id: 'threadpool-waiting',
  kind: 'curve',
  snippet: 'libuv-threadpool',
  title: {
    en: 'Behind four hashes: a file waits, a socket does not',
    zh: '排在四次哈希之后：文件要等，socket 不等',
  },
  along: { en: 'threads in the pool', zh: '池中线程数' },
  lines: [
    {
      name: { en: 'stat of a file', zh: '对文件做 stat' },
      points: [
        { at: 1, measurement: 'stat behind four hashes (pool of 1)' },
        { at: 4, measurement: 'stat behind four hashes (pool of 4)' },
        { at: 8, measurement: 'stat behind four hashes (pool of 8)' },
      ],
    },
    {
      name: { en: 'answer on a socket', zh: 'socket 上的应答' },
      points: [
        { at: 1, measurement: 'socket beside four hashes (pool of 1)' },
        { at: 4, measurement: 'socket beside four hashes (pool of 4)' },
        { at: 8, measurement: 'socket beside four hashes (pool of 8)' },
      ],
    },
  ],
};
