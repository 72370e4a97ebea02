import type { Chart } from './model.ts';

export const cpuIntensiveTask: Chart = {
  id: 'cpu-intensive-task',
  kind: 'bars',
  snippet: 'cpu-intensive-task',
  title: { en: 'Time to find the same primes', zh: '找出同一批质数所用的时间' },
  groups: [
    {
      bars: [
        { name: { en: 'main thread', zh: '主线程' }, measurement: 'main thread' },
        { name: { en: 'one thread', zh: '一个线程' }, measurement: 'one thread' },
        { name: { en: 'two threads', zh: '两个线程' }, measurement: 'two threads' },
      ],
    },
  ],
};
