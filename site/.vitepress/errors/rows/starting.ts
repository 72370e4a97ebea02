import type { Row } from '../row.ts';

/** What shows where a child is started, written to or ended. */
export const starting: readonly Row[] = [
  {
    id: 'spawn-enoent',
    from: { proof: 'errors-spawn', of: 'not there' },
    happened: {
      en: 'No file of this name is in the `PATH` that the child gets.',
      zh: '子进程拿到的 `PATH` 里没有这个名字的文件。',
    },
    todo: {
      en: 'Print `process.env.PATH` where it fails; give the absolute path, or `process.execPath` for Node.js itself. On Windows, `npm` is `npm.cmd`.',
      zh: '在出错的地方打印 `process.env.PATH`；写绝对路径，启动 Node.js 自己就用 `process.execPath`。Windows 上 `npm` 其实是 `npm.cmd`。',
    },
    explained: 'child-process#failures',
    also: 'command not found spawn node npm ENOENT cron PATH 找不到命令 启动子进程失败',
  },
  {
    id: 'spawn-enoent-cwd',
    from: { proof: 'errors-spawn', of: 'no cwd' },
    happened: {
      en: 'The program is there; the folder in `cwd` is not. The message names the program all the same.',
      zh: '程序在，`cwd` 里的目录不在。报错里写的却是程序名。',
    },
    todo: {
      en: 'Check `cwd` before you check `PATH`.',
      zh: '先查 `cwd`，再查 `PATH`。',
    },
    explained: 'child-process#failures',
    also: 'cwd working directory does not exist 目录不存在',
  },
  {
    id: 'spawn-enoent-line',
    from: { proof: 'errors-spawn', of: 'a whole line' },
    happened: {
      en: '`spawn` looked for a program whose name is the whole line, with its space.',
      zh: '`spawn` 把整行（连空格）当成程序名去找。',
    },
    todo: {
      en: "Program and arguments apart: `spawn('ls', ['-l'])`. Only `exec` takes a line.",
      zh: "程序和参数分开写：`spawn('ls', ['-l'])`。整行命令只有 `exec` 接受。",
    },
    explained: ['child-process#spawn', 'interview/spawn-vs-exec'],
    also: 'spawn with arguments in one string 参数写在一个字符串里',
  },
  {
    id: 'spawn-enoent-crlf',
    from: { proof: 'errors-spawn', of: 'a Windows line end' },
    happened: {
      en: 'The file is there; the interpreter of its first line is not. With a Windows line end it is called `/bin/sh\\r`.',
      zh: '文件在，第一行写的解释器不在：换行是 Windows 的，解释器就成了 `/bin/sh\\r`。',
    },
    todo: {
      en: 'Save the script with Unix line ends; `eol=lf` in `.gitattributes` keeps them.',
      zh: '脚本用 Unix 换行保存；`.gitattributes` 里写 `eol=lf` 就不会再变。',
    },
    explained: 'child-process#failures',
    also: 'shebang CRLF bad interpreter script exists 换行符 脚本明明存在',
  },
  {
    id: 'spawn-eacces',
    from: { proof: 'errors-spawn', of: 'not executable' },
    happened: {
      en: 'The file may not be run: no execute permission, a folder, or a file system mounted with `noexec`.',
      zh: '这个文件不能执行：没有执行权限，是个目录，或者文件系统以 `noexec` 挂载。',
    },
    todo: {
      en: '`chmod +x`, or start its interpreter and give it the file as an argument.',
      zh: '`chmod +x`，或者启动解释器，把文件作为参数给它。',
    },
    explained: 'child-process#failures',
    also: 'permission denied 没有权限',
  },
  {
    id: 'spawn-enotdir',
    from: { proof: 'errors-spawn', of: 'below a file' },
    happened: {
      en: 'Part of the path, or `cwd`, is a file. In a packaged app this is the archive that looks like a folder.',
      zh: '路径中间的一段（或 `cwd`）是文件。打包后的应用里，往往就是那个看起来像目录的归档文件。',
    },
    todo: {
      en: 'Unpack what you start; `spawn` throws here, so put `try` around the call.',
      zh: '要启动的东西先解包；这里 `spawn` 是直接抛出，所以调用外面要有 `try`。',
    },
    explained: 'child-process#failures',
    also: 'electron asar pkg ENOTDIR',
  },
  {
    id: 'spawn-etxtbsy',
    from: { proof: 'errors-spawn', of: 'being written' },
    happened: {
      en: 'Somebody still has the program open for writing: a download that has just ended, or a child that inherited the descriptor.',
      zh: '还有人以写方式打开着这个程序：刚下载完，或者某个子进程继承了那个描述符。',
    },
    todo: {
      en: 'Start it after the stream has emitted `close`, write to another name and rename it, and try again once.',
      zh: '等写入流触发 `close` 再启动；先写成别的名字再改名；并重试一次。',
    },
    explained: ['child-process#failures', 'starting#etxtbsy'],
    also: 'text file busy ETXTBSY',
  },
  {
    id: 'spawn-eloop',
    from: { proof: 'errors-spawn', of: 'a loop of links' },
    happened: {
      en: 'The path goes through symbolic links that lead back to themselves.',
      zh: '路径经过的符号链接绕回了自己。',
    },
    todo: {
      en: 'Mend the link: `readlink -f` shows where it turns.',
      zh: '修好链接：`readlink -f` 能看出绕在哪里。',
    },
    explained: 'child-process#failures',
    also: 'too many levels of symbolic links',
  },
  {
    id: 'spawn-e2big',
    from: { proof: 'errors-spawn', of: 'arguments too long' },
    happened: {
      en: 'Arguments and environment together are longer than the system takes.',
      zh: '参数和环境变量加起来超过了系统的上限。',
    },
    todo: {
      en: 'Send the data by stdin or in a file; arguments are for names.',
      zh: '数据走 stdin 或文件；参数只放名字。',
    },
    explained: 'child-process#failures',
    also: 'argument list too long 参数太长',
  },
  {
    id: 'spawn-ebadf',
    from: { proof: 'errors-spawn', of: 'a closed descriptor' },
    happened: {
      en: 'A number in `stdio` is no open descriptor of the parent any more.',
      zh: '`stdio` 里的某个数字已经不是父进程打开着的描述符。',
    },
    todo: {
      en: 'Close your copy of a descriptor only after `spawn` has returned.',
      zh: '等 `spawn` 返回之后再关掉自己手里的描述符。',
    },
    explained: 'child-process#spawn-options',
    also: 'bad file descriptor stdio',
  },
  {
    id: 'spawn-emfile',
    from: { proof: 'errors-spawn-limits', of: 'no descriptor left, spawn()' },
    happened: {
      en: 'The process has as many descriptors open as it may; a child needs three pipes. `child.stdout` is undefined then.',
      zh: '进程打开的描述符到了上限，而一个子进程就要三条管道。这时 `child.stdout` 是 undefined。',
    },
    todo: {
      en: 'Limit how many children run at once; look for what is never closed with `ls /proc/PID/fd`; raise `ulimit -n` last.',
      zh: '限制同时运行的子进程数；用 `ls /proc/PID/fd` 找没关掉的；最后才是调大 `ulimit -n`。',
    },
    explained: ['child-process#failures', 'starting#emfile'],
    also: 'EMFILE too many open files spawn 打开文件过多',
  },
  {
    id: 'open-emfile',
    from: { proof: 'errors-spawn-limits', of: 'no descriptor left, open()' },
    happened: {
      en: 'The process has as many descriptors open as it may. Files, sockets, pipes and watchers all count.',
      zh: '进程打开的描述符到了上限。文件、socket、管道、监听都算。',
    },
    todo: {
      en: 'Limit what is open at once; `ulimit -n` shows the limit of the shell, systemd has its own: `LimitNOFILE`.',
      zh: '限制同时打开的数量；`ulimit -n` 看到的是 shell 的上限，systemd 另有 `LimitNOFILE`。',
    },
    explained: 'child-process#failures',
    also: 'EMFILE too many open files ulimit 文件句柄 打开文件过多',
  },
  {
    id: 'spawn-eagain',
    from: { proof: 'errors-spawn-limits', of: 'no process left' },
    happened: {
      en: 'The user, or the container, has as many processes and threads as it may.',
      zh: '这个用户（或容器）的进程和线程数到了上限。',
    },
    todo: {
      en: 'Use a pool instead of a child per request; look at `ulimit -u` and `pids.max` of the cgroup.',
      zh: '用进程池，不要每个请求起一个子进程；看 `ulimit -u` 和 cgroup 的 `pids.max`。',
    },
    explained: ['child-process#failures', 'fork#fork-http'],
    also: 'resource temporarily unavailable fork bomb too many processes 进程数上限',
  },
  {
    id: 'read-eagain',
    from: { proof: 'errors-read-stdin' },
    happened: {
      en: 'stdin was opened as a stream before, if only for `process.stdin.isTTY`; that made it non-blocking, and nothing has come yet.',
      zh: '之前已经把 stdin 当流打开过，哪怕只为了看 `process.stdin.isTTY`；它因此成了非阻塞，而此刻还没有输入。',
    },
    todo: {
      en: '`tty.isatty(0)` to ask, and one way to read: `await text(process.stdin)`.',
      zh: '要问用 `tty.isatty(0)`；读只用一种方式：`await text(process.stdin)`。',
    },
    explained: 'starting#eagain',
    also: 'readFileSync stdin EAGAIN resource temporarily unavailable read /dev/stdin 读标准输入',
  },
  {
    id: 'spawn-eperm',
    from: { proof: 'errors-spawn-limits', of: 'a user that you may not be' },
    happened: {
      en: '`uid` or `gid` names somebody whom only root may become. `spawn` throws.',
      zh: '`uid` 或 `gid` 指定的用户只有 root 才能变成。`spawn` 直接抛出。',
    },
    todo: {
      en: 'Start the service as that user, and leave `uid` out.',
      zh: '让服务本身以那个用户启动，不写 `uid`。',
    },
    explained: 'child-process#spawn-options',
    also: 'operation not permitted uid gid',
  },
  {
    id: 'dev-tty-enxio',
    from: { proof: 'errors-dev-tty', text: /cannot open.*/ },
    happened: {
      en: 'The program wants to ask on the terminal of its session, and there is none: CI, cron, a service, or `detached: true`.',
      zh: '程序要到会话的终端上提问，而那里没有终端：CI、cron、服务，或者 `detached: true`。',
    },
    todo: {
      en: 'Tell it not to ask: `ssh -o BatchMode=yes`, `sudo -n`, `GIT_TERMINAL_PROMPT=0`; give a key or token instead.',
      zh: '让它别问：`ssh -o BatchMode=yes`、`sudo -n`、`GIT_TERMINAL_PROMPT=0`；改用密钥或令牌。',
    },
    explained: 'wrappers#dev-tty',
    also: 'cannot open /dev/tty could not read Username No such device or address a terminal is required sudo the input device is not a TTY 没有终端',
  },
  {
    id: 'spawn-args-type',
    from: { proof: 'errors-spawn-arguments', of: 'a text for the list' },
    happened: { en: 'The arguments are no array.', zh: '参数不是数组。' },
    todo: {
      en: 'Write `[argument]`, also for one.',
      zh: '哪怕只有一个，也写成 `[参数]`。',
    },
    explained: 'child-process#spawn',
    also: 'ERR_INVALID_ARG_TYPE args',
  },
  {
    id: 'spawn-null-byte',
    from: { proof: 'errors-spawn-arguments', of: 'a zero byte' },
    happened: {
      en: 'A zero byte is in a name or an argument. It often comes from a client who tries to cut a path short.',
      zh: '名字或参数里有零字节。常见来源是想截断路径的客户端输入。',
    },
    todo: {
      en: 'Refuse the input; `spawn` throws, so an unguarded call ends the process.',
      zh: '拒绝这样的输入；`spawn` 是抛出，没有防护的调用会让进程退出。',
    },
    explained: 'child-process#failures',
    also: 'must be a string without null bytes',
  },
  {
    id: 'spawn-stdio-invalid',
    from: { proof: 'errors-spawn-arguments', of: 'a stream without a descriptor' },
    happened: {
      en: 'A stream in `stdio` has no descriptor: one that exists only in JavaScript, or a file that is not open yet.',
      zh: '`stdio` 里的流没有描述符：要么只存在于 JavaScript 里，要么文件还没打开。',
    },
    todo: {
      en: "Use `'pipe'` and `pipeline(child.stdout, stream)`; for a file wait for `'open'`, or pass the number of `openSync`.",
      zh: "用 `'pipe'` 加 `pipeline(child.stdout, stream)`；文件则等 `'open'`，或直接传 `openSync` 返回的数字。",
    },
    explained: 'child-process#spawn-options',
    also: 'argument stdio is invalid PassThrough WriteStream',
  },
  {
    id: 'ipc-one-pipe',
    from: { proof: 'errors-spawn-arguments', of: 'two channels' },
    happened: { en: "`'ipc'` stands twice in `stdio`.", zh: "`stdio` 里写了两个 `'ipc'`。" },
    todo: {
      en: "One channel is enough: put the kinds of messages into it. For bytes use a further `'pipe'`.",
      zh: "一条通道就够：消息里带上种类。要传字节就再加一个 `'pipe'`。",
    },
    explained: 'ipc#channel',
  },
  {
    id: 'ipc-sync-fork',
    from: { proof: 'errors-spawn-arguments', of: 'a channel for a synchronous call' },
    happened: {
      en: 'A synchronous call has no event loop that could read the channel.',
      zh: '同步调用期间没有事件循环，通道没人读。',
    },
    todo: { en: 'Use `fork` or `spawn`.', zh: '改用 `fork` 或 `spawn`。' },
    explained: 'child-process#spawn-sync',
  },
  {
    id: 'fork-ipc-required',
    from: { proof: 'errors-spawn-arguments', of: 'fork() without a channel' },
    happened: {
      en: "`fork` was given a `stdio` list without `'ipc'`.",
      zh: "给 `fork` 的 `stdio` 列表里没有 `'ipc'`。",
    },
    todo: {
      en: "Add `'ipc'` as the fourth, or use `spawn(process.execPath, …)` where no channel is wanted.",
      zh: "把 `'ipc'` 加在第四个；不要通道就用 `spawn(process.execPath, …)`。",
    },
    explained: 'fork#fork',
  },
  {
    id: 'unknown-signal',
    from: { proof: 'errors-spawn-arguments', of: 'a signal that does not exist' },
    happened: {
      en: 'There is no such signal on this system; its name is written in capitals with `SIG`.',
      zh: '这个系统上没有这个信号；名字要大写，带 `SIG`。',
    },
    todo: {
      en: '`os.constants.signals` lists those there are.',
      zh: '`os.constants.signals` 列出有哪些。',
    },
    explained: 'child-process#kill',
  },
  {
    id: 'exec-command-failed',
    from: { proof: 'errors-exec', of: 'exit 3' },
    happened: {
      en: 'The command ended with another exit code than 0. The message is the command; the reason stands in `error.stderr` and `error.code`.',
      zh: '命令的退出码不是 0。报错里只有命令本身；原因在 `error.stderr` 和 `error.code` 里。',
    },
    todo: {
      en: 'Log `code`, `signal` and `stderr` with it. Words on stderr alone are no failure.',
      zh: '日志里带上 `code`、`signal`、`stderr`。光是 stderr 有输出不算失败。',
    },
    explained: ['child-process#exec', 'child-process#exec-promise'],
    also: 'Error: Command failed exec npm 命令执行失败',
  },
  {
    id: 'exec-sync-command-failed',
    from: { proof: 'errors-exec', of: 'exit 3, execFileSync()' },
    happened: {
      en: 'A command of a synchronous call ended with another code than 0, and the call throws; the code is in `error.status`, not in `error.code`.',
      zh: '同步调用的命令退出码不是 0，于是抛出；退出码在 `error.status`，不在 `error.code`。',
    },
    todo: {
      en: "Read `status` and `stderr`; with `stdio: 'inherit'` there is no `stderr` to read.",
      zh: "读 `status` 和 `stderr`；用了 `stdio: 'inherit'` 就没有 `stderr` 可读。",
    },
    explained: 'child-process#spawn-sync',
    also: 'execSync Command failed status',
  },
  {
    id: 'exec-timeout',
    from: { proof: 'errors-exec', of: 'its time is up' },
    happened: {
      en: '`timeout` passed and the command got a signal: `killed` is true, `signal` is SIGTERM, `code` is null. The message does not say so.',
      zh: '`timeout` 到了，命令收到信号：`killed` 为 true，`signal` 是 SIGTERM，`code` 是 null。报错文字里看不出来。',
    },
    todo: {
      en: 'Look at `killed`, and remember that only the shell got the signal: what it started runs on.',
      zh: '看 `killed`；并且记住收到信号的只有 shell，它启动的程序还在跑。',
    },
    explained: ['child-process#exec-limits', 'interview/kill-tree'],
    also: 'exec timeout killed true SIGTERM null 超时',
  },
  {
    id: 'exec-maxbuffer',
    from: { proof: 'errors-exec', of: 'too much output' },
    happened: {
      en: 'The command printed more than `maxBuffer`, 1 MiB where you say nothing, and was ended.',
      zh: '命令的输出超过 `maxBuffer`（不写就是 1 MiB），被结束了。',
    },
    todo: {
      en: 'Use `spawn` and read the stream; raise `maxBuffer` only where you know the size.',
      zh: '用 `spawn` 边读边处理；只有知道大小时才调大 `maxBuffer`。',
    },
    explained: ['child-process#exec-limits', 'interview/maxbuffer'],
    also: 'maxBuffer exceeded stdout 输出太多',
  },
  {
    id: 'exec-sync-enobufs',
    from: { proof: 'errors-exec', of: 'too much output, execSync()' },
    happened: {
      en: 'A synchronous call met `maxBuffer` (1 MiB where you say nothing); `exec` calls the same ERR_CHILD_PROCESS_STDIO_MAXBUFFER.',
      zh: '同步调用的输出超过 `maxBuffer`（不写就是 1 MiB）；同样的情况 `exec` 报 ERR_CHILD_PROCESS_STDIO_MAXBUFFER。',
    },
    todo: {
      en: 'Raise `maxBuffer`, or write the output to a file with `stdio`.',
      zh: '调大 `maxBuffer`，或用 `stdio` 把输出写进文件。',
    },
    explained: ['child-process#exec-limits', 'child-process#spawn-sync'],
    also: 'no buffer space available execSync ENOBUFS',
  },
  {
    id: 'exec-sync-etimedout',
    from: { proof: 'errors-exec', of: 'its time is up, execFileSync()' },
    happened: {
      en: '`timeout` of a synchronous call passed. It comes after the program has ended: one that handles SIGTERM holds your process as long as it likes.',
      zh: '同步调用的 `timeout` 到了。要等程序真的结束才会抛出：处理了 SIGTERM 的程序想占多久就占多久。',
    },
    todo: {
      en: "Add `killSignal: 'SIGKILL'`, or do not wait synchronously.",
      zh: "加 `killSignal: 'SIGKILL'`，或者别用同步等待。",
    },
    explained: 'child-process#spawn-sync',
    also: 'spawnSync ETIMEDOUT',
  },
  {
    id: 'child-abort',
    from: { proof: 'errors-exec', of: 'aborted' },
    happened: {
      en: 'The `signal` that you passed was aborted (`code` is `ABORT_ERR`); the child has got SIGTERM, and may still run.',
      zh: '你传入的 `signal` 被中止（`code` 是 `ABORT_ERR`）；子进程收到了 SIGTERM，可能还在运行。',
    },
    todo: {
      en: "Read `error.cause` for the reason, wait for `'close'`, and follow with SIGKILL.",
      zh: "原因看 `error.cause`；等 `'close'`，不结束就补 SIGKILL。",
    },
    explained: ['child-process#kill', 'child-process#exec-promise'],
    also: 'AbortError ABORT_ERR The operation was aborted 取消',
  },
  {
    id: 'shell-not-found',
    from: { proof: 'errors-shell', of: 'no such command' },
    happened: {
      en: 'The shell runs, the command in the line does not exist. To `exec` this is code 127, not ENOENT.',
      zh: 'shell 起来了，那一行里的命令不存在。对 `exec` 来说是退出码 127，不是 ENOENT。',
    },
    todo: {
      en: 'Install it in the image, or put its folder into `PATH` of the service: cron and systemd do not read your profile.',
      zh: '在镜像里装上它，或把它的目录放进服务的 `PATH`：cron 和 systemd 不会读你的 profile。',
    },
    explained: ['child-process#exec', 'child-process#failures'],
    also: 'exit code 127 command not found not found 找不到命令 退出码 127',
  },
  {
    id: 'shell-not-executable',
    from: { proof: 'errors-shell', of: 'not executable' },
    happened: {
      en: 'The file is there and may not be run.',
      zh: '文件在，但不能执行。',
    },
    todo: {
      en: '`chmod +x`; in Docker, before `COPY`, or with `COPY --chmod`.',
      zh: '`chmod +x`；Docker 里要在 `COPY` 之前，或用 `COPY --chmod`。',
    },
    explained: 'child-process#failures',
    also: 'exit code 126 Permission denied 退出码 126',
  },
  {
    id: 'dev-stdin',
    from: { proof: 'errors-shell', of: 'dev/stdin of a child', text: /^.*No such device.*$/m },
    happened: {
      en: 'The pipes of `spawn` are sockets, and Linux does not open a socket by the name `/dev/stdin`.',
      zh: '`spawn` 的管道其实是 socket，Linux 不能用 `/dev/stdin` 这个名字打开 socket。',
    },
    todo: {
      en: 'Tell the program to read its stdin (`-`), or put `cat |` before it in a shell.',
      zh: '让程序直接读 stdin（`-`），或在 shell 里前面加 `cat |`。',
    },
    explained: 'child-process#pipes',
    also: 'ENXIO /dev/stdin',
  },
  {
    id: 'kill-esrch',
    from: { proof: 'errors-kill', of: 'gone' },
    happened: {
      en: 'There is no process of this number any more.',
      zh: '这个 pid 的进程已经不在。',
    },
    todo: {
      en: 'That is what you wanted: catch it. `child.kill()` returns false instead.',
      zh: '这正是你想要的结果：catch 掉即可。`child.kill()` 则是返回 false。',
    },
    explained: ['child-process#kill', 'fork#orphans'],
    also: 'no such process kill ESRCH',
  },
  {
    id: 'kill-eperm',
    from: { proof: 'errors-kill', of: 'of another user' },
    happened: {
      en: 'The process is there, and belongs to somebody else.',
      zh: '进程在，但属于别的用户。',
    },
    todo: {
      en: 'Asked with signal 0, this answer means: alive. To end it, be the user who started it.',
      zh: '用信号 0 探测时，这个答案的意思是：还活着。要结束它，得是启动它的用户。',
    },
    explained: 'child-process#kill',
    also: 'operation not permitted kill EPERM',
  },
  {
    id: 'stdin-epipe',
    from: { proof: 'errors-stdin', of: 'it did not read' },
    happened: {
      en: 'The other side of the pipe is closed: the child has ended, or has closed its stdin, before it read all.',
      zh: '管道那一头已经关了：子进程没读完就结束了，或关掉了 stdin。',
    },
    todo: {
      en: "Listen to `'error'` on `child.stdin`, and look at the exit code for the reason. On `process.stdout` it means that the reader has gone.",
      zh: "在 `child.stdin` 上监听 `'error'`，原因看退出码。出现在 `process.stdout` 上，说明读的人走了。",
    },
    explained: ['child-process#pipes', 'interview/epipe', 'overview#process-stdio'],
    also: 'write EPIPE broken pipe head 管道破裂',
  },
  {
    id: 'write-after-end',
    from: { proof: 'errors-stdin', of: 'after end()' },
    happened: {
      en: 'You wrote to a stream after its `end()`. With HTTP, it is often a second answer to the same request.',
      zh: '流已经 `end()` 了还在写。HTTP 里往往是对同一个请求答了第二次。',
    },
    todo: {
      en: 'Look for a callback that runs twice, or an event that comes after the end.',
      zh: '找执行了两次的回调，或结束之后才来的事件。',
    },
    explained: 'child-process#pipes',
    also: 'ERR_STREAM_WRITE_AFTER_END write after end',
  },
  {
    id: 'cannot-find-module',
    from: { proof: 'errors-node-start', of: 'no such file' },
    happened: {
      en: 'Node.js was started with a file that is not there; the path was taken from the working directory. Exit code 1.',
      zh: '启动 Node.js 时给的文件不存在；相对路径是从工作目录算的。退出码 1。',
    },
    todo: {
      en: 'Build the path from `import.meta.dirname`, not from where somebody stood.',
      zh: '用 `import.meta.dirname` 拼路径，不要依赖启动时所在的目录。',
    },
    explained: 'child-process#own-script',
    also: 'MODULE_NOT_FOUND Cannot find module 找不到模块',
  },
  {
    id: 'err-module-not-found',
    from: { proof: 'errors-node-start', of: 'no such module to import' },
    happened: {
      en: 'An `import` names a file that is not there. ES modules want the extension.',
      zh: '`import` 的文件不存在。ES 模块必须写扩展名。',
    },
    todo: {
      en: 'Write `./job.js`, also where TypeScript compiles it; look whether the build has written the file.',
      zh: '写 `./job.js`（TypeScript 编译出来的也一样）；看构建有没有产出这个文件。',
    },
    explained: 'worker-threads#file-url-eval',
    also: 'ERR_MODULE_NOT_FOUND Cannot find module imported from dist',
  },
  {
    id: 'package-not-found',
    from: { proof: 'errors-node-start', of: 'no such package' },
    happened: {
      en: 'The package is in no `node_modules` above the importing file.',
      zh: '从导入它的文件往上，哪个 `node_modules` 里都没有这个包。',
    },
    todo: {
      en: 'Install it as a dependency, not only for development; a child started elsewhere still looks beside its own file.',
      zh: '装成正式依赖，不要只装在 devDependencies；子进程不管从哪里启动，找的都是自己文件旁边。',
    },
    explained: 'fork#fork',
    also: 'Cannot find package ERR_MODULE_NOT_FOUND',
  },
  {
    id: 'require-not-defined',
    from: { proof: 'errors-node-start', of: 'require() in an ES module' },
    happened: {
      en: 'The file is an ES module, by its name or by `"type": "module"`.',
      zh: '这个文件是 ES 模块：因为扩展名，或因为 `"type": "module"`。',
    },
    todo: {
      en: 'Use `import`, name the file `.cjs`, or `createRequire(import.meta.url)`.',
      zh: '改用 `import`，把文件改名为 `.cjs`，或用 `createRequire(import.meta.url)`。',
    },
    explained: 'worker-threads#file-url-eval',
    also: 'require is not defined in ES module scope',
  },
  {
    id: 'import-outside-module',
    from: { proof: 'errors-node-start', of: 'import in CommonJS' },
    happened: {
      en: 'The file is CommonJS and uses `import`.',
      zh: '这个文件是 CommonJS，却用了 `import`。',
    },
    todo: {
      en: 'Name it `.mjs`, or set `"type": "module"` in the nearest package.json.',
      zh: '改名为 `.mjs`，或在最近的 package.json 里写 `"type": "module"`。',
    },
    explained: 'pm2#esm-and-typescript',
    also: 'Cannot use import statement outside a module',
  },
  {
    id: 'bad-option',
    from: { proof: 'errors-node-start', of: 'no such flag' },
    happened: {
      en: 'This version of Node.js does not know the flag. Exit code 9.',
      zh: '这个版本的 Node.js 不认识这个参数。退出码 9。',
    },
    todo: {
      en: 'Look in which version it came or went; a forked child inherits `process.execArgv`.',
      zh: '查它是哪个版本加入或去掉的；`fork` 出来的子进程会继承 `process.execArgv`。',
    },
    explained: ['fork#fork', 'child-process#versions'],
    also: 'bad option exit code 9 --permission --experimental',
  },
  {
    id: 'node-options-not-allowed',
    from: { proof: 'errors-node-start', of: 'a flag that NODE_OPTIONS may not have' },
    happened: {
      en: 'Not every flag may stand in `NODE_OPTIONS`. Exit code 9.',
      zh: '不是每个参数都能写进 `NODE_OPTIONS`。退出码 9。',
    },
    todo: {
      en: 'Give it on the command line, or in `execArgv` of `fork`.',
      zh: '写在命令行上，或放进 `fork` 的 `execArgv`。',
    },
    explained: 'fork#fork',
    also: 'is not allowed in NODE_OPTIONS',
  },
];
