import { exec, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endOf, nameOf, run, type Proofs } from '../../proving.ts';

/**
 * Runs a program, and says whether something holds it once it has nothing left to do: a timer that holds nothing by
 * itself fires only then.
 *
 * @returns `stays` or `ends`.
 */
export async function lasts(source: string): Promise<string> {
  const { stdout, stderr } = await run(`
    import { spawn, fork } from 'node:child_process';
    ${source}
    setTimeout(() => { console.log('held'); process.exit(); }, 500).unref();`);
  if (stderr) throw new Error(stderr);
  return stdout.endsWith('held') ? 'stays' : 'ends';
}

/** A shell that leaves a child behind, with the pipes that it was given. */
const leavesOne = `
  const tool = spawn('sh', ['-c', 'sleep 30 & echo $!']);
  const left = Number(await new Promise((resolve) => tool.stdout.once('data', resolve)));
  process.on('exit', () => process.kill(left));
  await new Promise((resolve) => tool.once('exit', resolve));`;

/** The events of a child in the order in which they come, once `last` has come. */
const eventsOf = (
  child: ReturnType<typeof spawn>,
  last = 'close',
): Promise<string> =>
  new Promise((resolve) => {
    const seen: string[] = [];
    const note = (name: string, what: string): void => {
      seen.push(`${name} ${what}`);
      if (name === last) resolve(seen.join(', '));
    };
    child.on('error', (error) => note('error', nameOf(error)));
    for (const name of ['exit', 'close'])
      child.on(name, (code: number, signal: NodeJS.Signals) =>
        note(name, endOf({ code, signal })),
      );
  });

