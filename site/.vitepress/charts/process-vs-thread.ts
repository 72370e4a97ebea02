import type { Chart, Texts } from './model.ts';

const process: Texts = { en: 'process', zh: '进程' };
const thread: Texts = { en: 'thread', zh: '线程' };

export const processVsThread: Chart = {
  id: 'process-vs-thread',
  kind: 'bars',
  snippet: 'process-vs-thread',
  title: { en: 'What a process and a thread cost', zh: '一个进程与一个线程各要多少' },
  groups: [
    {
      name: { en: 'Start-up', zh: '启动' },
      bars: [
        { name: process, measurement: 'start-up (process)' },
        { name: thread, measurement: 'start-up (thread)' },
      ],
    },
    {
      name: { en: 'Memory', zh: '内存' },
      bars: [
        { name: process, measurement: 'memory (process)' },
        { name: thread, measurement: 'memory (thread)' },
      ],
    },
    {
      name: { en: 'A message there and back', zh: '一条消息往返' },
      bars: [
        { name: process, measurement: 'round trip (process)' },
        { name: thread, measurement: 'round trip (thread)' },
      ],
    },
  ],
};
