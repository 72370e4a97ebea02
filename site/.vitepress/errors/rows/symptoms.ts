import type { Row } from '../row.ts';

/** What has no message. */
export const symptoms: readonly Row[] = [
  {
    id: 'child-hangs-much-output',
    from: { proof: 'unread-output-waits' },
    symptom: { en: 'The child hangs as soon as it prints much', zh: '子进程一输出多了就卡住' },
    happened: {
      en: 'Nobody reads its stdout or stderr, and the pipe is full.',
      zh: '没人读它的 stdout 或 stderr，管道满了。',
    },
    todo: {
      en: "Read both, or give `stdio: 'ignore'` or `'inherit'` for what you do not want.",
      zh: "两个都读；不需要的写 `stdio: 'ignore'` 或 `'inherit'`。",
    },
    explained: ['child-process#backpressure', 'interview/unread-pipe'],
    also: 'child process spawn hangs large output stops after 64KB stdout pipe full 子进程 卡住 不退出 输出很多',
  },
  {
    id: 'child-waits-stdin',
    from: { proof: 'child-reads-stdin' },
    symptom: {
      en: 'The command works in the terminal and never ends when it is started by Node.js',
      zh: '命令在终端里正常，由 Node.js 启动就一直不结束',
    },
    happened: {
      en: 'It reads its stdin to the end, and nobody ends the pipe that it got.',
      zh: '它在读 stdin 直到结束，而给它的管道没人关。',
    },
    todo: {
      en: "`child.stdin.end()`, or `stdio: ['ignore', …]`.",
      zh: "`child.stdin.end()`，或 `stdio: ['ignore', …]`。",
    },
    explained: ['child-process#pipes', 'overview#process-stdio'],
    also: 'spawn exec hangs forever stdin waiting ffmpeg ssh 子进程不结束',
  },
  {
    id: 'ctrl-c-twice',
    from: { run: 'ctrl-c', text: /.*which passes it on: \d/ },
    symptom: {
      en: 'One Ctrl-C works like two: the tool stops at once, without tidying up',
      zh: '按一次 Ctrl-C 却像两次：工具立刻停下，不做收尾',
    },
    happened: {
      en: 'The terminal signals the whole group, and a wrapper passes the signal on as well.',
      zh: '终端已经给整组发了信号，包装命令又转交了一次。',
    },
    todo: {
      en: 'With a terminal, listen to SIGINT and do nothing; pass on SIGTERM.',
      zh: '有终端时，监听 SIGINT 但什么都不做；SIGTERM 才转交。',
    },
    explained: ['wrappers#ctrl-c', 'interview/wrapper'],
    also: 'SIGINT received twice double Ctrl-C child process npm docker 信号 两次',
  },
  {
    id: 'ctrl-c-prompt-back',
    from: { run: 'ctrl-c-sync', text: /tool: done, and nobody.*/ },
    symptom: {
      en: 'After Ctrl-C the prompt is back, and the program still prints or reads what you type',
      zh: '按了 Ctrl-C，提示符回来了，程序却还在输出，还在抢你敲的字',
    },
    happened: {
      en: 'Its caller waited in `execSync()` without a SIGINT listener, and was ended by the same Ctrl-C.',
      zh: '调用者正等在 `execSync()` 里，又没有 SIGINT 监听器，被同一次 Ctrl-C 结束了。',
    },
    todo: {
      en: 'An empty SIGINT listener before the call; look at `signal` after it.',
      zh: '调用之前加一个空的 SIGINT 监听器，调用之后看 `signal`。',
    },
    explained: 'wrappers#ctrl-c-sync',
    also: 'execSync spawnSync Ctrl-C terminal messed up prompt returns stdin 终端错乱 抢输入',
  },
  {
    id: 'colours-missing',
    from: { proof: 'colours-by-environment', of: 'nothing set' },
    symptom: {
      en: 'The colours, or the progress bar, are missing when Node.js starts the tool',
      zh: '由 Node.js 启动的工具没了颜色，或没了进度条',
    },
    happened: {
      en: 'Its stdout is a pipe and no terminal, and it asks.',
      zh: '它的 stdout 是管道，不是终端，而它会去问。',
    },
    todo: {
      en: "`stdio: 'inherit'`, or `FORCE_COLOR=1` in `env`; a pseudo-terminal last.",
      zh: "`stdio: 'inherit'`，或在 `env` 里加 `FORCE_COLOR=1`；最后才是伪终端。",
    },
    explained: ['wrappers#tty', 'child-process#progress'],
    also: 'spawn child process no colors chalk isTTY undefined pty 颜色丢失 进度条',
  },
  {
    id: 'input-gone',
    from: { run: 'one-stdin', text: /the parent: one/ },
    symptom: {
      en: 'Input is missing: a child, or a loop, gets only a part of stdin',
      zh: '输入少了：子进程或循环只拿到 stdin 的一部分',
    },
    happened: {
      en: 'Two processes have the same stdin, and one of them has read ahead.',
      zh: '两个进程共用一个 stdin，其中一个多读了。',
    },
    todo: {
      en: "One reader. `'ignore'` as stdin for whatever needs no input.",
      zh: "只留一个读的人。不需要输入的，stdin 写 `'ignore'`。",
    },
    explained: 'wrappers#one-stdin',
    also: 'readline stdin inherit child gets nothing while read loop ssh stops after first line 只执行一次',
  },
  {
    id: 'output-order',
    from: { proof: 'order-in-one-place', of: 'a pipe' },
    symptom: {
      en: 'The error stands in the middle of the output, or before it',
      zh: '错误信息出现在正常输出的中间或前面',
    },
    happened: {
      en: 'stdout and stderr are two streams without a common order.',
      zh: 'stdout 和 stderr 是两个流，没有共同的顺序。',
    },
    todo: {
      en: "Merge them where they are written: `2>&1`, or one descriptor for both. A file opened twice needs `'a'`.",
      zh: "在写的那一头就合并：`2>&1`，或一个描述符给两路。同一个文件打开两次要用 `'a'`。",
    },
    explained: 'wrappers#output-order',
    also: 'stderr before stdout order interleaved mixed output log overwritten 输出顺序 错乱 交错',
  },
  {
    id: 'typing-not-shown',
    from: { proof: 'raw-mode-left', of: 'SIGKILL' },
    symptom: {
      en: 'After a crash the terminal shows nothing of what you type',
      zh: '程序崩溃后，终端里敲字不显示',
    },
    happened: {
      en: 'The program had put it into raw mode, and was killed.',
      zh: '程序把终端设成了 raw 模式，然后被杀了。',
    },
    todo: { en: '`stty sane`, or `reset`.', zh: '`stty sane` 或 `reset`。' },
    explained: 'wrappers#pty',
    also: 'terminal broken no echo raw mode setRawMode 终端不回显',
  },
  {
    id: 'sync-call-does-not-return',
    from: { proof: 'sync-call-grandchild', of: 'the pipes' },
    symptom: {
      en: '`execSync()` does not return, although the script has ended',
      zh: '脚本早已结束，`execSync()` 却不返回',
    },
    happened: {
      en: 'The script left a process behind that has its pipes, and the call waits for their end.',
      zh: '脚本留下的进程还握着管道，调用在等管道结束。',
    },
    todo: {
      en: "`>/dev/null 2>&1 &` in the script, or `stdio: 'ignore'` for the call.",
      zh: "脚本里写 `>/dev/null 2>&1 &`，或者给调用写 `stdio: 'ignore'`。",
    },
    explained: 'starting#sync-grandchild',
    also: 'execSync hangs background process nohup start server script 卡住 不返回',
  },
  {
    id: 'fork-starts-app-again',
    from: { run: 'packaged-fork', text: /the app starts, argument: child\.js/ },
    symptom: {
      en: 'Packaged, the program starts itself again and again',
      zh: '打包之后，程序一遍遍地启动自己',
    },
    happened: {
      en: '`process.execPath` is the program itself there, so `fork()` starts it anew.',
      zh: '这时 `process.execPath` 就是程序自己，`fork()` 启动的还是它。',
    },
    todo: {
      en: 'Ask first whether it is a child; or a worker thread, or `execPath` of a real Node.js.',
      zh: '先问自己是不是子进程；或者用 worker 线程，或者 `execPath` 指向真正的 Node.js。',
    },
    explained: 'starting#packaged',
    also: 'electron pkg nexe sea single executable fork infinite processes fork bomb 打包 无限启动',
  },
  {
    id: 'helper-ends-with-thread',
    from: { proof: 'parent-death-signal', of: 'a worker thread, at its end' },
    symptom: {
      en: 'A program with a parent death signal ends although its parent lives',
      zh: '设了 parent death signal 的程序结束了，父进程却还活着',
    },
    happened: {
      en: 'A worker thread started it, and that thread has ended.',
      zh: '启动它的是 worker 线程，而那个线程结束了。',
    },
    todo: { en: 'Start it from the main thread.', zh: '从主线程启动它。' },
    explained: 'starting#parent-death',
    also: 'PR_SET_PDEATHSIG setpriv pdeathsig prctl thread',
  },
  {
    id: 'terminal-only',
    from: { proof: 'spawn-looked-up' },
    symptom: {
      en: 'It works in the terminal only: not under cron, systemd, PM2 or in CI',
      zh: '只有在终端里能跑：cron、systemd、PM2、CI 下都不行',
    },
    happened: {
      en: 'PATH, the working directory and the user are others there, and no terminal is behind stdout.',
      zh: '那里的 PATH、工作目录、用户都不同，stdout 后面也没有终端。',
    },
    todo: {
      en: 'Print `process.env.PATH` and `process.cwd()` at the start; use absolute paths; set variables where the service is defined.',
      zh: '启动时打印 `process.env.PATH` 和 `process.cwd()`；用绝对路径；变量写在服务的定义里。',
    },
    explained: ['starting#environment', 'overview#process-info', 'interview/not-under-cron'],
    also: 'works in terminal but not in cron systemd command not found environment variables 终端里正常 定时任务不行',
  },
  {
    id: 'process-does-not-end',
    from: { proof: 'channel-holds-parent' },
    symptom: {
      en: 'The process does not end, though all is done',
      zh: '事情都做完了，进程却不退出',
    },
    happened: {
      en: 'Something holds it: a channel, a worker, a server, a timer, a connection of a database.',
      zh: '有东西撑着它：通道、worker、server、定时器、数据库连接。',
    },
    todo: {
      en: '`process.getActiveResourcesInfo()` names the kinds; close what you opened instead of calling `process.exit()`.',
      zh: '`process.getActiveResourcesInfo()` 列出种类；打开的东西自己关掉，不要靠 `process.exit()`。',
    },
    explained: ['ipc#channel-ref', 'overview#process-events'],
    also: 'node process does not exit hangs after tests jest did not exit 进程不退出 挂起',
  },
  {
    id: 'worker-does-not-end',
    from: { proof: 'worker-stays-alive' },
    symptom: { en: 'A worker thread never ends', zh: 'worker 线程一直不结束' },
    happened: {
      en: "A `'message'` listener on `parentPort` holds it.",
      zh: "`parentPort` 上的 `'message'` 监听器撑着它。",
    },
    todo: {
      en: '`parentPort.close()` at the end, or `worker.terminate()` from outside.',
      zh: '最后 `parentPort.close()`，或从外面 `worker.terminate()`。',
    },
    explained: ['worker-threads#start', 'interview/worker-lifetime'],
    also: 'worker_threads never exits keeps process alive worker 不退出',
  },
  {
    id: 'test-run-does-not-end',
    from: { proof: 'test-worker-left' },
    symptom: {
      en: 'All tests pass, and `node --test` does not end.',
      zh: '测试全部通过，`node --test` 却不结束。',
    },
    happened: {
      en: 'A test has left a worker, a server or a timer, which holds the process of its file.',
      zh: '某个测试留下了 worker、服务器或定时器，拖住了那个文件的进程。',
    },
    todo: {
      en: 'End it in `t.after()`; `--test-force-exit` hides it.',
      zh: '在 `t.after()` 里结束它；`--test-force-exit` 只是盖住。',
    },
    explained: 'worker-files#tests',
    also: 'node --test hangs never exits worker open handle test runner 测试 卡住 不退出',
  },
  {
    id: 'ends-too-early',
    from: { proof: 'worker-exit-unanswered' },
    symptom: {
      en: 'An `await` never comes back, and nothing fails',
      zh: '`await` 一直不返回，也不报错',
    },
    happened: {
      en: 'The other side has ended without an answer: exit code 0, so no error.',
      zh: '对面没有回答就结束了：退出码 0，所以没有错误。',
    },
    todo: {
      en: "Let `'exit'` settle every promise that waits for an answer.",
      zh: "让 `'exit'` 了结所有在等回答的 Promise。",
    },
    explained: ['worker-pool#pool-correct', 'ipc#request-child-dies'],
    also: 'promise never resolves worker exit 0 await hangs 一直 pending',
  },
  {
    id: 'last-lines-missing',
    from: { proof: 'stdout-before-exit' },
    symptom: {
      en: 'The last lines of the output or of the log are missing',
      zh: '输出或日志的最后几行不见了',
    },
    happened: {
      en: 'Writing to a pipe takes time, and `process.exit()` does not wait for it.',
      zh: '往管道写需要时间，`process.exit()` 不等它。',
    },
    todo: {
      en: '`process.exitCode = 1` and let the process end; a logger needs its flush before.',
      zh: '写 `process.exitCode = 1` 让进程自己结束；日志库要先 flush。',
    },
    explained: ['overview#process-exit', 'ipc#send-before-exit', 'interview/process-exit'],
    also: 'output truncated process.exit stdout pipe log cut off winston pino 日志丢失 输出不全',
  },
  {
    id: 'last-message-lost',
    from: { proof: 'message-before-exit' },
    symptom: { en: "The child's last message does not arrive", zh: '子进程的最后一条消息没收到' },
    happened: {
      en: '`process.exit()` right after `process.send()` throws away what was not written yet.',
      zh: '`process.send()` 之后立刻 `process.exit()`，没写完的就丢了。',
    },
    todo: {
      en: 'Exit in the callback of `send()`, or `process.disconnect()` and let it end.',
      zh: '在 `send()` 的回调里退出，或 `process.disconnect()` 让它自然结束。',
    },
    explained: ['ipc#send-before-exit', 'interview/last-message'],
    also: 'process.send then exit message lost 消息丢失 最后一条',
  },
  {
    id: 'worker-log-missing',
    from: { proof: 'thread-output-at-exit' },
    symptom: {
      en: "A worker's `console.log` comes late, or never",
      zh: 'worker 里的 `console.log` 很晚才出现，或根本没有',
    },
    happened: {
      en: 'A worker prints through the main thread: while that is busy, or after it has ended, nothing comes.',
      zh: 'worker 的输出要经过主线程：主线程忙着或已经结束，就出不来。',
    },
    todo: {
      en: 'Keep the main thread free; `fs.writeSync(1, …)` goes around it.',
      zh: '别让主线程忙；`fs.writeSync(1, …)` 可以绕过。',
    },
    explained: 'worker-threads#environment',
    also: 'console.log in worker thread not printing delayed 不打印 延迟',
  },
  {
    id: 'worker-not-traced',
    from: { proof: 'worker-preload' },
    symptom: {
      en: 'A preloaded tracer, loader or polyfill works in the main thread and is not there in a worker.',
      zh: '预加载的追踪器、loader 或 polyfill 在主线程有效，在 worker 里却没有。',
    },
    happened: {
      en: 'The worker was given `execArgv`, which replaces the inherited list, or an `env` without `NODE_OPTIONS`.',
      zh: 'worker 给了 `execArgv`，它会替换继承来的列表；或者 `env` 里没有 `NODE_OPTIONS`。',
    },
    todo: {
      en: 'Name the file in that list, too, or preload it by `NODE_OPTIONS`.',
      zh: '在那个列表里也写上这个文件，或者用 `NODE_OPTIONS` 预加载。',
    },
    explained: ['worker-files#flags', 'interview/worker-flags'],
    also: '--import --require preload OpenTelemetry dd-trace APM tracing worker threads missing spans execArgv 链路追踪',
  },
  {
    id: 'first-messages-lost',
    from: { proof: 'port-first-messages' },
    symptom: { en: 'Only the first of several messages arrives', zh: '几条消息只收到第一条' },
    happened: {
      en: '`once()` in a loop: messages that come between two calls meet nobody.',
      zh: '循环里用 `once()`：两次调用之间到的消息没人接。',
    },
    todo: {
      en: 'One `on()` for good, or `events.on()` made once.',
      zh: '一直挂着一个 `on()`，或只建一次的 `events.on()`。',
    },
    explained: ['worker-threads#message-channel', 'ipc#request-response'],
    also: 'once message worker events lost 消息丢失 once',
  },
  {
    id: 'totals-jump',
    from: { proof: 'cluster-count-by-message' },
    symptom: { en: 'A counter jumps or loses updates', zh: '计数跳来跳去，或丢更新' },
    happened: {
      en: 'Each process has a count of its own; or two read, add and write at the same time.',
      zh: '每个进程各有一份计数；或两边同时读、加、写。',
    },
    todo: {
      en: 'Count where there is one: Redis `INCR`, `Atomics.add`, a message to one process.',
      zh: '只在一处计数：Redis `INCR`、`Atomics.add`、发消息给某一个进程。',
    },
    explained: [
      'cluster-state#state',
      'worker-threads#race',
      'interview/lost-update',
      'interview/sharing-state',
    ],
    also: 'cluster counter different each refresh race condition lost update 计数不准 数据不一致',
  },
  {
    id: 'metrics-jump',
    from: { proof: 'metrics-shared-port' },
    symptom: {
      en: 'A counter in Prometheus falls and rises again',
      zh: 'Prometheus 里的计数忽高忽低',
    },
    happened: { en: 'Each scrape meets another worker.', zh: '每次抓取碰到的是不同的 worker。' },
    todo: {
      en: 'Collect in the primary (`AggregatorRegistry`), or a port for each worker.',
      zh: '在主进程汇总（`AggregatorRegistry`），或每个 worker 一个端口。',
    },
    explained: ['production#worker-metrics', 'pm2#metrics'],
    also: 'prom-client cluster metrics counter decreases pm2 指标跳变',
  },
  {
    id: 'session-lost',
    from: { proof: 'session-secrets' },
    symptom: { en: 'Users are logged out at random', zh: '用户随机掉登录' },
    happened: {
      en: 'Sessions are in the memory of one worker, or the workers have different secrets.',
      zh: '会话存在某个 worker 的内存里，或各 worker 的密钥不同。',
    },
    todo: {
      en: 'Keep them in Redis, with one secret for all.',
      zh: '存进 Redis，所有 worker 用同一个密钥。',
    },
    explained: ['cluster-state#sessions', 'interview/sharing-state'],
    also: 'session lost cluster pm2 logged out MemoryStore 登录状态丢失 session 丢失',
  },
  {
    id: 'socket-io-400',
    from: { proof: 'sticky-adapter-alone' },
    symptom: {
      en: 'Socket.IO answers 400 “Session ID unknown” in a cluster',
      zh: 'cluster 里 Socket.IO 返回 400 “Session ID unknown”',
    },
    happened: {
      en: 'The polls of one client meet different workers; an adapter does not change that.',
      zh: '同一客户端的轮询落到不同 worker；适配器解决不了这个。',
    },
    todo: {
      en: 'Sticky sessions, or only the WebSocket transport.',
      zh: '粘性会话，或只用 WebSocket 传输。',
    },
    explained: ['cluster-state#sticky-session', 'interview/sticky-sessions'],
    also: 'socket.io 400 Bad Request Session ID unknown sticky',
  },
  {
    id: 'one-request-slow',
    from: { proof: 'cluster-blocked-round-robin' },
    symptom: { en: 'One request in a few is very slow', zh: '每隔几个请求就有一个特别慢' },
    happened: {
      en: 'One worker is blocked, and the primary still gives it connections by turns.',
      zh: '某个 worker 被堵住，主进程仍轮流给它连接。',
    },
    todo: {
      en: 'Measure the event loop of each worker; put what computes into a pool.',
      zh: '测每个 worker 的事件循环；把计算放进线程池。',
    },
    explained: ['cluster#blocked', 'performance#event-loop-delay', 'interview/blocked-worker'],
    also: 'some requests slow cluster intermittent timeout 偶尔很慢 间歇性超时',
  },
  {
    id: 'server-hangs-busy',
    from: { proof: 'timer-behind-callback' },
    symptom: {
      en: 'The server stands still for a while, with one core at 100 %',
      zh: '服务器停顿一阵，一个核 100%',
    },
    happened: {
      en: 'Synchronous work holds the event loop: a large JSON, a regular expression, a loop, a `…Sync` call.',
      zh: '同步工作占住了事件循环：大 JSON、正则、循环、`…Sync` 调用。',
    },
    todo: {
      en: '`--cpu-prof`, or `monitorEventLoopDelay()`; then a worker or slices.',
      zh: '`--cpu-prof` 或 `monitorEventLoopDelay()` 找出来；再放进 worker 或切片。',
    },
    explained: [
      'overview#event-loop-blocked',
      'performance#event-loop-delay',
      'interview/loop-blocked',
    ],
    also: 'event loop blocked 100% cpu node unresponsive 事件循环阻塞 卡死',
  },
  {
    id: 'worker-at-100',
    from: { proof: 'busy-or-waiting' },
    symptom: {
      en: 'A worker shows 100 % utilization; which one, and what it does, is not known.',
      zh: '有个 worker 利用率 100 %，不知道是哪一个、在干什么。',
    },
    happened: {
      en: 'It computes, or it stands in a lock or a `Sync` call: utilization is the same for both.',
      zh: '它在计算，或者停在锁、`Sync` 调用里：两种情况的利用率一样。',
    },
    todo: {
      en: 'Compare with its processor time, then take a profile of that thread, or the stack from a diagnostic report.',
      zh: '和它的处理器时间比，再给那个线程做 profile，或看诊断报告里的栈。',
    },
    explained: ['diagnosing#hot', 'interview/hot-worker'],
    also: 'worker thread 100% cpu eventLoopUtilization which thread top -H hot worker profile 哪个线程 CPU 高',
  },
  {
    id: 'files-slow-hash',
    from: { proof: 'threadpool-who-waits' },
    symptom: {
      en: 'Reading files or resolving names is slow while passwords are hashed',
      zh: '做密码哈希时，读文件、解析域名都变慢',
    },
    happened: {
      en: 'Both use the threadpool, which has four threads.',
      zh: '两者共用线程池，只有四个线程。',
    },
    todo: {
      en: '`UV_THREADPOOL_SIZE` in the environment of the start; hashing in a worker pool does not help, it is the same threadpool.',
      zh: '启动环境里设 `UV_THREADPOOL_SIZE`；把哈希放进 worker 也没用，用的是同一个线程池。',
    },
    explained: ['overview#threadpool', 'interview/threadpool'],
    also: 'UV_THREADPOOL_SIZE dns.lookup slow bcrypt pbkdf2 fs slow 线程池 慢',
  },
  {
    id: 'child-survives-timeout',
    from: { proof: 'timeout-shell-child' },
    symptom: {
      en: 'After `timeout` or `kill()` the program still runs',
      zh: '`timeout` 或 `kill()` 之后程序还在跑',
    },
    happened: {
      en: 'Only the shell was ended; its children never heard of it.',
      zh: '结束的只是 shell；它的子进程没收到。',
    },
    todo: {
      en: '`execFile` without a shell, or `detached: true` and `process.kill(-child.pid)`.',
      zh: '用 `execFile` 不经过 shell，或 `detached: true` 加 `process.kill(-child.pid)`。',
    },
    explained: ['child-process#kill', 'interview/kill-tree'],
    also: 'kill child process tree still running exec shell 杀不掉 孙进程',
  },
  {
    id: 'zombie',
    from: { proof: 'zombie-sigkill' },
    symptom: {
      en: '`<defunct>` in the list of processes; `kill -9` does nothing',
      zh: '进程列表里有 `<defunct>`，`kill -9` 没反应',
    },
    happened: {
      en: 'It is dead already, and its parent has not taken its exit code: often a container whose process 1 does not do that.',
      zh: '它早就死了，只是父进程没取走退出码：常见于 1 号进程不回收的容器。',
    },
    todo: {
      en: '`docker run --init`, or end the parent.',
      zh: '`docker run --init`，或结束父进程。',
    },
    explained: ['fork#orphans', 'interview/zombies'],
    also: 'defunct zombie process docker pid 1 tini 僵尸进程',
  },
  {
    id: 'orphans-left',
    from: { proof: 'orphaned-fork' },
    symptom: {
      en: 'Children run on after their parent has crashed',
      zh: '父进程崩了，子进程还在跑',
    },
    happened: {
      en: 'Nobody tells a child that its parent has gone; a forked one sees its channel close.',
      zh: '父进程没了没人通知子进程；`fork` 的子进程能看到通道关闭。',
    },
    todo: {
      en: "`process.on('disconnect', () => process.exit())` in a forked child.",
      zh: "在 fork 的子进程里写 `process.on('disconnect', () => process.exit())`。",
    },
    explained: ['fork#orphans', 'interview/zombies'],
    also: 'orphan child processes remain after parent killed 孤儿进程',
  },
  {
    id: 'docker-sigterm-ignored',
    from: { proof: 'sigterm-to-shell' },
    symptom: {
      en: '`docker stop` takes ten seconds, and no handler runs',
      zh: '`docker stop` 要等十秒，处理函数也没执行',
    },
    happened: {
      en: 'Process 1 is a shell or npm, and it does not pass SIGTERM on.',
      zh: '1 号进程是 shell 或 npm，不转发 SIGTERM。',
    },
    todo: {
      en: '`CMD ["node", "server.js"]`, or `exec node server.js` in the script.',
      zh: '`CMD ["node", "server.js"]`，脚本里用 `exec node server.js`。',
    },
    explained: ['production#graceful-shutdown', 'deploying#files', 'interview/sigterm'],
    also: 'docker stop slow 10 seconds SIGTERM not received npm start 收不到 SIGTERM',
  },
  {
    id: 'close-never-calls',
    from: { proof: 'http-close-upgraded' },
    symptom: { en: '`server.close()` never calls back', zh: '`server.close()` 的回调一直不来' },
    happened: {
      en: 'Connections are open: one under way, one silent, a WebSocket.',
      zh: '还有连接开着：正在处理的、没发请求的、WebSocket。',
    },
    todo: {
      en: '`closeIdleConnections()`, a deadline with `closeAllConnections()`, and close WebSockets yourself.',
      zh: '`closeIdleConnections()`，到期限再 `closeAllConnections()`，WebSocket 自己关。',
    },
    explained: [
      'production#graceful-shutdown',
      'http-limits#long-lived',
      'myths#server-close',
      'interview/graceful-shutdown',
    ],
    also: 'server.close callback not called keep-alive websocket hang 关不掉',
  },
  {
    id: 'requests-lost-restart',
    from: { proof: 'sigterm-to-primary' },
    symptom: { en: 'Requests fail during each deployment', zh: '每次部署都有请求失败' },
    happened: {
      en: 'The primary got the signal and took its workers along, or the old process went before the new one was ready.',
      zh: '主进程收到信号就带着 worker 一起走了，或旧进程先走、新进程还没好。',
    },
    todo: {
      en: 'Handle SIGTERM in the primary and let it lead; replace one worker after the other.',
      zh: '在主进程处理 SIGTERM，由它指挥；逐个替换 worker。',
    },
    explained: ['production#primary-sigterm', 'cluster#rolling-restart', 'interview/zero-downtime'],
    also: '502 Bad Gateway during deploy ECONNRESET restart 部署时 502 丢请求',
  },
  {
    id: 'method-lost',
    from: { proof: 'clone-instance' },
    symptom: {
      en: '`x.method is not a function` after a message',
      zh: '传过消息之后 `x.method is not a function`',
    },
    happened: {
      en: 'An instance arrives as a plain object: fields, without its class.',
      zh: '实例到了那边变成普通对象：只有字段，没有类。',
    },
    todo: { en: 'Make it anew from the fields.', zh: '用字段重新创建。' },
    explained: ['worker-threads#clone-changes', 'interview/structured-clone'],
    also: 'is not a function after postMessage class instance instanceof false 方法丢失',
  },
  {
    id: 'date-string',
    from: { proof: 'cluster-json-values' },
    symptom: {
      en: 'A Date, Map or undefined is something else after `process.send()`',
      zh: 'Date、Map、undefined 经过 `process.send()` 就变了',
    },
    happened: { en: 'The channel speaks JSON.', zh: '通道用的是 JSON。' },
    todo: { en: "`serialization: 'advanced'`.", zh: "`serialization: 'advanced'`。" },
    explained: ['ipc#serialization', 'interview/ipc-serialization'],
    also: 'getTime is not a function Date becomes string IPC Map becomes {} 日期变成字符串',
  },
  {
    id: 'fork-global-undefined',
    from: { proof: 'fork-what-it-has' },
    symptom: {
      en: 'A global variable is undefined in the child',
      zh: '子进程里全局变量是 undefined',
    },
    happened: {
      en: '`fork` of Node.js starts a new program; it copies no memory.',
      zh: 'Node.js 的 `fork` 是启动新程序，不复制内存。',
    },
    todo: {
      en: 'Pass it by arguments, environment or message.',
      zh: '用参数、环境变量或消息传过去。',
    },
    explained: ['fork#fork', 'interview/fork'],
    also: 'fork does not share variables 全局变量 不共享 变量是 undefined',
  },
  {
    id: 'env-false-is-true',
    from: { proof: 'env-strings' },
    symptom: {
      en: '`process.env.X = false` counts as true',
      zh: '`process.env.X = false` 被当成真',
    },
    happened: {
      en: 'The environment holds texts: "false", "undefined", "0" are all true.',
      zh: '环境变量只有字符串："false"、"undefined"、"0" 都为真。',
    },
    todo: {
      en: '`delete process.env.X`, and compare texts.',
      zh: '用 `delete process.env.X`，并比较字符串。',
    },
    explained: 'overview#process-info',
    also: 'process.env boolean string undefined 环境变量 false 字符串',
  },
  {
    id: 'progress-not-shown',
    from: { proof: 'carriage-return-lines' },
    symptom: {
      en: 'Progress of a child comes only at its end',
      zh: '子进程的进度到最后才一起出来',
    },
    happened: {
      en: 'It draws over its line with `\\r`, and you wait for `\\n`; or it buffers because it sees no terminal.',
      zh: '它用 `\\r` 覆盖同一行，你在等 `\\n`；或它发现不是终端就缓冲了。',
    },
    todo: {
      en: '`readline` takes `\\r` as an end; look for a flag as `-u`, `--line-buffered`, `-progress`.',
      zh: '`readline` 把 `\\r` 也当行尾；找 `-u`、`--line-buffered`、`-progress` 这类参数。',
    },
    explained: ['child-process#progress', 'overview#process-stdio'],
    also: 'spawn stdout not real time buffered python -u isTTY progress bar 没有实时输出 缓冲',
  },
  {
    id: 'log-lines-torn',
    from: { proof: 'log-whole-lines' },
    symptom: {
      en: 'Log lines of several processes are torn into each other',
      zh: '多个进程的日志行互相穿插',
    },
    happened: {
      en: 'They write long lines into one pipe; only short ones go through whole.',
      zh: '它们往同一根管道写长行；只有短行能保持完整。',
    },
    todo: {
      en: 'A file each or opened with `a`, one write for each line, or one process that writes.',
      zh: '各写各的文件或用 `a` 打开；一行一次写入；或只由一个进程写。',
    },
    explained: 'production#worker-logging',
    also: 'interleaved log lines corrupted json cluster 日志错乱 穿插',
  },
  {
    id: 'log-zero-bytes',
    from: { proof: 'log-copytruncate' },
    symptom: {
      en: 'The log file begins with zero bytes after rotation',
      zh: '日志轮转之后，文件开头全是零字节',
    },
    happened: {
      en: '`copytruncate` cut a file that was opened without `a`: the next line goes to the old place.',
      zh: '`copytruncate` 截断了不是用 `a` 打开的文件：下一行写回了旧位置。',
    },
    todo: {
      en: 'Open with `a`, or let the process open it anew (`pm2 reloadLogs`).',
      zh: '用 `a` 打开，或让进程重新打开（`pm2 reloadLogs`）。',
    },
    explained: ['production#worker-logging', 'pm2#logs'],
    also: 'logrotate copytruncate null bytes binary file matches 日志 二进制',
  },
  {
    id: 'rss-stays-high',
    from: { proof: 'memory-given-back' },
    symptom: {
      en: '`heapUsed` falls, the memory of the process does not',
      zh: '`heapUsed` 降了，进程内存却不降',
    },
    happened: {
      en: 'The allocator keeps what was freed, or the memory is outside of the heap: Buffers, threads, unread messages.',
      zh: '分配器留着已释放的内存；或内存本来就在堆外：Buffer、线程、没读的消息。',
    },
    todo: {
      en: 'Watch for growth, not for height; look at `external` and `arrayBuffers`.',
      zh: '看的是增长，不是高低；看 `external` 和 `arrayBuffers`。',
    },
    explained: ['performance#memory-usage', 'performance#leak', 'interview/memory-growth'],
    also: 'rss memory not released heapUsed low memory leak 内存不释放 内存泄漏',
  },
  {
    id: 'job-stalled',
    from: { proof: 'queue-stalls', of: 'twice', text: /job stalled [^)]+/ },
    happened: {
      en: 'BullMQ: twice a worker vanished with this job in hand, or blocked its loop for longer than the lock lasts. Deployments count, too: a job longer than the grace period stalls at each.',
      zh: 'BullMQ：两次有 worker 拿着这个任务消失了，或者循环阻塞的时间超过了锁的时间。部署也算：比宽限期长的任务，每次部署都会停滞一次。',
    },
    todo: {
      en: 'Give it back at SIGTERM (`moveToWait`, `WaitingError`), or a longer grace period; put long computing into a thread.',
      zh: '收到 SIGTERM 时退回队列（`moveToWait`、`WaitingError`），或加长宽限期；把长时间的计算放进线程。',
    },
    explained: ['deploying#queue-workers', 'ipc#job-queue', 'interview/queue-deploy'],
    also: 'job stalled more than allowable limit BullMQ maxStalledCount lockDuration 任务停滞 部署 队列',
  },
  {
    id: 'job-missing-lock',
    from: {
      proof: 'sandbox-blocked',
      of: 'in the worker',
      text: /Missing lock for job \d+\. \w+/,
    },
    happened: {
      en: 'BullMQ: the job was done, but its lock had run out meanwhile: the worker blocked its loop and could not renew it. The job is begun again.',
      zh: 'BullMQ：任务做完了，锁却已经到期：worker 堵住了循环，没法续锁。任务会再开始一次。',
    },
    todo: {
      en: 'Put the computing into a thread, or the processor into a file of its own.',
      zh: '把计算放进线程，或者把处理器放进单独的文件。',
    },
    explained: 'ipc#job-sandbox',
    also: 'Missing lock for job moveToFinished could not renew lock BullMQ lockDuration stalled 续锁',
  },
  {
    id: 'job-unexpected-exit',
    from: {
      proof: 'sandbox-ends',
      of: 'process, process.exit(0)',
      text: /Unexpected exit code: [^)]*/,
    },
    happened: {
      en: 'BullMQ: the process or thread of a sandboxed processor ended in the middle of the job, here by `process.exit()`. The attempt has failed.',
      zh: 'BullMQ：sandboxed processor 的进程或线程在任务中途结束，这里是因为 `process.exit()`。这次尝试算失败。',
    },
    todo: {
      en: 'Return instead of exiting; with a signal or code 134, look for memory.',
      zh: '用 return，不要退出；带着信号或退出码 134，就去查内存。',
    },
    explained: 'ipc#job-sandbox',
    also: 'Unexpected exit code: 0 signal: null SIGKILL SIGABRT BullMQ sandboxed processor child process 子进程退出',
  },
  {
    id: 'job-runs-twice',
    from: { proof: 'queue-stalls', of: 'once' },
    symptom: {
      en: 'A job with `attempts: 1` runs a second time after a deployment',
      zh: '`attempts: 1` 的任务在部署之后又跑了一遍',
    },
    happened: {
      en: 'Its worker was killed with the job in hand. The job stalled and began again: stalls are not attempts.',
      zh: 'worker 拿着任务被杀。任务停滞后重新开始：停滞不算尝试。',
    },
    todo: {
      en: 'Call `worker.close()` at SIGTERM, with a grace period above the longest job; make the job fit to run twice.',
      zh: '收到 SIGTERM 时调用 `worker.close()`，宽限期要比最长的任务长；任务本身要经得起做两遍。',
    },
    explained: ['deploying#queue-workers', 'interview/queue-deploy'],
    also: 'BullMQ job executed twice duplicate deploy SIGTERM worker.close 重复执行 部署',
  },
  {
    id: 'redis-max-clients',
    from: { proof: 'errors-redis-full' },
    happened: {
      en: 'Redis has as many connections as `maxclients` allows, and closes this one. In a roll-out old and new instances count together.',
      zh: 'Redis 的连接数到了 `maxclients`，这一条被关掉。部署期间，新旧实例的连接加在一起算。',
    },
    todo: {
      en: 'Count hosts × instances × connections at the worst moment; share one connection in each process.',
      zh: '按最挤的时候算：主机数 × 实例数 × 连接数；一个进程里共用一条连接。',
    },
    explained: 'deploying#connections',
    also: 'ERR max number of clients reached maxclients redis pool 连接数',
  },
  {
    id: 'postgres-too-many-clients',
    from: {
      documented: 'https://pganalyze.com/docs/log-insights/connections/C28',
      text: 'FATAL: sorry, too many clients already',
    },
    happened: {
      en: 'PostgreSQL has as many connections as `max_connections` allows: pools of all instances, old and new, together.',
      zh: 'PostgreSQL 的连接数到了 `max_connections`：新旧所有实例的连接池加在一起。',
    },
    todo: {
      en: 'Divide the limit by the instances at the worst moment of a roll-out, or put a pooler between.',
      zh: '用上限除以部署中最挤时的实例数，或在中间放一个连接池。',
    },
    explained: 'deploying#connections',
    also: 'sorry, too many clients already 53300 remaining connection slots are reserved pg pool max_connections 连接池 连接数',
  },
  {
    id: 'redis-hangs',
    from: { proof: 'redis-offline-queue' },
    symptom: { en: 'Every request waits while Redis is down', zh: 'Redis 一断，所有请求都在等' },
    happened: {
      en: 'The client keeps commands until it is connected again, without a limit.',
      zh: '客户端把命令攒着，直到重新连上，没有时限。',
    },
    todo: {
      en: '`disableOfflineQueue: true`, and a limit for each command.',
      zh: '`disableOfflineQueue: true`，并给每条命令设时限。',
    },
    explained: 'cluster-state#sessions',
    also: 'redis down requests hang offline queue 请求卡住',
  },
  {
    id: 'watch-stops',
    from: { proof: 'watch-renamed-file' },
    symptom: { en: '`fs.watch` reports the first change only', zh: '`fs.watch` 只报告第一次修改' },
    happened: {
      en: 'The writer renames a new file into place; the watch stays with the old one.',
      zh: '写入方用改名替换文件；监听还挂在旧文件上。',
    },
    todo: { en: 'Watch the folder.', zh: '监听所在目录。' },
    explained: 'ipc#files-watch',
    also: 'fs.watch stops working after save rename vim docker ENOSPC 监听失效',
  },
  {
    id: 'loop-starved',
    from: { proof: 'microtasks-starve' },
    symptom: {
      en: 'Timers and requests stand still, though the code that runs is asynchronous',
      zh: '定时器和请求都停了，跑着的代码明明是异步的',
    },
    happened: {
      en: 'It goes on by `process.nextTick()`, or awaits values that are there already: both queues are emptied before the loop goes on.',
      zh: '它靠 `process.nextTick()` 接力，或者 await 的值都是现成的：这两个队列清空之后，循环才往前走。',
    },
    todo: {
      en: '`await setImmediate()` of `node:timers/promises` after every few milliseconds of work.',
      zh: '每干几毫秒，就 `await` 一次 `node:timers/promises` 的 `setImmediate()`。',
    },
    explained: ['event-loop#starving', 'interview/event-loop-order'],
    also: 'event loop starvation nextTick recursion async loop blocks setTimeout never fires 100% cpu 饿死 定时器不触发',
  },
  {
    id: 'timer-immediate-order',
    from: { proof: 'timeout-or-immediate' },
    symptom: {
      en: '`setTimeout(0)` comes before `setImmediate()` on one run, and after it on the next',
      zh: '`setTimeout(0)` 和 `setImmediate()` 谁先谁后，每次运行都不一样',
    },
    happened: {
      en: '0 means 1 ms, and whether it is over when the loop looks at its timers depends on the machine.',
      zh: '0 其实是 1 ms；循环看定时器的时候它过没过，取决于机器。',
    },
    todo: {
      en: 'Let no code depend on it: `await` one after the other.',
      zh: '不要让代码依赖它：逐个 `await`。',
    },
    explained: ['event-loop#timeout-or-immediate', 'interview/event-loop-order'],
    also: 'setTimeout vs setImmediate order random flaky test 顺序不确定 setTimeout 0',
  },
  {
    id: 'event-before-listener',
    from: { proof: 'emit-in-constructor' },
    symptom: {
      en: 'A listener is added in the line after `new`, and the event never comes',
      zh: '`new` 的下一行就加了监听器，事件却一直不来',
    },
    happened: {
      en: 'The constructor emitted it at once, before anybody could listen.',
      zh: '构造函数当场就发了，那时还没有人能监听。',
    },
    todo: {
      en: 'Emit by `process.nextTick()` there.',
      zh: '在那里用 `process.nextTick()` 来发。',
    },
    explained: 'event-loop#modules',
    also: 'EventEmitter emit in constructor not received event lost 构造函数 emit 收不到',
  },
];
