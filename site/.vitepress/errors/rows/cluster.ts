import type { Row } from '../row.ts';

/** What shows in a cluster, and where a server begins and stops to listen. */
export const cluster: readonly Row[] = [
  {
    id: 'listen-eaddrinuse',
    from: { proof: 'errors-listen', of: 'the port is taken' },
    happened: {
      en: 'Another process listens at this port: an older start of yours, a watcher, or a second instance without a cluster.',
      zh: '另一个进程在监听这个端口：没退出的旧进程、watch 工具，或没用 cluster 的第二个实例。',
    },
    todo: {
      en: '`ss -ltnp` or `lsof -i :3000` names it. End the old one by SIGTERM and wait for its exit before you start the new one.',
      zh: '`ss -ltnp` 或 `lsof -i :3000` 能看到是谁。先用 SIGTERM 结束旧的，等它退出再启动新的。',
    },
    explained: ['cluster#listening', 'pm2#modes'],
    also: 'listen EADDRINUSE: address already in use :::3000 port in use 端口被占用 nodemon',
  },
  {
    id: 'listen-eaddrinuse-host',
    from: { proof: 'errors-listen', of: 'the port is taken, with a host' },
    happened: {
      en: 'Another process listens at this port. A server at `::` takes the port of IPv4 as well.',
      zh: '另一个进程在监听这个端口。监听 `::` 的服务器会同时占用 IPv4 的端口。',
    },
    todo: {
      en: 'In tests use `listen(0)`, and read `server.address().port`.',
      zh: '测试里用 `listen(0)`，再读 `server.address().port`。',
    },
    explained: 'cluster#listening',
    also: 'EADDRINUSE 127.0.0.1:3000 address already in use jest test',
  },
  {
    id: 'bind-eaddrinuse-null',
    from: { proof: 'errors-cluster-port', of: 'no host' },
    happened: {
      en: 'A worker of a cluster asked the primary to listen, and another program has the port. `null` stands for: no host was given.',
      zh: 'cluster 的 worker 请主进程监听，端口被别的程序占用。`null` 的意思是没有写地址。',
    },
    todo: {
      en: 'Find it with `ss -ltnp`: often an older primary that still runs, or PM2 that runs the same app.',
      zh: '用 `ss -ltnp` 找出是谁：常常是还没退出的旧主进程，或 PM2 也在跑同一个应用。',
    },
    explained: ['cluster#listening', 'cluster#sharing-a-port'],
    also: 'bind EADDRINUSE null:3000 cluster port already in use 端口被占用',
  },
  {
    id: 'bind-eaddrinuse',
    from: { proof: 'errors-cluster-port', of: 'a host' },
    happened: {
      en: 'A worker of a cluster asked the primary to listen at this address, and another program has the port.',
      zh: 'cluster 的 worker 请主进程监听这个地址，端口被别的程序占用。',
    },
    todo: {
      en: 'Find it with `ss -ltnp`; end an older primary by SIGTERM and wait for its exit.',
      zh: '用 `ss -ltnp` 找出是谁；旧的主进程用 SIGTERM 结束，等它退出。',
    },
    explained: 'cluster#listening',
    also: 'bind EADDRINUSE 127.0.0.1 cluster 端口被占用',
  },
  {
    id: 'listen-eacces',
    from: { proof: 'errors-low-port', text: /.*EACCES.*/ },
    happened: {
      en: 'Ports below 1024 are kept for root on this system. On Windows it also means that the port is reserved.',
      zh: '这个系统上 1024 以下的端口只给 root。Windows 上也可能是端口被保留。',
    },
    todo: {
      en: 'Listen at a high port behind a proxy; or `CAP_NET_BIND_SERVICE`, `AmbientCapabilities` in systemd.',
      zh: '监听高位端口，前面放代理；或给 `CAP_NET_BIND_SERVICE`（systemd 里是 `AmbientCapabilities`）。',
    },
    explained: 'production#two-hosts-proxy',
    also: 'listen EACCES permission denied 0.0.0.0:80 port 80 443 权限',
  },
  {
    id: 'listen-eaddrnotavail',
    from: { proof: 'errors-listen', of: 'an address of another machine' },
    happened: { en: 'This machine has no such address.', zh: '这台机器没有这个地址。' },
    todo: { en: 'Leave the host out, or listen at `0.0.0.0`.', zh: '不写地址，或监听 `0.0.0.0`。' },
    explained: 'cluster#listening',
    also: 'listen EADDRNOTAVAIL',
  },
  {
    id: 'bind-eaddrnotavail',
    from: { proof: 'errors-cluster-port', of: 'an address of another machine' },
    happened: {
      en: 'The address to listen at belongs to no interface of this machine or container.',
      zh: '要监听的地址不属于这台机器（或容器）的任何网卡。',
    },
    todo: {
      en: 'Listen at `0.0.0.0` or `::` in a container; the address of the host is not inside.',
      zh: '容器里监听 `0.0.0.0` 或 `::`；宿主机的地址在容器里不存在。',
    },
    explained: 'cluster#listening',
    also: 'bind EADDRNOTAVAIL docker address not available',
  },
  {
    id: 'socket-bad-port',
    from: { proof: 'errors-listen', of: 'a port too high' },
    happened: {
      en: 'The port is no number from 0 to 65535: often `PORT + instance`, where `PORT` is a text.',
      zh: '端口不是 0 到 65535 的数字：常见的是 `PORT + 实例号`，而 `PORT` 是字符串。',
    },
    todo: {
      en: '`Number(process.env.PORT)`, and check it at the start.',
      zh: '`Number(process.env.PORT)`，启动时校验。',
    },
    explained: ['cluster#listening', 'overview#process-info'],
    also: 'ERR_SOCKET_BAD_PORT options.port should be >= 0 and < 65536',
  },
  {
    id: 'socket-bad-port-word',
    from: { proof: 'errors-listen', of: 'a port that is a word' },
    happened: {
      en: 'The port is a text that is no number, or `undefined` as text.',
      zh: '端口是字符串却不是数字，或是字符串 `undefined`。',
    },
    todo: {
      en: 'Look at the variable; a template that was not filled is one reason.',
      zh: '检查变量：模板没有替换也是原因之一。',
    },
    explained: 'cluster#listening',
    also: 'ERR_SOCKET_BAD_PORT Received type string NaN undefined',
  },
  {
    id: 'server-already-listen',
    from: { proof: 'errors-listen', of: 'listen() twice' },
    happened: {
      en: '`listen()` was called twice on one server.',
      zh: '对同一个 server 调用了两次 `listen()`。',
    },
    todo: {
      en: 'Leave `listen` to one place; tests import the app and not the file that starts it.',
      zh: '只在一个地方 `listen`；测试导入 app，而不是启动文件。',
    },
    explained: 'cluster#listening',
    also: 'ERR_SERVER_ALREADY_LISTEN Listen method has been called more than once',
  },
  {
    id: 'server-not-running',
    from: { proof: 'errors-listen', of: 'close() before listen()' },
    happened: {
      en: '`close()` on a server that does not listen: a second SIGTERM, or one that comes before the start is over.',
      zh: '对没在监听的 server 调用 `close()`：第二个 SIGTERM，或启动还没完成就来了 SIGTERM。',
    },
    todo: {
      en: 'Shut down once: keep the promise of the first time, and give it to the second.',
      zh: '停机只做一次：保存第一次的 Promise，第二次直接返回它。',
    },
    explained: ['production#graceful-shutdown', 'cluster#shutdown', 'interview/graceful-shutdown'],
    also: 'ERR_SERVER_NOT_RUNNING Server is not running',
  },
  {
    id: 'reuse-port',
    from: { proof: 'errors-reuse-port' },
    symptom: {
      en: '`reusePort: true`: the second process listens at the same port, without a word',
      zh: '`reusePort: true`：第二个进程不声不响地监听了同一个端口',
    },
    happened: {
      en: 'From Node.js 22 on Linux shares the connections between both; Node.js 20 does not know the option and says EADDRINUSE.',
      zh: 'Node.js 22 起，Linux 会把连接分给两个进程；Node.js 20 不认识这个选项，报 EADDRINUSE。',
    },
    todo: {
      en: 'Use it on purpose only: an old process that you forgot gets a part of the requests.',
      zh: '只在明确需要时使用：忘了关的旧进程会分走一部分请求。',
    },
    explained: ['cluster#listening', 'cluster#blocked'],
    also: 'reusePort SO_REUSEPORT EADDRINUSE ENOTSUP 端口复用',
  },
  {
    id: 'max-connections-hang',
    from: { proof: 'max-connections-cluster' },
    symptom: {
      en: 'With `maxConnections` in a cluster new clients hang, and the primary burns a core',
      zh: 'cluster 里设了 `maxConnections`：新客户端挂住，主进程占满一个核',
    },
    happened: {
      en: 'All workers are full. Each gives the connection back, and the primary offers it to the next one, round and round.',
      zh: '所有 worker 都满了。谁都把连接退回去，主进程就一直转圈递给下一个。',
    },
    todo: {
      en: '`server.dropMaxConnection = true` closes it instead; Node.js 20 has no such option. Or count requests, and answer 503.',
      zh: '设 `server.dropMaxConnection = true`，直接关掉；Node.js 20 没有这个选项。或者数请求，回 503。',
    },
    explained: 'http-limits#max-connections',
    also: 'maxConnections cluster hang primary 100% CPU dropMaxConnection connection limit 连接数上限 卡住',
  },
  {
    id: 'cluster-fork-not-function',
    from: { proof: 'errors-cluster-calls', of: 'fork() in a worker' },
    happened: {
      en: '`cluster.fork()` was called in a worker: what stands outside of `if (cluster.isPrimary)` runs in each.',
      zh: '在 worker 里调用了 `cluster.fork()`：写在 `if (cluster.isPrimary)` 外面的代码每个进程都会跑。',
    },
    todo: {
      en: 'Put it inside; a worker asks the primary by a message.',
      zh: '放进 if 里；worker 要新进程就发消息给主进程。',
    },
    explained: 'cluster#what-is-cluster',
    also: 'cluster.fork is not a function',
  },
  {
    id: 'cluster-send-dead',
    from: { proof: 'errors-cluster-calls', of: 'send() to a dead worker' },
    happened: {
      en: 'The primary has sent to a worker that has ended. Without a listener this ends the primary, and with it the service.',
      zh: '主进程给已经结束的 worker 发消息。没有监听器的话，主进程会退出，整个服务也就没了。',
    },
    todo: {
      en: "Send with a callback, and listen to `'error'` on each worker.",
      zh: "`send` 带上回调，每个 worker 都监听 `'error'`。",
    },
    explained: ['cluster#messages', 'ipc#channel-closed'],
    also: 'ERR_IPC_CHANNEL_CLOSED Channel closed cluster worker.send',
  },
  {
    id: 'cluster-worker-pid',
    from: { proof: 'errors-cluster-calls', of: 'worker.pid in the primary' },
    happened: {
      en: 'A worker of a cluster has no `pid`; its process has.',
      zh: 'cluster 的 worker 对象没有 `pid`，它的 process 才有。',
    },
    todo: { en: '`worker.process.pid`.', zh: '用 `worker.process.pid`。' },
    explained: 'cluster#events',
    also: 'The "pid" argument must be of type number. Received undefined worker.pid',
  },
  {
    id: 'cluster-worker-undefined',
    from: { proof: 'errors-cluster-calls', of: 'cluster.worker in the primary' },
    happened: {
      en: '`cluster.worker` is there in workers only: the file was run without a primary.',
      zh: '`cluster.worker` 只在 worker 里有：这个文件不是由主进程启动的。',
    },
    todo: {
      en: '`cluster.worker?.id`, or the environment variable that you set at `fork()`.',
      zh: '写 `cluster.worker?.id`，或用 `fork()` 时设置的环境变量。',
    },
    explained: ['cluster#what-is-cluster', 'cluster#roles'],
    also: "Cannot read properties of undefined (reading 'id') cluster.worker",
  },
  {
    id: 'inspector-address-in-use',
    from: { proof: 'errors-inspect-port' },
    happened: {
      en: 'Another process has the port of the debugger: a forked child inherits `--inspect`. The program runs on without a debugger.',
      zh: '调试端口被别的进程占用：`fork` 的子进程会继承 `--inspect`。程序照常运行，只是没有调试器。',
    },
    todo: {
      en: '`execArgv: []` for children, or `--inspect=0`; a cluster counts the port up by itself.',
      zh: '给子进程 `execArgv: []`，或 `--inspect=0`；cluster 会自己把端口递增。',
    },
    explained: ['fork#fork', 'diagnosing#debugger'],
    also: 'Starting inspector on 127.0.0.1:9229 failed: address already in use --inspect debugger 调试端口',
  },
  {
    id: 'cluster-worker-died',
    from: { proof: 'errors-cluster-died', of: 'SIGKILL' },
    happened: {
      en: 'The worker died while it worked on the request: a bug, the out-of-memory killer, or a restart that did not wait.',
      zh: '请求处理到一半 worker 死了：代码出错、被 OOM killer 杀掉，或重启时没有等待。',
    },
    todo: {
      en: "Look at `'exit'` in the primary for its code or signal; only requests that may run twice can be tried again.",
      zh: "看主进程 `'exit'` 事件里的退出码或信号；只有可以重复执行的请求才能重试。",
    },
    explained: ['cluster#restart', 'cluster#events', 'production#error-handling'],
    also: 'socket hang up ECONNRESET worker died cluster 502',
  },
];
