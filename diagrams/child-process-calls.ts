import { arrow } from './drawing/arrow.ts';
import { box, type Diagram } from './drawing/model.ts';

const exec = box(0, 0, 26, ['`exec(line)`', 'pipes, globs, `$VAR`']);
const execFile = box(0, 7, 26, ['`execFile(file, args)`', 'one result at the end']);
const spawn = box(0, 14, 26, ['`spawn(file, args)`', 'streams while it runs'], 'accent');
const fork = box(44, 14, 24, ['`fork(module)`', 'messages both ways']);
const child = box(0, 21, 26, 'a new process', 'quiet');

export const childProcessCalls: Diagram = {
  id: 'child-process-calls',
  en: {
    title: 'The four child_process calls',
    description:
      'exec calls execFile with a shell in front; execFile calls spawn and collects its output up to maxBuffer; fork calls spawn with the path of Node itself and an IPC channel. So each of the four ends in spawn, which asks the operating system for a new process.',
  },
  zh: {
    title: 'child_process 的四个调用',
    description:
      'exec 在前面加一个 shell 再调用 execFile；execFile 调用 spawn，并收集输出，上限为 maxBuffer；fork 用 Node 自身的路径加一条 IPC 通道调用 spawn。所以四个调用最终都落到 spawn，由它向操作系统申请一个新进程。',
  },
  items: [
    exec,
    execFile,
    spawn,
    fork,
    child,
    ...arrow(exec, execFile, { label: ['adds a shell:', '`/bin/sh -c line`, `cmd.exe`'] }),
    ...arrow(execFile, spawn, { label: ['collects stdout and stderr,', 'up to `maxBuffer`'] }),
    ...arrow(fork, spawn, { label: ['runs Node.js,', 'adds a channel'] }),
    ...arrow(spawn, child, { label: ['no shell; `args` arrive', 'as they are'] }),
  ],
};
