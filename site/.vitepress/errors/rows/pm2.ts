import type { Row } from '../row.ts';

/** What PM2 says on the terminal, in its list and in its log. */
export const pm2: readonly Row[] = [
  {
    id: 'pm2-script-not-found',
    from: { proof: 'errors-pm2-files', of: 'a missing script' },
    happened: {
      en: 'The file is not there, seen from the folder you stand in or from `cwd`. A name without a dot may also be an app that PM2 does not know.',
      zh: '从你所在的目录（或 `cwd`）看，文件不存在。不带点的名字也可能是 PM2 不认识的应用名。',
    },
    todo: {
      en: 'Give an absolute path, or `cwd` in the ecosystem file.',
      zh: '写绝对路径，或在 ecosystem 文件里写 `cwd`。',
    },
    explained: ['pm2#commands', 'pm2#ecosystem'],
    also: '[PM2][ERROR] Script not found 找不到脚本',
  },
  {
    id: 'pm2-process-not-found',
    from: { proof: 'errors-pm2-commands', of: 'restart an unknown app' },
    happened: {
      en: 'This PM2 has no app of this name: another user, another `PM2_HOME` (`sudo`!), or a daemon that was started anew without `resurrect`.',
      zh: '这个 PM2 里没有这个应用：换了用户、换了 `PM2_HOME`（比如 `sudo`），或守护进程重启后没有 `resurrect`。',
    },
    todo: {
      en: '`pm2 ls` as the user who started it; in scripts `pm2 startOrReload ecosystem.config.cjs`.',
      zh: '用启动它的那个用户运行 `pm2 ls`；脚本里用 `pm2 startOrReload ecosystem.config.cjs`。',
    },
    explained: ['pm2#commands', 'pm2#startup'],
    also: '[PM2][ERROR] Process or Namespace not found 进程不存在',
  },
  {
    id: 'pm2-already-launched',
    from: { proof: 'errors-pm2-commands', of: 'start it again' },
    happened: {
      en: 'An app with this script and name runs already.',
      zh: '同样脚本、同样名字的应用已经在运行。',
    },
    todo: {
      en: '`pm2 startOrReload`, or `pm2 reload`; `-f` starts a second one.',
      zh: '用 `pm2 startOrReload` 或 `pm2 reload`；`-f` 会再起一个。',
    },
    explained: 'pm2#commands',
    also: 'Script already launched add -f option to force re-execution',
  },
  {
    id: 'pm2-file-not-found',
    from: { proof: 'errors-pm2-files', of: 'a missing ecosystem file' },
    happened: {
      en: 'There is no ecosystem file at this path.',
      zh: '这个路径没有 ecosystem 文件。',
    },
    todo: { en: 'In a CI shell, give the whole path.', zh: '在 CI 的 shell 里写完整路径。' },
    explained: 'pm2#ecosystem',
    also: '[PM2][ERROR] File ecosystem.config.js not found',
  },
  {
    id: 'pm2-malformated',
    from: { proof: 'errors-pm2-files', of: 'no JavaScript' },
    happened: {
      en: 'The ecosystem file could not be loaded. In a package with `"type": "module"` a `.js` file with `module.exports` fails, too.',
      zh: 'ecosystem 文件加载失败。包里写了 `"type": "module"` 时，用 `module.exports` 的 `.js` 文件同样会失败。',
    },
    todo: {
      en: 'Name it `ecosystem.config.cjs`, and try it: `node ecosystem.config.cjs`.',
      zh: '改名为 `ecosystem.config.cjs`，并用 `node ecosystem.config.cjs` 试一下。',
    },
    explained: ['pm2#ecosystem', 'pm2#esm-and-typescript'],
    also: 'malformated malformed module is not defined in ES module scope ecosystem.config.js',
  },
  {
    id: 'pm2-no-script',
    from: {
      proof: 'errors-pm2-files',
      of: 'no apps',
      text: /\[PM2\]\[ERROR\].*/,
    },
    happened: {
      en: 'The ecosystem file exports no `apps` with a `script`.',
      zh: 'ecosystem 文件没有导出带 `script` 的 `apps`。',
    },
    todo: {
      en: '`module.exports = { apps: [{ name, script }] }`.',
      zh: '`module.exports = { apps: [{ name, script }] }`。',
    },
    explained: 'pm2#ecosystem',
    also: 'No script path - aborting',
  },
  {
    id: 'pm2-interpreter',
    from: { proof: 'errors-pm2-commands', of: 'an interpreter that is not there' },
    happened: {
      en: "The interpreter is not in the daemon's PATH; with nvm that is another one than yours.",
      zh: '解释器不在守护进程的 PATH 里；用 nvm 时它和你终端里的 PATH 不一样。',
    },
    todo: { en: 'Give its absolute path in `interpreter`.', zh: '在 `interpreter` 里写绝对路径。' },
    explained: ['pm2#esm-and-typescript', 'pm2-operated#shells'],
    also: 'Interpreter bun python ts-node is NOT AVAILABLE in PATH nvm',
  },
  {
    id: 'pm2-command-not-found',
    from: { proof: 'errors-pm2-commands', of: 'a command that it has not' },
    happened: {
      en: 'PM2 has no such command: some of the tutorials are gone, as `gracefulReload` and `web`.',
      zh: 'PM2 没有这个命令：教程里有些已经被删，比如 `gracefulReload`、`web`。',
    },
    todo: {
      en: '`pm2 -h`; `reload` is what `gracefulReload` was.',
      zh: '看 `pm2 -h`；`gracefulReload` 现在就是 `reload`。',
    },
    explained: 'pm2#commands',
    also: '[PM2][ERROR] Command not found gracefulReload',
  },
  {
    id: 'pm2-scale-not-found',
    from: { proof: 'errors-pm2-commands', of: 'scale an unknown app' },
    happened: { en: 'There is no app of this name to scale.', zh: '没有这个名字的应用可以伸缩。' },
    todo: {
      en: 'Names are those of `pm2 ls`, not of the script.',
      zh: '名字以 `pm2 ls` 为准，不是脚本名。',
    },
    explained: 'pm2#scale',
    also: '[PM2][ERROR] Application not found scale',
  },
  {
    id: 'pm2-exited',
    from: { proof: 'errors-pm2-unstable', of: 'each time' },
    happened: {
      en: 'The app ended with this code. The signal in the same line is the one that PM2 would use to stop it; nobody has sent it.',
      zh: '应用以这个退出码结束。同一行里的信号是 PM2 停它时会用的信号，并没有人发过。',
    },
    todo: {
      en: 'The reason stands in the error log of the app: `pm2 logs api --err --lines 50`.',
      zh: '原因在应用的错误日志里：`pm2 logs api --err --lines 50`。',
    },
    explained: 'pm2#crash-loops',
    also: 'App exited with code [1] via signal [SIGINT] pm2.log',
  },
  {
    id: 'pm2-unstable',
    from: { proof: 'errors-pm2-unstable', of: 'in the end' },
    happened: {
      en: 'The app has ended within `min_uptime` as often as `max_restarts` allows. PM2 gives it up.',
      zh: '应用在 `min_uptime` 内结束的次数达到 `max_restarts`，PM2 放弃了。',
    },
    todo: {
      en: 'Mend the start (a port, a variable, a file); `exp_backoff_restart_delay` goes on trying, with pauses.',
      zh: '修好启动失败的原因（端口、变量、文件）；`exp_backoff_restart_delay` 会带着间隔一直重试。',
    },
    explained: ['pm2#crash-loops', 'interview/crash-loop'],
    also: 'had too many unstable restarts Stopped "errored" 反复重启',
  },
  {
    id: 'pm2-errored',
    from: { proof: 'errors-pm2-unstable', of: 'pm2 ls' },
    happened: {
      en: 'The status of an app that PM2 has given up, or could not start.',
      zh: 'PM2 已放弃或启动不了的应用，状态就是它。',
    },
    todo: {
      en: 'It stays so until you say `pm2 restart api`. Watch for it: nothing else tells you.',
      zh: '会一直停在这里，直到你 `pm2 restart api`。要有监控：没有别的东西会告诉你。',
    },
    explained: ['pm2#crash-loops', 'interview/crash-loop'],
    also: 'pm2 status errored',
  },
  {
    id: 'pm2-waiting-restart',
    from: { run: 'pm2-crash-restart', text: /waiting restart/ },
    happened: {
      en: 'The status between a crash and the next attempt, with `exp_backoff_restart_delay` or `restart_delay`.',
      zh: '崩溃之后、下次尝试之前的状态：设了 `exp_backoff_restart_delay` 或 `restart_delay`。',
    },
    todo: {
      en: 'Count restarts (`↺`): the app is not there meanwhile.',
      zh: '看重启次数（`↺`）：这段时间应用并不在。',
    },
    explained: 'pm2#crash-loops',
    also: 'pm2 status waiting restart',
  },
  {
    id: 'pm2-will-restart-in',
    from: { run: 'pm2-crash-restart', text: /App \[b:0\] will restart in \d+ms/ },
    happened: {
      en: 'The pause before the next attempt; it grows by half each time, up to 15 seconds.',
      zh: '下次尝试前的等待；每次增加一半，最多 15 秒。',
    },
    todo: { en: 'Nothing by itself; see why it ends.', zh: '本身不用处理；去看它为什么结束。' },
    explained: 'pm2#crash-loops',
    also: 'will restart in 100ms',
  },
  {
    id: 'pm2-reload-in-progress',
    from: { proof: 'errors-pm2-reload-twice' },
    happened: {
      en: 'A reload still runs, or one was cut off: its lock stays for half a minute.',
      zh: '上一次 reload 还在进行，或被中断：锁会留半分钟。',
    },
    todo: {
      en: 'Let one deployment follow the other; `--force` only where you know that nobody reloads.',
      zh: '部署要一个接一个；确定没人在 reload 才用 `--force`。',
    },
    explained: 'pm2#reload',
    also: 'Reload already in progress, please try again in seconds or use --force',
  },
  {
    id: 'pm2-failed-to-kill',
    from: { proof: 'errors-pm2-kill-timeout', of: 'while it waits' },
    happened: {
      en: 'The app has got the signal and is still there; PM2 looks again every 100 ms.',
      zh: '应用收到信号但还在；PM2 每 100 毫秒再看一次。',
    },
    todo: {
      en: 'Usual while requests are being answered. Does it never end? Then SIGINT is handled and nobody closes the server.',
      zh: '还在处理请求时属正常。一直不结束？说明接住了 SIGINT，却没人关服务器。',
    },
    explained: ['pm2#reload', 'production#graceful-shutdown'],
    also: 'failed to kill - retrying in 100ms pm2.log',
  },
  {
    id: 'pm2-still-alive',
    from: { proof: 'errors-pm2-kill-timeout', of: 'then' },
    happened: {
      en: '`kill_timeout` (1600 ms where you say nothing) is over, and PM2 kills what is left: requests under way are lost.',
      zh: '`kill_timeout`（不写就是 1600 毫秒）到了，PM2 强制杀掉：正在处理的请求丢失。',
    },
    todo: {
      en: 'Set `kill_timeout` above your slowest request, and shut down faster than that.',
      zh: '`kill_timeout` 要大于最慢的请求，并且停机比它快。',
    },
    explained: ['pm2#reload', 'interview/pm2-reload'],
    also: 'still alive after 1600ms sending SIGKILL kill_timeout',
  },
  {
    id: 'pm2-max-memory',
    from: { proof: 'errors-pm2-memory' },
    happened: {
      en: 'The app took more than `max_memory_restart`, and PM2 starts it anew. It looks every 30 seconds.',
      zh: '应用占用超过 `max_memory_restart`，PM2 重新启动它。每 30 秒看一次。',
    },
    todo: {
      en: 'A net, no cure: find the leak. In fork mode requests under way are cut off.',
      zh: '这是兜底，不是治疗：去找泄漏。fork 模式下正在处理的请求会被切断。',
    },
    explained: ['pm2#memory', 'performance#leak'],
    also: 'restarted because it exceeds --max-memory-restart value current_memory max_memory_limit octets pm2 内存限制 重启',
  },
  {
    id: 'pm2-update-env',
    from: { run: 'pm2-shutdown-message', text: /Use --update-env to update environment variables/ },
    happened: {
      en: 'A hint, no error: the app keeps the environment that it was started with.',
      zh: '只是提示，不是错误：应用沿用启动时的环境变量。',
    },
    todo: {
      en: 'For what your shell exports: `pm2 restart app --update-env`, by name. For what the file says: restart through the file.',
      zh: 'shell 里 export 的变量：按名字 `pm2 restart app --update-env`。文件里写的变量：通过文件重启。',
    },
    explained: ['pm2#ecosystem', 'pm2#commands'],
    also: 'environment variables not updated restart 环境变量不生效',
  },
  {
    id: 'pm2-home-enotdir',
    from: { proof: 'errors-pm2-home' },
    happened: {
      en: 'PM2 cannot make its folder (`PM2_HOME`, else `~/.pm2`): a service without a home, or a container with a read-only root.',
      zh: 'PM2 建不了自己的目录（`PM2_HOME`，否则是 `~/.pm2`）：没有 home 的服务账号，或只读根文件系统的容器。',
    },
    todo: {
      en: 'Set `PM2_HOME` to a folder that its user may write.',
      zh: '把 `PM2_HOME` 设成这个用户可写的目录。',
    },
    explained: 'pm2#what-is-pm2',
    also: 'EACCES permission denied mkdir .pm2 EROFS PM2_HOME',
  },
  {
    id: 'pm2-spawning-daemon',
    from: { run: 'pm2-start', text: /\[PM2\] Spawning PM2 daemon with pm2_home=\S+/ },
    happened: {
      en: 'There was no daemon for this home. Where you expected your apps, this is another user or another `PM2_HOME`.',
      zh: '这个 home 还没有守护进程。如果你以为应用应该在，那就是换了用户或 `PM2_HOME`。',
    },
    todo: {
      en: 'Say `pm2 kill` to the needless daemon, and use the right user; `sudo pm2` is another PM2.',
      zh: '对多余的守护进程 `pm2 kill`，换回正确的用户；`sudo pm2` 是另一个 PM2。',
    },
    explained: ['pm2#what-is-pm2', 'pm2#startup'],
    also: 'Spawning PM2 daemon with pm2_home list empty sudo pm2 ls 空列表',
  },
  {
    id: 'pm2-online-not-started',
    from: { run: 'pm2-false-online', text: /online/ },
    symptom: { en: 'PM2 says `online`, and nothing answers', zh: 'PM2 显示 `online`，却没有应答' },
    happened: {
      en: '`online` means that the process runs. In fork mode PM2 keeps even one alive that has done its work or failed in an import.',
      zh: '`online` 只表示进程在。fork 模式下，连已经做完事、或 import 失败的进程都会被 PM2 留着。',
    },
    todo: {
      en: "Ask the app itself: a health check; `wait_ready` with `process.send('ready')`.",
      zh: "问应用本身：做健康检查；`wait_ready` 配 `process.send('ready')`。",
    },
    explained: 'pm2#false-online',
    also: 'pm2 online but not working port not listening 显示在线但访问不了',
  },
  {
    id: 'pm2-reload-old-code',
    from: { proof: 'pm2-release-dirname-name' },
    symptom: {
      en: 'After `pm2 reload` the old code still runs',
      zh: '`pm2 reload` 之后跑的还是旧代码',
    },
    happened: {
      en: 'PM2 keeps the path that it resolved at the first start; a link that now leads to a new release is not followed.',
      zh: 'PM2 记住第一次启动时解析出的路径；软链接改指新版本，它不会跟着变。',
    },
    todo: {
      en: 'Write the path of the link as `cwd`, and reload by the file.',
      zh: '把软链接的路径写成 `cwd`，并用文件来 reload。',
    },
    explained: ['pm2#reload', 'cluster#deploy'],
    also: 'pm2 reload old code symlink current release capistrano deploy 旧代码 不生效',
  },
  {
    id: 'pm2-fork-port',
    from: { proof: 'pm2-two-on-a-port' },
    symptom: {
      en: 'Two instances in fork mode: one of them says EADDRINUSE',
      zh: 'fork 模式开两个实例：其中一个报 EADDRINUSE',
    },
    happened: {
      en: 'Only cluster mode shares a port. Fork mode starts two programs that want the same one.',
      zh: '只有 cluster 模式共享端口。fork 模式是两个程序抢同一个。',
    },
    todo: {
      en: "`exec_mode: 'cluster'`, or a port each: `increment_var: 'PORT'`.",
      zh: "用 `exec_mode: 'cluster'`，或每个实例一个端口：`increment_var: 'PORT'`。",
    },
    explained: ['pm2#modes', 'interview/pm2-cluster-mode'],
    also: 'pm2 instances fork EADDRINUSE 端口冲突',
  },
  {
    id: 'pm2-launcher-port',
    from: { proof: 'pm2-launcher-on-a-port' },
    symptom: {
      en: 'Two instances in cluster mode, started through npm: one of them says EADDRINUSE',
      zh: 'cluster 模式开两个实例，通过 npm 启动：其中一个报 EADDRINUSE',
    },
    happened: {
      en: 'The worker is npm. Your program is its child, and opens the port for itself.',
      zh: 'worker 是 npm。你的程序是它的子进程，自己去开端口。',
    },
    todo: {
      en: 'Name the file that calls `listen()` as the script, or take fork mode with one instance.',
      zh: 'script 直接写调用 `listen()` 的文件，或用 fork 模式、一个实例。',
    },
    explained: 'pm2-operated#launchers',
    also: 'pm2 start npm -- start cluster next nuxt nest .bin script npm args only one instance port in use 多实例 npm 启动 只有一个能启动',
  },
  {
    id: 'pm2-exit-zero',
    from: { proof: 'pm2-exit-zero' },
    symptom: {
      en: 'A script that is done is started again and again',
      zh: '脚本做完了，却被一遍遍重新启动',
    },
    happened: {
      en: 'PM2 restarts whatever ends, with exit code 0 as well.',
      zh: '只要结束 PM2 就重启，退出码是 0 也一样。',
    },
    todo: {
      en: '`autorestart: false` or `stop_exit_codes: [0]`; for a clock, `cron_restart`.',
      zh: '`autorestart: false` 或 `stop_exit_codes: [0]`；定时任务用 `cron_restart`。',
    },
    explained: ['pm2#crash-loops', 'pm2#memory'],
    also: 'pm2 restarts script exit 0 cron job one-off 任务 重复执行',
  },
  {
    id: 'pm2-list-empty',
    from: { proof: 'pm2-two-homes', of: 'another home' },
    symptom: {
      en: '`pm2 ls` is empty, and the app runs',
      zh: '`pm2 ls` 是空的，应用却在跑',
    },
    happened: {
      en: 'Another user, `sudo` or another `PM2_HOME` started it: each home has a daemon and a list of its own.',
      zh: '是别的用户、`sudo` 或另一个 `PM2_HOME` 启动的：每个 home 各有一个守护进程和一张列表。',
    },
    todo: {
      en: '`ps -eo user,args | grep "PM2 v"` shows each daemon with its home; use one user, with `sudo -u app -H pm2 ls`.',
      zh: '`ps -eo user,args | grep "PM2 v"` 列出每个守护进程和它的 home；只用一个用户，如 `sudo -u app -H pm2 ls`。',
    },
    explained: ['pm2-operated#homes', 'interview/which-pm2'],
    also: 'pm2 list empty sudo root PM2_HOME no processes 列表为空 另一个用户',
  },
  {
    id: 'pm2-deploy-not-found',
    from: { run: 'pm2-deploy', text: /bash: pm2: command not found/ },
    happened: {
      en: 'A command over SSH, in CI or cron runs in a shell that reads no profile: what nvm put on your `PATH` is not there.',
      zh: '经 SSH、CI 或 cron 执行的命令，用的 shell 不读 profile：nvm 加到 `PATH` 里的东西不在。',
    },
    todo: {
      en: 'Write whole paths (`/opt/node/bin/node /opt/node/bin/pm2 …`), or put `PATH=…` before the command.',
      zh: '写完整路径（`/opt/node/bin/node /opt/node/bin/pm2 …`），或在命令前加 `PATH=…`。',
    },
    explained: ['pm2-operated#shells', 'interview/which-pm2'],
    also: 'pm2: command not found ssh CI nvm sudo pm2 deploy post-deploy hook failed 找不到命令',
  },
  {
    id: 'pm2-container-exits',
    from: { proof: 'pm2-as-process-1', of: 'pm2 start' },
    symptom: {
      en: 'A container with `pm2 start` ends at once, with exit code 0',
      zh: '用 `pm2 start` 的容器马上退出，退出码是 0',
    },
    happened: {
      en: '`pm2 start` ends as soon as the daemon has its orders. It was process 1, so the kernel ends all that is left in the container.',
      zh: '`pm2 start` 交代完守护进程就退出。它是 1 号进程，所以内核把容器里剩下的都结束掉。',
    },
    todo: {
      en: '`CMD ["node", "app.js"]`, or `pm2-runtime` for several processes.',
      zh: '用 `CMD ["node", "app.js"]`；要放几个进程就用 `pm2-runtime`。',
    },
    explained: ['pm2-operated#container', 'interview/which-pm2'],
    also: 'docker pm2 start exits immediately container restarts exit code 0 pm2-runtime --no-daemon 容器 退出',
  },
];