export const proofs: Proofs = {
  /**
   * The tool has ended, and a child of its own holds the pipes: what must the parent let go to end itself?
   * @zh 工具已经结束，它留下的子进程还占着管道：父进程要放开什么，自己才能结束？
   */
  'exit-let-go': async () => ({
    nothing: await lasts(leavesOne),
    stdout: await lasts(`${leavesOne} tool.stdout.destroy();`),
    'stdout and stderr': await lasts(
      `${leavesOne} tool.stdout.destroy(); tool.stderr.destroy();`,
    ),
    'stdout, stderr was ignored': await lasts(`
      ${leavesOne.replace('])', "], { stdio: ['pipe', 'pipe', 'ignore'] })")}
      tool.stdout.destroy();`),
  }),

  /**
   * After a `disconnect()`, the child ends: which events come?
   * @zh `disconnect()` 之后子进程结束：会来哪些事件？
   */
  'close-after-disconnect': async () => {
    const events = async (
      child: string,
      parent: string,
      options = '{}',
    ): Promise<string> => {
      const { stdout } = await run(`
        import { fork } from 'node:child_process';
        import { writeFileSync } from 'node:fs';
        writeFileSync('${tmpdir()}/child.cjs', ${JSON.stringify(child)});
        const child = fork('${tmpdir()}/child.cjs', [], ${options});
        const seen = [];
        for (const name of ['exit', 'close']) child.on(name, () => seen.push(name));
        ${parent}
        process.on('exit', () => console.log(seen.join(', ')));`);
      return stdout;
    };
    const listens = "process.on('message', () => {})";
    return {
      'by the parent': await events(listens, 'child.disconnect();'),
      'by the parent, silent': await events(
        listens,
        'child.disconnect();',
        '{ silent: true }',
      ),
      'by the child': await events(`${listens}.disconnect()`, ''),
    };
  },

  /**
   * An abort, before and after the child has started: which events come?
   * @zh 在子进程启动之前或之后 abort：会来哪些事件？
   */
  'abort-events': async () => {
    const early = spawn('sleep', ['30'], { signal: AbortSignal.abort() });
    const before = await eventsOf(early);
    const stop = new AbortController();
    const child = spawn('sleep', ['30'], { signal: stop.signal });
    await once(child, 'spawn');
    const events = eventsOf(child);
    stop.abort();
    return {
      'aborted before': `${early.pid ? 'starts' : 'does not start'}: ${before}`,
      'aborted later': await events,
    };
  },

  /**
   * `timeout` of `spawn`: is there an 'error', as with an abort?
   * @zh `spawn` 的 `timeout`：会像 abort 那样有 'error' 吗？
   */
  'spawn-timeout-events': () =>
    eventsOf(spawn('sleep', ['30'], { timeout: 200 })),

  /**
   * `kill()` in a process that has lost the right to signal its child.
   * @zh 进程已失去向子进程发信号的权利，再调用 `kill()`。
   * @needs root
   */
  'kill-without-rights': async () => {
    const { stdout, stderr } = await run(`
      import { spawn } from 'node:child_process';
      const child = spawn('sleep', ['30'], { stdio: 'ignore' });
      child.on('error', ({ code }) => console.log("'error'", code));
      process.setuid(65534); // The child stays root's.
      console.log('returns', child.kill() + ', killed', child.killed);
      child.unref();`);
    return stderr || stdout.replaceAll('\n', ', ');
  },

  /**
   * `kill()` with a name that is no signal, with 0, and after the end.
   * @zh `kill()` 传不是信号的名字、传 0、以及在结束之后调用。
   */
  'kill-odd-calls': async () => {
    const child = spawn('sleep', ['30']);
    const tried = (signal?: NodeJS.Signals | number): string => {
      try {
        return `${child.kill(signal)}, killed ${child.killed}`;
      } catch (error) {
        return `throws ${nameOf(error)}`;
      }
    };
    const seen = {
      'no signal': tried('SIGNOTHING' as NodeJS.Signals),
      '0, alive': tried(0),
      SIGTERM: tried(),
    };
    await once(child, 'close');
    return { ...seen, '0, after its end': tried(0) };
  },

  /**
   * A timer that would kill the child, not cleared after its end: does it hold the parent?
   * @zh 要杀子进程的定时器，在它结束后没有清掉：父进程会被拖住吗？
   */
  'kill-timer-left': () =>
    lasts(`
      const child = spawn('true');
      setTimeout(() => child.kill(), 60_000);
      await new Promise((resolve) => child.on('close', resolve));`),

  /**
   * A signal to the group of a shell, which has one child in the group and one with a group of its own.
   * @zh 向 shell 的进程组发信号：它有一个子进程在组内，另一个自成一组。
   */
  'group-and-leaver': async () => {
    const sleeper = `sleep 30.${process.pid}`; // Told from those of others.
    const line = `${sleeper} & setsid ${sleeper} & wait`;
    const shell = spawn('sh', ['-c', line], { detached: true });
    const mine = (group: number): boolean => group === shell.pid;
    /** The groups of the sleepers that are there. */
    const groups = (): number[] =>
      spawnSync('ps', ['-eo', 'pgid=,args='], { encoding: 'utf8' })
        .stdout.split('\n')
        .filter((process) => process.endsWith(` ${sleeper}`))
        .map((process) => parseInt(process));
    while (!(groups().some(mine) && !groups().every(mine)));
    process.kill(-shell.pid!);
    await once(shell, 'exit');
    while (groups().some(mine)); // Those of a group end one by one.
    const left = groups();
    for (const group of left) process.kill(-group);
    return `in the group: 0 left; with a group of its own: ${left.length} left`;
  },

  /**
   * `events.once(child, 'close')`, and the program is missing, or is aborted.
   * @zh `events.once(child, 'close')`，而程序不存在，或被 abort。
   */
  'once-close-rejects': async () => {
    const outcome = (child: ReturnType<typeof spawn>): Promise<string> =>
      once(child, 'close').then(
        ([code, signal]) => `resolves: ${endOf({ code, signal })}`,
        (error) => `rejects: ${nameOf(error)}`,
      );
    const stop = new AbortController();
    const child = spawn('sleep', ['30'], { signal: stop.signal });
    const aborted = outcome(child);
    stop.abort();
    return {
      missing: await outcome(spawn('no-such-program')),
      aborted: `${await aborted}, ${child.signalCode ? 'ended' : 'not ended yet'}`,
      'exit 7': await outcome(spawn('sh', ['-c', 'exit 7'])),
    };
  },

  /**
   * A child that handles SIGTERM and stays: what do its fields say after `kill()`?
   * @zh 子进程处理了 SIGTERM 却不走：`kill()` 之后各字段怎么说？
   */
  'killed-but-alive': async () => {
    const got = join(tmpdir(), 'got');
    const line = `trap 'touch ${got}' TERM; echo; while :; do sleep 0.1; done`;
    const child = spawn('sh', ['-c', line]);
    await once(child.stdout, 'data');
    child.kill();
    while (!existsSync(got)) await new Promise(setImmediate);
    const { killed, exitCode, signalCode } = child;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    return {
      'after SIGTERM': `killed ${killed}, exitCode ${exitCode}, signalCode ${signalCode}`,
      'after SIGKILL': `exitCode ${child.exitCode}, signalCode ${child.signalCode}`,
    };
  },

  /**
   * The `exit` handler of a parent that should end its children, by how the parent ends.
   * @zh 父进程在 `exit` 处理函数里结束子进程，看父进程怎么结束。
   */
  'exit-handler-runs': async () => {
    const ended = async (how: string): Promise<string> => {
      const { stdout } = await run(`
        import { writeSync } from 'node:fs';
        process.on('exit', () => writeSync(1, 'run'));
        setTimeout(() => {}, 60_000);
        ${how}`);
      return stdout || 'not run';
    };
    return {
      'process.exit()': await ended('process.exit();'),
      'an uncaught error': await ended("throw new Error('mine');"),
      'SIGTERM, no handler': await ended('process.kill(process.pid);'),
      'SIGINT, no handler': await ended("process.kill(process.pid, 'SIGINT');"),
      SIGKILL: await ended("process.kill(process.pid, 'SIGKILL');"),
    };
  },

  /**
   * A disposed child, where `using` or `Symbol.dispose` is called for it.
   * @zh 对子进程调用 `Symbol.dispose`（`using` 会这样做）。
   */
  'child-dispose': async () => {
    const child = spawn('sleep', ['30']);
    const dispose = (
      child as unknown as Record<symbol, (() => void) | undefined>
    )[Symbol.dispose ?? Symbol.for('nodejs.dispose')];
    const ended = once(child, 'close');
    if (!dispose) child.kill('SIGKILL');
    else dispose.call(child);
    const [code, signal] = await ended;
    return dispose ? endOf({ code, signal }) : 'has no such method';
  },

  /**
   * A time limit by `exec` with two commands: what is left of the second?
   * @zh `exec` 的时间限制遇上两条命令：第二条还剩什么？
   */
  'timeout-shell-child': async () => {
    const survives = (line: string): Promise<string> =>
      new Promise((resolve) => {
        exec(line, { timeout: 700 }, (_, stdout) => {
          try {
            process.kill(Number(stdout), 'SIGKILL');
            resolve('goes on');
          } catch (error) {
            resolve(`ended: ${nameOf(error)}`);
          }
        });
      });
    return {
      'a child of the shell': await survives('sleep 30 & echo $!; wait'),
      'exec, the shell becomes it': await survives('echo $$; exec sleep 30'),
    };
  },
};
