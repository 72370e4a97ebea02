import type { Row } from '../row.ts';

/** How a process ends, and the last words of one that ends by an error. */
export const exits: readonly Row[] = [
  {
    id: 'exit-0',
    from: { proof: 'errors-exit-codes', of: 'nothing left to do' },
    happened: {
      en: 'Success, or: nothing was left to wait for. `process.exit(null)` and 256 are 0 as well.',
      zh: '成功；或者没有任何东西可等了。`process.exit(null)` 和 256 也是 0。',
    },
    todo: {
      en: 'Ended too early? Nothing held the process: a promise alone does not.',
      zh: '结束得太早？说明没有东西撑着进程：光有 Promise 撑不住。',
    },
    explained: ['overview#process-events', 'ipc#channel-ref', 'interview/process-exit'],
    also: 'exit code 0 process exits immediately 进程直接退出',
  },
  {
    id: 'exit-1',
    from: { proof: 'errors-exit-codes', of: 'an uncaught error' },
    happened: {
      en: 'An error or a rejection that nobody caught, or a `process.exit(1)` of the program.',
      zh: '没人处理的异常或 rejection，或程序自己 `process.exit(1)`。',
    },
    todo: {
      en: 'The reason is on stderr; read that of the child.',
      zh: '原因在 stderr；去读子进程的 stderr。',
    },
    explained: ['production#error-handling', 'interview/uncaught-exception'],
    also: 'exit code 1 exited with code 1 退出码 1 npm ERR! ELIFECYCLE',
  },
  {
    id: 'exit-256',
    from: { proof: 'errors-exit-codes', of: 'process.exit(256)' },
    symptom: { en: 'The program fails, and its exit code is 0', zh: '程序失败了，退出码却是 0' },
    happened: {
      en: 'A code has eight bits: 256 is 0. `null`, what a child ended by a signal has for a code, is 0 as well.',
      zh: '退出码只有八位：256 就是 0。被信号结束的子进程的退出码是 `null`，传给 `process.exit` 也是 0。',
    },
    todo: {
      en: 'Pass a child on as `code ?? 128 + os.constants.signals[signal]`.',
      zh: '转交子进程的结果写 `code ?? 128 + os.constants.signals[signal]`。',
    },
    explained: ['overview#process-exit', 'wrappers#wrapper'],
    also: 'process.exit(null) exit code 256 wrapper CI green 退出码丢失',
  },
  {
    id: 'exit-255',
    from: { proof: 'errors-exit-codes', of: 'process.exit(-1)' },
    happened: {
      en: '`process.exit(-1)`: of a negative number the last eight bits stay. `ssh` uses it for its own failures.',
      zh: '`process.exit(-1)`：负数只留下最后八位。`ssh` 自身出错也用它。',
    },
    todo: { en: 'Use 1 to 125 for your own codes.', zh: '自己的退出码用 1 到 125。' },
    explained: 'overview#process-exit',
    also: 'exit code 255 -1 退出码 255',
  },
  {
    id: 'exit-3-5',
    from: {
      documented: 'https://nodejs.org/api/process.html#exit-codes',
      text: 'exit code 3, 4, 5, 6, 10, 12',
    },
    happened: {
      en: 'Node.js could not start or has failed inside: 5 a fatal error of V8, 12 a bad argument of `--inspect`; the others are bugs of Node.js.',
      zh: 'Node.js 启动失败或内部出错：5 是 V8 的致命错误，12 是 `--inspect` 参数有误；其余是 Node.js 自身的 bug。',
    },
    todo: {
      en: 'Your own program may use these numbers, too: look there first.',
      zh: '你的程序自己也可能用这些数字：先查那里。',
    },
    explained: 'overview#process-exit',
    also: 'exit code 3 exit code 5 exit code 6 exit code 12',
  },
  {
    id: 'exit-7',
    from: { proof: 'errors-exit-codes', of: 'a handler that throws' },
    happened: {
      en: "The `'uncaughtException'` handler has thrown itself.",
      zh: "`'uncaughtException'` 处理函数自己又抛出了异常。",
    },
    todo: {
      en: 'Keep it small: log synchronously, and end.',
      zh: '写得越短越好：同步写日志，然后结束。',
    },
    explained: ['production#error-handling', 'interview/uncaught-exception'],
    also: 'exit code 7 退出码 7',
  },
  {
    id: 'exit-9',
    from: { proof: 'errors-exit-codes', of: 'an unknown flag' },
    happened: {
      en: 'Node.js does not know a flag. In a shell, 9 is not the signal SIGKILL: that is 137.',
      zh: 'Node.js 不认识某个参数。shell 里的 9 不是 SIGKILL，那是 137。',
    },
    todo: {
      en: 'Look in which version the flag came or went; a forked child inherits it by `process.execArgv`.',
      zh: '查这个参数是哪个版本加入或去掉的；`fork` 的子进程会通过 `process.execArgv` 继承它。',
    },
    explained: 'fork#fork',
    also: 'exit code 9 bad option 退出码 9',
  },
  {
    id: 'exit-13',
    from: { proof: 'errors-exit-codes', of: 'an await that nobody settles' },
    happened: {
      en: 'A top-level `await` waits for a promise, and nothing is left that could settle it.',
      zh: '顶层 `await` 在等一个 Promise，而已经没有任何东西能让它完成。',
    },
    todo: {
      en: 'Look for the event that never came: a child that could not start, a closed channel, `Atomics.waitAsync` without a limit.',
      zh: '找那个没有来的事件：启动失败的子进程、关闭的通道、没有时限的 `Atomics.waitAsync`。',
    },
    explained: ['overview#process-events', 'worker-threads#wait-async', 'child-process#failures'],
    also: 'exit code 13 Detected unsettled top-level await 退出码 13',
  },
  {
    id: 'unsettled-await',
    from: { proof: 'errors-last-words', of: 'an await that nobody settles', text: /Warning: .*/ },
    happened: {
      en: 'The warning that goes with exit code 13, with the line that waits. Node.js 20 printed none here.',
      zh: '和退出码 13 一起出现的警告，带有在等的那一行。这里 Node.js 20 没有打印。',
    },
    todo: {
      en: 'Hold the process with what you wait for, and give the wait a limit.',
      zh: '让等待的东西撑住进程，并给等待设时限。',
    },
    explained: 'overview#process-events',
    also: 'Warning: Detected unsettled top-level await at',
  },
  {
    id: 'exit-126',
    from: { proof: 'errors-shell', of: 'not executable', text: /exit code 126/ },
    happened: {
      en: 'The shell found the file, and may not run it.',
      zh: 'shell 找到了文件，但不能执行。',
    },
    todo: { en: '`chmod +x`.', zh: '`chmod +x`。' },
    explained: 'child-process#failures',
    also: 'exit code 126 permission denied entrypoint 退出码 126',
  },
  {
    id: 'exit-127',
    from: { proof: 'errors-shell', of: 'no such command', text: /exit code 127/ },
    happened: { en: 'The shell did not find the command.', zh: 'shell 找不到命令。' },
    todo: {
      en: 'Look at PATH; in `exec` the message is on stderr.',
      zh: '看 PATH；用 `exec` 时说明在 stderr 里。',
    },
    explained: ['child-process#exec', 'child-process#failures'],
    also: 'exit code 127 command not found node: not found cron 退出码 127',
  },
  {
    id: 'exit-129',
    from: { proof: 'errors-signal-codes', of: 'SIGHUP' },
    happened: {
      en: 'SIGHUP: the terminal or the ssh session was closed.',
      zh: 'SIGHUP：终端或 ssh 会话关闭了。',
    },
    todo: {
      en: 'Run it under systemd or PM2, not in a session.',
      zh: '用 systemd 或 PM2 运行，不要挂在会话里。',
    },
    explained: ['overview#process-signals', 'fork#detached'],
    also: 'exit code 129 SIGHUP ssh nohup 关闭终端',
  },
  {
    id: 'exit-130',
    from: { proof: 'errors-signal-codes', of: 'SIGINT' },
    happened: {
      en: 'SIGINT: somebody pressed Ctrl-C. The whole group in the foreground gets it, children too.',
      zh: 'SIGINT：有人按了 Ctrl-C。前台整组进程都会收到，包括子进程。',
    },
    todo: {
      en: 'No failure. Children that should end in order ignore it and wait for their parent.',
      zh: '不是故障。想有序结束的子进程要忽略它，等父进程指挥。',
    },
    explained: ['overview#process-signals', 'cluster#shutdown', 'interview/sigterm'],
    also: 'exit code 130 SIGINT Ctrl-C 退出码 130',
  },
  {
    id: 'exit-134',
    from: { proof: 'errors-signal-codes', of: 'SIGABRT' },
    happened: {
      en: 'SIGABRT: the heap is full (see its last lines), `process.abort()`, or a native module that gave up.',
      zh: 'SIGABRT：堆满了（看最后几行）、`process.abort()`，或原生模块放弃运行。',
    },
    todo: { en: 'Look for `FATAL ERROR` on stderr.', zh: '在 stderr 里找 `FATAL ERROR`。' },
    explained: ['overview#heap-limit', 'interview/heap-limit'],
    also: 'exit code 134 SIGABRT Aborted core dumped 退出码 134',
  },
  {
    id: 'exit-137',
    from: { proof: 'errors-signal-codes', of: 'SIGKILL' },
    happened: {
      en: 'SIGKILL: out of memory in the container, or a grace period that was over ([`docker stop` 10 s](https://docs.docker.com/reference/cli/docker/container/stop/), [Kubernetes 30 s](https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination), [PM2 1.6 s](#pm2-still-alive)).',
      zh: 'SIGKILL：容器内存超限，或宽限期到了（[`docker stop` 10 秒](https://docs.docker.com/reference/cli/docker/container/stop/)、[Kubernetes 30 秒](https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination)、[PM2 1.6 秒](#pm2-still-alive)）。',
    },
    todo: {
      en: '`docker inspect` tells the two apart (`OOMKilled`). Nothing in the program can react to it.',
      zh: '`docker inspect` 能区分两者（`OOMKilled`）。程序里什么都做不了。',
    },
    explained: [
      'performance#container-memory',
      'production#graceful-shutdown',
      'overview#process-signals',
    ],
    also: 'exit code 137 SIGKILL OOMKilled docker kubernetes 退出码 137 被杀',
  },
  {
    id: 'exit-139',
    from: { proof: 'errors-signal-codes', of: 'SIGSEGV' },
    happened: {
      en: 'SIGSEGV: native code has touched memory that is not its own. In a thread it takes the whole process along.',
      zh: 'SIGSEGV：原生代码访问了不该访问的内存。在线程里会连带整个进程。',
    },
    todo: {
      en: 'Rebuild native modules, or put them into a child process.',
      zh: '重新编译原生模块，或放进子进程。',
    },
    explained: ['worker-threads#when-not', 'worker-threads#against-child-process'],
    also: 'exit code 139 SIGSEGV segmentation fault 段错误 退出码 139',
  },
  {
    id: 'exit-141',
    from: { proof: 'errors-pipe-codes', of: 'yes | head -1' },
    happened: {
      en: 'SIGPIPE: the reader of a pipeline has gone. Node.js ignores the signal and gets EPIPE instead, with exit code 1.',
      zh: 'SIGPIPE：管道里读的一方走了。Node.js 忽略这个信号，改为收到 EPIPE，退出码 1。',
    },
    todo: {
      en: 'With `set -o pipefail` it looks like a failure: allow it where `head` is meant.',
      zh: '用 `set -o pipefail` 时看着像失败：有 `head` 时要放行。',
    },
    explained: ['overview#process-stdio', 'interview/epipe'],
    also: 'exit code 141 SIGPIPE pipefail 退出码 141',
  },
  {
    id: 'exit-143',
    from: { proof: 'errors-signal-codes', of: 'SIGTERM' },
    happened: {
      en: 'SIGTERM, and nobody handled it: a deployment, `docker stop`, `kill`. Requests under way were cut off.',
      zh: 'SIGTERM，而且没人处理：部署、`docker stop`、`kill`。正在处理的请求被切断。',
    },
    todo: {
      en: 'Handle it: close the server, wait, end with 0.',
      zh: '处理它：关服务器，等待，以 0 结束。',
    },
    explained: ['production#graceful-shutdown', 'overview#process-signals', 'interview/sigterm'],
    also: 'exit code 143 SIGTERM npm ERR! signal SIGTERM docker stop 退出码 143',
  },
  {
    id: 'exit-131',
    from: { proof: 'errors-signal-codes', of: 'SIGQUIT' },
    happened: {
      en: 'SIGQUIT: Ctrl-\\, or a supervisor that asks for a dump.',
      zh: 'SIGQUIT：按了 Ctrl-\\，或监管程序要求转储。',
    },
    todo: { en: 'No failure of the program.', zh: '不是程序故障。' },
    explained: 'overview#process-signals',
    also: 'exit code 131 SIGQUIT',
  },
  {
    id: 'killed-and-green',
    from: { proof: 'exit-values', of: 'exit(null)' },
    symptom: {
      en: 'The command was killed, and the script around it ends with 0',
      zh: '命令被杀了，套着它的脚本却以 0 结束',
    },
    happened: {
      en: 'A signal ended it, so its code is `null`, and `process.exit(null)` is success.',
      zh: '结束它的是信号，所以退出码是 `null`，而 `process.exit(null)` 等于成功。',
    },
    todo: {
      en: 'End yourself by the same signal, or with `128 + n` where that is not possible.',
      zh: '让自己也被同一个信号结束；做不到就用 `128 + n`。',
    },
    explained: ['wrappers#wrapper', 'interview/wrapper'],
    also: 'CI green although killed out of memory exit code lost wrapper spawn process.exit(code) CI 通过 被杀 包装脚本 退出码丢失',
  },
  {
    id: 'ctrl-c-next-line',
    from: { proof: 'ctrl-c-in-a-loop', of: 'bash, exit(130)' },
    symptom: {
      en: 'Ctrl-C ends one command, and the shell script goes on with the next',
      zh: '按 Ctrl-C 只结束了一条命令，shell 脚本接着跑下一条',
    },
    happened: {
      en: 'The command handled SIGINT and ended with 130. Bash takes that for an answer, not for an end by SIGINT.',
      zh: '命令处理了 SIGINT，以 130 退出。Bash 认为它已经应对好了，而不是被 SIGINT 结束。',
    },
    todo: {
      en: "When you have tidied up, remove the listener and `process.kill(process.pid, 'SIGINT')`.",
      zh: "收拾完之后移除监听器，再 `process.kill(process.pid, 'SIGINT')`。",
    },
    explained: ['wrappers#wrapper', 'interview/wrapper'],
    also: 'Ctrl-C does not stop bash loop for while script continues 130 循环停不下来',
  },
  {
    id: 'code-null',
    from: { proof: 'exit-events', of: 'SIGTERM' },
    symptom: {
      en: '`code` is `null` in `exit` or `close`',
      zh: "`'exit'` 或 `'close'` 里的 `code` 是 `null`",
    },
    happened: {
      en: 'The child was ended by a signal; its name is the second argument.',
      zh: '子进程被信号结束；信号名在第二个参数里。',
    },
    todo: {
      en: 'Look at both; `code !== 0` is true for null as well.',
      zh: '两个都看；`code !== 0` 对 null 同样成立。',
    },
    explained: ['child-process#exit-vs-close', 'interview/exit-vs-close'],
    also: 'child exit code null signal SIGTERM exited with code null',
  },
  {
    id: 'windows-exit-code',
    from: {
      documented:
        'https://learn.microsoft.com/openspecs/windows_protocols/ms-erref/596a1078-e883-4972-9bbc-49e60bebca55',
      text: 'exit code 3221225477 (0xC0000005), 3221225786 (0xC000013A)',
    },
    happened: {
      en: 'Windows has no signals: these are an access violation, as SIGSEGV, and Ctrl-C.',
      zh: 'Windows 没有信号：前者是访问冲突，相当于 SIGSEGV，后者是 Ctrl-C。',
    },
    todo: { en: 'As for 139 and 130.', zh: '分别按 139 和 130 处理。' },
    explained: 'child-process#versions',
    also: 'exit code 3221225477 4294967295 windows 0xC0000005',
  },
  {
    id: 'uncaught-error',
    from: { proof: 'errors-last-words', of: 'an error' },
    happened: {
      en: 'An error that nobody caught; with it the process ends. Above it stands the line, below it the stack.',
      zh: '没人处理的异常；进程随之结束。上面是出错的行，下面是调用栈。',
    },
    todo: {
      en: 'Mend it, and let a supervisor start the process anew; do not go on.',
      zh: '修好它，让监管程序重新启动进程；不要接着跑。',
    },
    explained: ['production#error-handling', 'interview/uncaught-exception'],
    also: 'TypeError uncaught exception is not iterable is not a function 未捕获异常',
  },
  {
    id: 'unhandled-rejection',
    from: { proof: 'errors-last-words', of: 'a rejection with a text' },
    happened: {
      en: 'A promise was rejected with something that is no error, and nobody caught it. Exit code 1.',
      zh: 'Promise 以非 Error 的值 reject，没人处理。退出码 1。',
    },
    todo: {
      en: 'Find the call without `await` or `catch`; reject with an `Error`, so that there is a stack.',
      zh: '找少了 `await` 或 `catch` 的调用；用 `Error` 来 reject，才有调用栈。',
    },
    explained: ['production#error-handling', 'interview/uncaught-exception'],
    also: 'UnhandledPromiseRejection ERR_UNHANDLED_REJECTION This error originated either by throwing inside of an async function without a catch block',
  },
  {
    id: 'unhandled-rejection-undefined',
    from: { proof: 'errors-last-words', of: 'a rejection without a reason' },
    happened: {
      en: 'A promise was rejected without a reason (`reject()`), and nobody caught it.',
      zh: 'Promise 没带原因就 reject（`reject()`），也没人处理。',
    },
    todo: { en: 'Reject with an `Error`.', zh: '用 `Error` 来 reject。' },
    explained: 'production#error-handling',
    also: 'The promise rejected with the reason "undefined"',
  },
  {
    id: 'unhandled-rejection-warning',
    from: {
      proof: 'errors-warnings',
      of: '--unhandled-rejections=warn',
      text: /.*UnhandledPromiseRejectionWarning: Error.*/,
    },
    happened: {
      en: 'With `--unhandled-rejections=warn`, and before Node.js 15, a rejection is only a warning and the process goes on.',
      zh: '用了 `--unhandled-rejections=warn`，或 Node.js 15 以前：只是警告，进程继续。',
    },
    todo: {
      en: 'Take the flag away: what goes on is in an unknown state.',
      zh: '去掉这个参数：继续跑下去的状态是未知的。',
    },
    explained: 'production#error-handling',
    also: 'UnhandledPromiseRejectionWarning',
  },
  {
    id: 'unhandled-error-event',
    from: { proof: 'errors-last-words', of: "an 'error' that nobody hears" },
    symptom: {
      en: "`throw er; // Unhandled 'error' event`",
      zh: "`throw er; // Unhandled 'error' event`",
    },
    happened: {
      en: "A stream, socket, child or server has emitted `'error'`, and nobody listens on that object.",
      zh: "某个流、socket、子进程或 server 触发了 `'error'`，而这个对象上没有监听器。",
    },
    todo: {
      en: "The stack names the emitter: “Emitted 'error' event on …”. Listen there; `try` does not catch events.",
      zh: "调用栈里写着是谁：“Emitted 'error' event on …”。在那个对象上监听；`try` 抓不到事件。",
    },
    explained: ['production#error-handling', 'child-process#failures'],
    also: "Unhandled 'error' event node:events throw er Emitted 'error' event on ChildProcess instance",
  },
  {
    id: 'err-unhandled-error',
    from: { proof: 'errors-last-words', of: "an 'error' with a text" },
    happened: {
      en: "`emit('error', …)` with something that is no error, and no listener.",
      zh: "`emit('error', …)` 传的不是 Error，又没有监听器。",
    },
    todo: { en: 'Emit an `Error`, and listen.', zh: '触发时传 `Error`，并加监听器。' },
    explained: 'production#error-handling',
    also: 'ERR_UNHANDLED_ERROR Unhandled error.',
  },
  {
    id: 'thrown-text',
    from: {
      proof: 'errors-last-words',
      of: 'a text that is thrown',
      text: /\(Use `node --trace-uncaught.*/,
    },
    happened: {
      en: 'Something was thrown that is no error, so there is no stack.',
      zh: '抛出的不是 Error，所以没有调用栈。',
    },
    todo: {
      en: '`throw new Error(…)`; `--trace-uncaught` finds the place once.',
      zh: '写 `throw new Error(…)`；临时用 `--trace-uncaught` 找到位置。',
    },
    explained: 'production#error-handling',
    also: 'Use node --trace-uncaught to show where the exception was thrown',
  },
  {
    id: 'rejection-handled-late',
    from: { proof: 'errors-warnings', of: 'a rejection that is handled too late' },
    happened: {
      en: 'A rejection got its `catch` only after it had counted as unhandled.',
      zh: '先被算作未处理，之后才加上 `catch`。',
    },
    todo: {
      en: '`Promise.all()` instead of one `await` after the other.',
      zh: '用 `Promise.all()`，不要一个接一个 `await`。',
    },
    explained: 'child-process#exec-promise',
    also: 'PromiseRejectionHandledWarning Promise rejection was handled asynchronously',
  },
  {
    id: 'coverage-missing',
    from: { proof: 'written-by-ending' },
    symptom: {
      en: 'The coverage of a process, or its `.cpuprofile`, is missing.',
      zh: '进程的覆盖率或 `.cpuprofile` 没有写出来。',
    },
    happened: {
      en: 'They are written when Node.js ends by itself. A signal without a handler ends it from outside.',
      zh: '这些文件在 Node.js 自己结束时才写。没有处理函数的信号从外面结束了它。',
    },
    todo: {
      en: "`process.on('SIGTERM', () => process.exit())`, or `v8.takeCoverage()` while it runs.",
      zh: "`process.on('SIGTERM', () => process.exit())`，或者运行中调用 `v8.takeCoverage()`。",
    },
    explained: ['diagnosing#not-written', 'interview/lost-at-kill'],
    also: 'NODE_V8_COVERAGE c8 nyc --cpu-prof empty coverage 0% child process kill SIGTERM cpuprofile 覆盖率为空',
  },
  {
    id: 'sigkill-listener',
    from: { proof: 'errors-last-words', of: 'a listener for SIGKILL' },
    happened: {
      en: 'SIGKILL and SIGSTOP cannot be handled, so a listener for them is refused.',
      zh: 'SIGKILL 和 SIGSTOP 不能处理，所以不能监听。',
    },
    todo: {
      en: 'Clean up at SIGTERM; what must survive SIGKILL is written before.',
      zh: '清理工作放在 SIGTERM；SIGKILL 之后还要在的东西必须事先写好。',
    },
    explained: 'overview#process-signals',
    also: 'uv_signal_start EINVAL SIGKILL SIGSTOP process.on',
  },
  {
    id: 'exit-code-type',
    from: { proof: 'errors-last-words', of: 'an exit code that is a text' },
    happened: {
      en: 'An exit code is an integer; here an error or its `code` was given.',
      zh: '退出码必须是整数；这里传的是错误对象或它的 `code`。',
    },
    todo: {
      en: '`process.exitCode = 1`, and print the error.',
      zh: '`process.exitCode = 1`，并打印错误。',
    },
    explained: 'overview#process-exit',
    also: 'ERR_INVALID_ARG_TYPE The "code" argument must be of type number process.exit',
  },
  {
    id: 'dep0190',
    from: { proof: 'errors-warnings', of: 'arguments and a shell', text: /.*DEP0190.*/ },
    happened: {
      en: 'A list of arguments and `shell: true`: the list is only joined, so that a client can start commands of its own.',
      zh: '既传参数列表又用 `shell: true`：列表只是被拼起来，客户端可以借此执行自己的命令。',
    },
    todo: {
      en: 'Leave `shell` out. On Windows, where `.cmd` files need it, check each argument.',
      zh: '去掉 `shell`。Windows 上 `.cmd` 必须用时，逐个检查参数。',
    },
    explained: [
      'child-process#command-injection',
      'child-process#injection-windows',
      'interview/command-injection',
    ],
    also: 'DEP0190 DeprecationWarning Passing args to a child process with shell option true',
  },
  {
    id: 'test-inside-test',
    from: { proof: 'errors-test-inside-test' },
    happened: {
      en: 'A test started `node --test`, which inherited `NODE_TEST_CONTEXT`: it runs nothing, and ends with 0.',
      zh: '测试里启动了 `node --test`，它继承了 `NODE_TEST_CONTEXT`：什么都不跑，以 0 结束。',
    },
    todo: {
      en: 'Take `NODE_TEST_CONTEXT` out of the `env` of that start.',
      zh: '那次启动的 `env` 里去掉 `NODE_TEST_CONTEXT`。',
    },
    explained: 'starting#inherited',
    also: 'node:test run() is being called recursively within a test file skipping running files 测试没有运行',
  },
  {
    id: 'no-color-ignored',
    from: { proof: 'errors-no-color' },
    happened: {
      en: 'Both variables reached the program: a tool above it set one, and you the other. Colours are on.',
      zh: '两个变量都到了这个程序：上面某个工具设了一个，你设了另一个。颜色是开着的。',
    },
    todo: {
      en: 'Delete the one that you do not mean from `env` where the program is started.',
      zh: '在启动它的地方，从 `env` 里删掉不想要的那个。',
    },
    explained: 'wrappers#tty',
    also: 'NO_COLOR FORCE_COLOR warning playwright jest vitest 颜色 警告',
  },
  {
    id: 'timeout-overflow',
    from: { proof: 'errors-warnings', of: 'a timer too long' },
    happened: {
      en: 'A timer of more than 24.8 days: it fires after 1 ms instead.',
      zh: '定时器超过 24.8 天：会在 1 毫秒后触发。',
    },
    todo: { en: 'Bound it, or let a clock outside do it.', zh: '设上限，或交给外部的定时任务。' },
    explained: 'overview#event-loop-blocked',
    also: 'TimeoutOverflowWarning does not fit into a 32-bit signed integer',
  },
  {
    id: 'access-denied-child',
    from: { proof: 'errors-permission', of: 'a child' },
    happened: {
      en: 'The process runs with the permission model and may not start children.',
      zh: '进程启用了权限模型，不允许启动子进程。',
    },
    todo: {
      en: '`--allow-child-process`; a child then runs without these limits unless it gets the flags.',
      zh: '`--allow-child-process`；子进程不带参数的话就没有这些限制。',
    },
    explained: 'fork#sandbox',
    also: 'ERR_ACCESS_DENIED Access to this API has been restricted --permission',
  },
  {
    id: 'access-denied-worker',
    from: { proof: 'errors-permission', of: 'a thread' },
    happened: {
      en: 'The process runs with the permission model and may not start threads.',
      zh: '进程启用了权限模型，不允许启动线程。',
    },
    todo: { en: '`--allow-worker`.', zh: '`--allow-worker`。' },
    explained: ['fork#sandbox', 'worker-files#flags'],
    also: 'ERR_ACCESS_DENIED --allow-worker',
  },
  {
    id: 'access-denied-file',
    from: { proof: 'errors-permission', of: 'a file' },
    happened: {
      en: 'The process runs with the permission model and may not read or write this file.',
      zh: '进程启用了权限模型，不允许读写这个文件。',
    },
    todo: {
      en: '`--allow-fs-read=` with the folders that are needed; the code itself is among them.',
      zh: '`--allow-fs-read=` 写上需要的目录，包括代码本身。',
    },
    explained: 'fork#sandbox',
    also: 'ERR_ACCESS_DENIED --allow-fs-read',
  },
];
