import type { Language } from '../../../scripts/pages/pages.ts';

const plural = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;

/** What the page of a reader's own program says, in both languages. */
export const words = {
  en: {
    title: (name: string) => `${name}: timeline`,
    replay: 'Replay',
    ended: (exit: string, length: string) => `ended with ${exit} after ${length}`,
    system: (node: string, os: string, cores: number) =>
      `${node ? `Node ${node}` : 'no Node process'}, ${os}, ${plural(cores, 'core')}`,
    left: (n: number) =>
      n === 1
        ? 'One process outlived it and was ended.'
        : `${n} processes outlived it and were ended.`,
    nothing:
      'The probe saw no process of Node here. Programs that clear their environment, or that bring a runtime of their own, do not load it.',
    output: 'Output',
    noOutput: 'It printed nothing.',
    dropped: (n: number) => `${n} more characters were printed and are not kept.`,
    lanes: 'Lanes',
    lane: 'Lane',
    parent: 'Started by',
    from: 'Began at',
    woke: 'First code after',
    life: 'Lived for',
    busy: 'Busy for',
    sent: 'Messages out',
    received: 'Messages in',
    requests: 'Requests',
    end: 'End',
    unseenEnd: 'not seen',
    cost: (events: number, cost: string) =>
      `The probe wrote down ${plural(events, 'event')}, which took ${cost} of all threads together. It adds a start-up cost to each process and thread, and it sees calls of Node, not what native code does.`,
  },
  zh: {
    title: (name: string) => `${name} 的时间线`,
    replay: '重放',
    ended: (exit: string, length: string) => `历时 ${length}，以 ${exit} 结束`,
    system: (node: string, os: string, cores: number) =>
      `${node ? `Node ${node}` : '没有 Node 进程'}，${os}，${cores} 核`,
    left: (n: number) => `它结束之后还剩 ${n} 个进程，已被终止。`,
    nothing: '探针在这里没有看到 Node 进程。清空了环境变量的程序、自带运行时的程序不会加载它。',
    output: '输出',
    noOutput: '它什么也没打印。',
    dropped: (n: number) => `另有 ${n} 个字符打印了，没有保留。`,
    lanes: '泳道',
    lane: '泳道',
    parent: '由谁启动',
    from: '开始于',
    woke: '多久后运行第一行代码',
    life: '存在',
    busy: '忙',
    sent: '发出消息',
    received: '收到消息',
    requests: '请求',
    end: '结束',
    unseenEnd: '没有看到',
    cost: (events: number, cost: string) =>
      `探针记下了 ${events} 个事件，所有线程加起来花了 ${cost}。它让每个进程和线程的启动都多一点开销；它看得到对 Node 的调用，看不到原生代码做了什么。`,
  },
} satisfies Record<Language, unknown>;
