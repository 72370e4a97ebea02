import { arrow } from './drawing/arrow.ts';
import { box, group, text, type Diagram } from './drawing/model.ts';

const ours = [
  box(3, 1, 20, ['`child.stdin`', 'Writable']),
  box(3, 6, 20, ['`child.stdout`', 'Readable']),
  box(3, 11, 20, ['`child.stderr`', 'Readable']),
] as const;
const theirs = [
  box(41, 1, 20, ['standard input', 'fd 0']),
  box(41, 6, 20, ['standard output', 'fd 1']),
  box(41, 11, 20, ['standard error', 'fd 2']),
] as const;

export const stdioPipes: Diagram = {
  id: 'stdio-pipes',
  en: {
    title: 'Standard streams as pipes',
    description:
      'With stdio "pipe", the parent writes to child.stdin, which is file descriptor 0 of the child, and reads child.stdout and child.stderr, which are descriptors 1 and 2. Where nobody reads, the pipe fills and the writer has to wait.',
  },
  zh: {
    title: '标准流就是管道',
    description:
      'stdio 为 "pipe" 时，父进程写入 child.stdin，对应子进程的文件描述符 0；父进程读取 child.stdout 和 child.stderr，对应描述符 1 和 2。没有人读，管道就会写满，写的一方只能等待。',
  },
  items: [
    group(0, 0, 26, 16, 'Parent'),
    group(38, 0, 26, 16, 'Child'),
    ...ours,
    ...theirs,
    ...arrow(ours[0], theirs[0], { tone: 'message', label: 'pipe' }),
    ...arrow(theirs[1], ours[1], { tone: 'message', label: 'pipe' }),
    ...arrow(theirs[2], ours[2], { tone: 'message', label: 'pipe' }),
    ...text(32, 17, 'Nobody reads: the pipe fills, and the writer has to wait.', 'middle'),
  ],
};
