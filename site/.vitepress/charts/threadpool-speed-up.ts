import type { Chart } from './model.ts';

export const threadpoolSpeedUp: Chart = {
  id: 'threadpool-speed-up',
  kind: 'speed-up',
  snippet: 'libuv-threadpool',
  title: {
    en: 'Eight hashes: how much faster a larger pool is',
    zh: '八次哈希：池子变大能快多少',
  },
  along: { en: 'threads in the pool', zh: '池中线程数' },
  lines: [
    {
      name: { en: 'eight hashes', zh: '八次哈希' },
      points: [
        { at: 1, measurement: 'eight hashes (pool of 1)' },
        { at: 4, measurement: 'eight hashes (pool of 4)' },
        { at: 8, measurement: 'eight hashes (pool of 8)' },
      ],
    },
  ],
};
