import { arrow } from './drawing/arrow.ts';
import { box, group, text, type Diagram } from './drawing/model.ts';

const parent = group(0, 0, 26, 13, 'Parent');
const child = group(46, 0, 26, 13, 'Child');
const send = box(3, 1, 20, '`child.send(v)`');
const write = box(3, 6, 20, ['serialize', 'json or advanced']);
const read = box(49, 6, 20, ['deserialize', 'a new value']);
const receive = box(49, 1, 20, '`on("message")`');

export const ipcChannel: Diagram = {
  id: 'ipc-channel',
  en: {
    title: 'The IPC channel',
    description:
      'child.send serializes a value, as JSON or with the advanced serialization, and writes the bytes to a channel: a pair of connected sockets on Unix, a named pipe on Windows. The child reads them, makes a new value and emits "message". The same works the other way with process.send. A server or socket handle may go along: the operating system then gives the receiver its own descriptor of it.',
  },
  zh: {
    title: 'IPC 通道',
    description:
      'child.send 把值序列化（json 或 advanced），再把字节写入通道：Unix 上是一对相连的 socket，Windows 上是命名管道。子进程读出字节，生成一个新的值，触发 "message" 事件。反方向用 process.send，过程相同。消息还可以附带 server 或 socket 句柄：操作系统会给接收方一个属于它自己的描述符。',
  },
  items: [
    parent,
    child,
    send,
    write,
    read,
    receive,
    ...arrow(send, write),
    ...arrow(write, read, { tone: 'message' }),
    ...text(36, 6, 'bytes', 'middle'),
    ...text(36, 8, ['socket pair, or', 'Windows named pipe'], 'middle'),
    ...arrow(read, receive),
    ...arrow(parent, child, { at: 11, tone: 'accent', dashed: true }),
    ...text(36, 12, ['a server or socket', 'handle, if given'], 'middle'),
    ...text(36, 15, 'The other way round: `process.send(v)`, `child.on("message")`', 'middle'),
  ],
};
