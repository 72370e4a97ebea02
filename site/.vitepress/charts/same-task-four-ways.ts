import type { Chart } from './model.ts';

export const sameTaskFourWays: Chart = {
  id: 'same-task-four-ways',
  kind: 'bars',
  snippet: 'same-task-four-ways',
  title: { en: 'The same computation, four ways', zh: '同一个计算，四种做法' },
  groups: [
    {
      bars: [
        { name: { en: 'alone', zh: '单独一个' }, measurement: 'alone' },
        { name: { en: 'two threads', zh: '两个线程' }, measurement: 'two threads' },
        { name: { en: 'two forks', zh: '两个 fork' }, measurement: 'two forks' },
        {
          name: { en: 'cluster of two', zh: '两个 cluster worker' },
          measurement: 'cluster of two',
        },
      ],
    },
  ],
};
