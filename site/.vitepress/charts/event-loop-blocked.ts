import type { Chart, Texts } from './model.ts';

const here: Texts = { en: 'on the main thread', zh: '在主线程上' };
const elsewhere: Texts = { en: 'in a worker', zh: '在 worker 中' };

export const eventLoopBlocked: Chart = {
  id: 'event-loop-blocked',
  kind: 'bars',
  snippet: 'event-loop-blocked',
  title: {
    en: 'While a report is computed, the others wait',
    zh: '计算报表时，其他请求要等多久',
  },
  groups: [
    {
      name: { en: 'Slowest quick request', zh: '最慢的轻量请求' },
      bars: [
        { name: here, measurement: 'slowest quick request (here)' },
        { name: elsewhere, measurement: 'slowest quick request (elsewhere)' },
      ],
    },
    {
      name: { en: 'Longest delay of the loop', zh: '事件循环的最大延迟' },
      bars: [
        { name: here, measurement: 'longest loop delay (here)' },
        { name: elsewhere, measurement: 'longest loop delay (elsewhere)' },
      ],
    },
  ],
};
