import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program, type Proofs } from '../../proving.ts';
import { lasts } from './ending.ts';

/** A daemon that is started in this way: does its parent end, while it runs? */
const holds = (options: string, unref = true): Promise<string> =>
  lasts(`
    import { openSync } from 'node:fs';
    const log = openSync('/dev/null', 'w');
    const daemon = spawn('sleep', ['30'], { ${options} });
    process.on('exit', () => process.kill(daemon.pid));
    ${unref ? 'daemon.unref();' : ''}`);

/** Kills the parent of a child, which tells of itself on stdout by its pid first. */
async function orphaned(parentSource: string): Promise<string> {
  const parent = spawn(process.execPath, [program(parentSource)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const child = parseInt(String(line));
  // The child writes to the same pipe: at its end nobody has it any more.
  let open = true;
  const ended = once(parent.stdout.resume(), 'end').then(() => (open = false));
  const exited = once(parent, 'exit');
  parent.kill('SIGKILL');
  await exited;
  const limit = setTimeout(() => process.kill(child, 'SIGKILL'), 2000);
  const started = performance.now();
  await ended;
  clearTimeout(limit);
  return !open && performance.now() - started < 1900 ? 'ends' : 'lives on';
}

/** Starts a child that has this code, and a timer that would hold it for a minute. */
const forks = (code: string): string => `
  import { fork } from 'node:child_process';
  import { writeFileSync } from 'node:fs';
  const file = import.meta.filename.replace('.mjs', '-child.mjs');
  writeFileSync(file, ${JSON.stringify(`
    setTimeout(() => {}, 60_000);
    process.on('message', () => {}); // Attached to its channel.
    ${code}
    console.log(process.pid);`)});
  fork(file);`;

/** A cluster worker that serves, with this code. */
const clusters = (code: string): string => `
  import cluster from 'node:cluster';
  import { createServer } from 'node:http';
  if (cluster.isPrimary) cluster.fork();
  else {
    setTimeout(() => {}, 60_000);
    createServer().listen(0, '127.0.0.1', () => {
      console.log(process.pid);
      ${code}
    });
  }`;

export const proofs: Proofs = {
  /**
   * A child that runs on, `detached` and `unref()`ed: does its parent end, by `stdio`?
   * @zh 子进程继续跑，已 `detached` 并 `unref()`：看 `stdio` 怎么设，父进程能结束吗？
   */
  'detached-stdio': async () => ({
    'left out (pipes)': await holds('detached: true'),
    "'ignore'": await holds("detached: true, stdio: 'ignore'"),
    "'inherit'": await holds("detached: true, stdio: 'inherit'"),
    'a log': await holds("detached: true, stdio: ['ignore', log, log]"),
    "'ignore', with 'ipc'": await holds(
      "detached: true, stdio: ['ignore', 'ignore', 'ignore', 'ipc']",
    ),
  }),

  /**
   * A child that runs on, with its output ignored: does its parent end, by `unref()` and `detached`?
   * @zh 子进程继续跑，输出已忽略：看 `unref()` 和 `detached`，父进程能结束吗？
   */
  'detached-unref': async () => ({
    both: await holds("detached: true, stdio: 'ignore'"),
    'detached alone': await holds("detached: true, stdio: 'ignore'", false),
    'unref() alone': await holds("stdio: 'ignore'"),
  }),

  /**
   * A command that leaves a child behind with `stdio: 'inherit'`: what does whoever reads its output see?
   * @zh 命令留下一个 `stdio: 'inherit'` 的子进程：读它输出的一方看到什么？
   */
  'inherited-output-waits': async () => {
    const seen = async (stdio: string): Promise<string> => {
      const command = spawn(process.execPath, [
        program(`import { spawn } from 'node:child_process';
          const daemon = spawn('sleep', ['30'], { detached: true, stdio: '${stdio}' });
          console.log(daemon.pid);
          daemon.unref();`),
      ]);
      const [pid] = (await once(command.stdout, 'data')).map(Number);
      let closed = false;
      command.on('close', () => (closed = true));
      command.stdout.resume();
      command.stderr.resume();
      await once(command, 'exit');
      // What closes with the command does so in the turns of the loop that follow.
      for (let turn = 0; turn < 100 && !closed; turn++)
        await new Promise((resolve) => setTimeout(resolve, 5));
      process.kill(pid!);
      return closed ? 'ends with the command' : 'waits for the daemon';
    };
    return {
      "'inherit'": await seen('inherit'),
      "'ignore'": await seen('ignore'),
    };
  },

  /**
   * Group and session of a child, without and with `detached`.
   * @zh 子进程的进程组和会话：不带和带 `detached`。
   */
  'detached-group': async () => {
    const of = (pid: number): string[] => {
      // pid (name) state ppid group session
      const [, , group, session] = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/.*\) /, '')
        .split(' ');
      return [group!, session!];
    };
    const mine = of(process.pid);
    const seen = async (detached: boolean): Promise<string> => {
      const child = spawn('sleep', ['30'], { detached });
      await once(child, 'spawn');
      const [group, session] = of(child.pid!);
      child.kill();
      const own = (
        id: string | undefined,
        parent: string | undefined,
      ): string =>
        id === String(child.pid)
          ? 'its own'
          : id === parent
            ? "the parent's"
            : 'other';
      return `group ${own(group, mine[0])}, session ${own(session, mine[1])}`;
    };
    return { without: await seen(false), 'detached: true': await seen(true) };
  },

  /**
   * The parent is ended by SIGKILL: what becomes of a forked child?
   * @zh 父进程被 SIGKILL 结束：fork 出来的子进程怎么样？
   */
  'orphaned-fork': async () => ({
    'with a timer': await orphaned(forks('')),
    "exits at 'disconnect'": await orphaned(
      forks("process.on('disconnect', () => process.exit());"),
    ),
  }),

  /**
   * The primary is ended by SIGKILL: what becomes of a cluster worker with a server and a timer?
   * @zh 主进程被 SIGKILL 结束：带着 server 和定时器的 cluster worker 怎么样？
   */
  'orphaned-cluster-worker': async () => ({
    'with a timer': await orphaned(clusters('')),
    "with a 'disconnect' listener": await orphaned(
      clusters("process.on('disconnect', () => {});"),
    ),
    'busy without end': await orphaned(clusters('for (;;);')),
  }),

  /**
   * A child has ended while the parent is busy: what do its state and `kill(pid, 0)` say?
   * @zh 父进程正忙，子进程已结束：它的状态和 `kill(pid, 0)` 怎么说？
   */
  'zombie-kill-0': async () => {
    const child = spawn('true');
    const state = (): string =>
      /\) (\w)/.exec(readFileSync(`/proc/${child.pid}/stat`, 'utf8'))![1]!;
    while (state() !== 'Z'); // Busy: Node cannot collect it.
    const busy = process.kill(child.pid!, 0) ? 'no error' : 'error';
    await once(child, 'exit');
    let after = 'no error';
    try {
      process.kill(child.pid!, 0);
    } catch (error) {
      after = (error as NodeJS.ErrnoException).code!;
    }
    return {
      'not collected': `state Z, kill ${busy}`,
      "after 'exit'": `kill ${after}`,
    };
  },

  /**
   * SIGKILL for a process that has ended and was not collected.
   * @zh 对已结束但还没被回收的进程发 SIGKILL。
   */
  'zombie-sigkill': async () => {
    const go = join(tmpdir(), 'go');
    const child = `while [ ! -e ${go} ]; do sleep 0.05; done`;
    const shell = spawn('sh', ['-c', `(${child}) & echo $!; exec sleep 30`]);
    const [pid] = (await once(shell.stdout, 'data')).map(Number);
    const name = (): string => readFileSync(`/proc/${shell.pid}/comm`, 'utf8');
    while (name().trim() !== 'sleep'); // Which collects nobody.
    writeFileSync(go, '');
    const state = (): string =>
      /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))![1]!;
    while (state() !== 'Z');
    process.kill(pid!, 'SIGKILL');
    const still = `state ${state()}`;
    shell.kill();
    return still;
  },

  /**
   * Node.js as process 1: what becomes of its own child, and of an orphan that it is given?
   * @zh Node.js 当 1 号进程：它自己的子进程、系统交给它的孤儿，结束后各怎么样？
   * @needs root
   */
  'node-as-process-1': async () => {
    const file = program(`
      import { spawn, spawnSync } from 'node:child_process';
      import { once } from 'node:events';
      const state = (pid) =>
        spawnSync('ps', ['-o', 'stat=', '-p', pid], { encoding: 'utf8' }).stdout.trim()[0] ?? 'gone';
      const shell = spawn('sh', ['-c', 'tail -s 0.1 --pid=$$ -f /dev/null & echo $!']);
      const [pid] = (await once(shell.stdout, 'data')).map(String);
      await once(shell, 'close'); // At the end of the orphan: it has the pipe.
      while (!['Z', 'gone'].includes(state(pid.trim())));
      console.log('its child: ' + state(String(shell.pid)) + ', the orphan: ' + state(pid.trim()));`);
    // Without rights, a namespace of users gives the right to make one of processes.
    const user = process.getuid!() === 0 ? [] : ['--user', '--map-root-user'];
    const args = [...user, '--pid', '--fork', '--mount-proc'];
    const { stdout, stderr } = spawnSync(
      'unshare',
      [...args, process.execPath, file],
      { encoding: 'utf8' },
    );
    if (!stdout) throw new Error(stderr);
    return stdout.trim();
  },
};
