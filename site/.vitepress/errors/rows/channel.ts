import type { Row } from '../row.ts';

/** What shows on a channel, a pipe, a socket file or a file between processes. */
export const channel: readonly Row[] = [
  {
    id: 'ipc-channel-closed',
    from: { proof: 'errors-channel-closed', of: 'send() after disconnect()' },
    happened: {
      en: '`send()` after the channel was closed: the other side has ended, or one of both has called `disconnect()`.',
      zh: '通道关闭之后还在 `send()`：对面已经结束，或有一方调用过 `disconnect()`。',
    },
    todo: {
      en: "Give `send()` a callback or listen to `'error'`; without either it ends your process. `connected` alone does not protect you.",
      zh: "给 `send()` 传回调，或监听 `'error'`；两样都没有，你的进程会退出。只看 `connected` 不够。",
    },
    explained: 'ipc#channel-closed',
    also: 'ERR_IPC_CHANNEL_CLOSED Channel closed 通道已关闭',
  },
  {
    id: 'ipc-garbage',
    from: { proof: 'errors-channel-garbage', of: 'json' },
    happened: {
      en: "Uncaught, in the parent: a child wrote a line into its channel that is no message. No `'error'` came before.",
      zh: "父进程里的未捕获异常：子进程往通道里写了一行不是消息的东西。之前没有 `'error'`。",
    },
    todo: {
      en: 'Find who writes to descriptor 3, or to the one in `NODE_CHANNEL_FD`. For programs that you do not trust use a pipe of your own.',
      zh: '查谁在写 3 号描述符（或 `NODE_CHANNEL_FD` 里的那个）。信不过的程序，改用自己的管道。',
    },
    explained: 'starting#broken-peer',
    also: 'SyntaxError Unexpected token is not valid JSON child process ipc parent crashes uncaught 父进程崩溃 通道',
  },
  {
    id: 'ipc-garbage-advanced',
    from: { proof: 'errors-channel-garbage', of: 'advanced' },
    happened: {
      en: "The same with `serialization: 'advanced'`: the bytes in the channel are no message.",
      zh: "同上，用的是 `serialization: 'advanced'`：通道里的字节不是消息。",
    },
    todo: {
      en: 'The same; and both sides need the same `serialization`.',
      zh: '同上；并且两边的 `serialization` 要一致。',
    },
    explained: 'starting#broken-peer',
    also: 'Unable to deserialize cloned data due to invalid or unsupported version ipc',
  },
  {
    id: 'ipc-disconnected',
    from: { proof: 'errors-channel-closed', of: 'disconnect() twice' },
    happened: {
      en: '`disconnect()` on a channel that is closed already.',
      zh: '通道已经关了，又调用一次 `disconnect()`。',
    },
    todo: {
      en: 'Ask `connected` first: here nothing can come between.',
      zh: '先看 `connected`：这里中间不会再发生别的事。',
    },
    explained: 'ipc#channel-closed',
    also: 'ERR_IPC_DISCONNECTED already disconnected',
  },
  {
    id: 'ipc-epipe',
    from: { proof: 'errors-channel-closed', of: 'to a child that was killed' },
    happened: {
      en: 'The other process is gone and your side has not noticed yet: `connected` was still true.',
      zh: '对面的进程已经没了，你这边还没察觉：`connected` 仍是 true。',
    },
    todo: {
      en: "Listen to `'error'` on the child, and treat it as its end; the request that it worked on has to be given to another.",
      zh: "在子进程对象上监听 `'error'`，当作它已结束处理；它手上的请求要交给别人。",
    },
    explained: ['ipc#channel-closed', 'ipc#request-child-dies'],
    also: 'write EPIPE process.send killed child 管道破裂',
  },
  {
    id: 'process-send-not-function',
    from: { proof: 'errors-no-channel' },
    happened: {
      en: "The program was not started with a channel: by hand, by `spawn` without `'ipc'`, by systemd.",
      zh: "程序启动时没有通道：手工运行、没有 `'ipc'` 的 `spawn`、systemd。",
    },
    todo: { en: "Write `process.send?.('ready')`.", zh: "写成 `process.send?.('ready')`。" },
    explained: ['ipc#channel', 'pm2#reload'],
    also: 'process.send is undefined wait_ready',
  },
  {
    id: 'ipc-message-type',
    from: { proof: 'errors-channel-message', of: 'a function' },
    happened: {
      en: 'A message is a value that can be serialized; a function or a symbol is none.',
      zh: '消息必须能序列化；函数和 symbol 不行。',
    },
    todo: {
      en: 'Send a name, and look the function up on the other side.',
      zh: '发名字过去，在对面查出函数。',
    },
    explained: 'ipc#serialization',
    also: 'ERR_INVALID_ARG_TYPE message send function',
  },
  {
    id: 'ipc-missing-args',
    from: { proof: 'errors-channel-message', of: 'nothing' },
    happened: { en: '`send()` got undefined.', zh: '`send()` 收到的是 undefined。' },
    todo: {
      en: 'Send an object with a `type`; undefined inside of it just disappears with JSON.',
      zh: '发一个带 `type` 的对象；里面的 undefined 用 JSON 时会消失。',
    },
    explained: 'ipc#serialization',
    also: 'ERR_MISSING_ARGS',
  },
  {
    id: 'serialize-bigint',
    from: { proof: 'errors-channel-message', of: 'a BigInt inside' },
    happened: {
      en: 'A channel speaks JSON, and JSON has no BigInt.',
      zh: '通道默认用 JSON，JSON 没有 BigInt。',
    },
    todo: {
      en: "`serialization: 'advanced'` on both sides, or send it as text.",
      zh: "用 `serialization: 'advanced'`，或当成文本发送。",
    },
    explained: ['ipc#serialization', 'interview/ipc-serialization'],
    also: 'Do not know how to serialize a BigInt',
  },
  {
    id: 'circular-json',
    from: { proof: 'errors-channel-message', of: 'a cycle' },
    happened: {
      en: 'The message holds itself somewhere: often a request, a socket or an ORM object that was put in whole.',
      zh: '消息里某处指回了自己：常见的是把整个请求、socket 或 ORM 对象塞了进去。',
    },
    todo: {
      en: "Pick the fields that are needed; `serialization: 'advanced'` and `postMessage` keep cycles.",
      zh: "只取需要的字段；`serialization: 'advanced'` 和 `postMessage` 能保留环。",
    },
    explained: 'ipc#serialization',
    also: 'Converting circular structure to JSON 循环引用',
  },
  {
    id: 'ipc-not-cloned',
    from: { proof: 'errors-channel-message', of: 'a function inside, advanced' },
    happened: {
      en: "With `serialization: 'advanced'` a function inside a message is an error; with JSON it only disappears.",
      zh: "用 `serialization: 'advanced'` 时，消息里的函数会报错；用 JSON 则只是消失。",
    },
    todo: { en: 'Take the function out before you send.', zh: '发送前去掉函数。' },
    explained: 'ipc#serialization',
    also: 'could not be cloned fork',
  },
  {
    id: 'invalid-handle-type',
    from: { proof: 'errors-channel-handle' },
    happened: {
      en: 'The second argument of `send()` is no server and no plain TCP or path socket. A TLS socket is refused, too.',
      zh: '`send()` 的第二个参数不是 server，也不是普通的 TCP 或路径 socket。TLS socket 同样被拒绝。',
    },
    todo: {
      en: 'Pass the connection before TLS begins, or pass the answer and not the connection.',
      zh: '在 TLS 开始之前转交连接，或者转交结果而不是连接。',
    },
    explained: ['ipc#send-socket', 'interview/pass-socket'],
    also: 'ERR_INVALID_HANDLE_TYPE This handle type cannot be sent',
  },
  {
    id: 'max-listeners',
    from: { proof: 'errors-max-listeners' },
    happened: {
      en: 'One emitter has more than ten listeners for one event, as a rule one for each request and never removed.',
      zh: '一个发射器的同一事件有十个以上监听器，通常是每个请求加一个、从不移除。',
    },
    todo: {
      en: 'One listener and a `Map` of what is under way, by id. Raising the limit hides the leak.',
      zh: '只用一个监听器，加一个按 id 存的 `Map`。调高上限只是把泄漏藏起来。',
    },
    explained: 'ipc#request-response',
    also: 'MaxListenersExceededWarning Possible EventEmitter memory leak detected 监听器 内存泄漏',
  },
  {
    id: 'socket-enoent',
    from: { proof: 'errors-socket-path', of: 'no such file' },
    happened: {
      en: 'Nothing is at this path: the server has not started yet, or has another working directory.',
      zh: '这个路径上什么都没有：服务器还没起来，或它的工作目录不同。',
    },
    todo: {
      en: 'Use an absolute path, and try again with a pause that grows.',
      zh: '用绝对路径；并以逐渐变长的间隔重试。',
    },
    explained: 'ipc#socket',
    also: 'connect ENOENT sock /var/run',
  },
  {
    id: 'socket-eaddrinuse',
    from: { proof: 'errors-socket-path', of: 'somebody listens' },
    happened: {
      en: 'The file of the socket is there: of a server that runs, or of one that was killed.',
      zh: 'socket 文件已存在：可能是正在运行的服务器，也可能是被杀掉的那个留下的。',
    },
    todo: {
      en: 'Connect to it: where that is refused, remove the file and listen again.',
      zh: '先连一下：被拒绝就删掉文件再监听。',
    },
    explained: 'ipc#socket-stale',
    also: 'listen EADDRINUSE address already in use sock unix socket',
  },
  {
    id: 'socket-econnrefused',
    from: { proof: 'errors-socket-path', of: 'its server is dead' },
    happened: {
      en: 'The file is there and nobody listens at it: its server is dead.',
      zh: '文件在，但没人监听：它的服务器已经死了。',
    },
    todo: {
      en: 'Remove the file before you listen; a client tries again.',
      zh: '监听前先删掉文件；客户端重试。',
    },
    explained: 'ipc#socket-stale',
    also: 'connect ECONNREFUSED sock stale',
  },
  {
    id: 'socket-path-einval',
    from: {
      proof: 'errors-socket-path',
      of: 'a path too long',
      text: /Error: listen EINVAL: invalid argument \S{20}/,
    },
    happened: {
      en: 'The path of a socket has room for about a hundred bytes. Older versions cut it off without a word.',
      zh: 'socket 的路径大约只有一百字节的空间。旧版本会一声不响地截断。',
    },
    todo: {
      en: 'Use a short folder, such as `/run/app`.',
      zh: '用短一点的目录，比如 `/run/app`。',
    },
    explained: 'ipc#socket',
    also: 'listen EINVAL invalid argument path too long',
  },
  {
    id: 'lock-eexist',
    from: { proof: 'errors-files', of: 'a lock that is there' },
    happened: {
      en: 'The file was made by another process, or left by one that was killed.',
      zh: '文件由另一个进程创建，或是被杀掉的进程留下的。',
    },
    todo: {
      en: 'Write the pid into it, and ask by `process.kill(pid, 0)` whether its owner lives.',
      zh: '把 pid 写进去，用 `process.kill(pid, 0)` 问它的主人还在不在。',
    },
    explained: 'ipc#files',
    also: 'EEXIST file already exists lock file 锁文件',
  },
  {
    id: 'rename-exdev',
    from: { proof: 'errors-files', of: 'another file system' },
    happened: {
      en: '`rename` cannot move a file to another file system: `/tmp` often is one.',
      zh: '`rename` 不能跨文件系统移动文件：`/tmp` 往往就是另一个文件系统。',
    },
    todo: {
      en: 'Write the temporary file beside its target, and rename it there.',
      zh: '临时文件写在目标旁边，再在那里改名。',
    },
    explained: 'ipc#files',
    also: 'EXDEV cross-device link not permitted rename docker volume',
  },
  {
    id: 'open-enoent',
    from: { proof: 'errors-files', of: 'no such folder' },
    happened: {
      en: 'A folder of the path is not there, seen from the working directory of this process.',
      zh: '从这个进程的工作目录看，路径里有目录不存在。',
    },
    todo: {
      en: 'Start from `import.meta.dirname`; under PM2, cron and systemd the working directory is another one.',
      zh: '从 `import.meta.dirname` 拼；在 PM2、cron、systemd 下工作目录不一样。',
    },
    explained: 'overview#process-info',
    also: 'ENOENT no such file or directory open 文件不存在',
  },
  {
    id: 'json-unterminated',
    from: { proof: 'errors-framing', of: 'half a message' },
    happened: {
      en: 'A chunk of a pipe was parsed as one message; it was half of one.',
      zh: '把管道里的一块数据当成一条消息解析了，其实只有半条。',
    },
    todo: {
      en: 'A line for each message, and `readline`, or a length before each.',
      zh: '一行一条，用 `readline`；或在前面写长度。',
    },
    explained: ['ipc#stdio', 'ipc#socket'],
    also: 'Unterminated string in JSON Unexpected end of JSON input chunk 粘包 半包',
  },
  {
    id: 'json-two-messages',
    from: { proof: 'errors-framing', of: 'two messages' },
    happened: { en: 'Two messages came in one chunk.', zh: '一块数据里有两条消息。' },
    todo: {
      en: 'Split at line ends; a chunk is no message.',
      zh: '按换行切开；一块数据不等于一条消息。',
    },
    explained: ['ipc#stdio', 'ipc#socket'],
    also: 'Unexpected non-whitespace character after JSON 粘包',
  },
  {
    id: 'json-unexpected-end',
    from: { proof: 'errors-framing', of: 'nothing' },
    happened: {
      en: 'The text was empty: the child ended before it answered, or a file was read while it was written.',
      zh: '文本是空的：子进程没回答就结束了，或读到了正在写的文件。',
    },
    todo: {
      en: 'Look at the exit code first; write files under another name and rename them.',
      zh: '先看退出码；文件先写成别的名字再改名。',
    },
    explained: ['ipc#files', 'ipc#stdio'],
    also: 'Unexpected end of JSON input',
  },
  {
    id: 'json-unexpected-token',
    from: { proof: 'errors-framing', of: 'a line that was printed' },
    happened: {
      en: 'Something else was printed into the stream of messages: a `console.log`, a banner of npm, a page of HTML.',
      zh: '消息流里混进了别的输出：`console.log`、npm 的横幅、一页 HTML。',
    },
    todo: {
      en: 'Results to stdout, remarks to stderr; `npm run -s`.',
      zh: '结果写 stdout，说明写 stderr；`npm run -s`。',
    },
    explained: ['ipc#stdio', 'overview#process-stdio'],
    also: 'Unexpected token is not valid JSON',
  },
  {
    id: 'udp-emsgsize',
    from: { proof: 'errors-datagram' },
    happened: { en: 'A datagram holds less than 64 kB.', zh: '一个数据报装不下 64 kB。' },
    todo: { en: 'Use a stream: TCP or a socket file.', zh: '改用流：TCP 或 socket 文件。' },
    explained: 'ipc#which',
    also: 'EMSGSIZE udp dgram message too long',
  },
];
