import { spawn, spawnSync, type SpawnSyncOptions } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { inTmp } from '../../proving-files.ts';
import { program, run, type Proofs } from '../../proving.ts';

/** The parent of a child that does this with its channel, descriptor 3. */
const parentOf = async (
  line: string,
  serialization: string,
  guard: string,
): Promise<string> => {
  const { code, stdout, stderr } = await run(`
    import { spawn } from 'node:child_process';
    ${guard}
    const child = spawn('sh', ['-c', ${JSON.stringify(line)}], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'], serialization: '${serialization}' });
    const seen = [];
    for (const name of ['message', 'error', 'disconnect', 'exit']) child.on(name, () => seen.push(name));
    process.on('exit', () => console.log(seen.sort().join(', ')));`);
  const reason = /^(\w*Error):/m.exec(stderr)?.[1];
  return reason
    ? `the parent ends by ${reason}, exit ${code}`
    : stdout || 'nothing';
};

/** One letter, as `ps` has it; `Z` also where nothing is left of it. */
const stateOf = (pid: number): string => {
  try {
    return /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))![1]!;
  } catch {
    return 'Z';
  }
};

/** Whether a process ends within two seconds; it is ended otherwise. */
const ends = async (pid: number): Promise<string> => {
  for (let look = 0; look < 100 && stateOf(pid) !== 'Z'; look++)
    await new Promise((resolve) => setTimeout(resolve, 20));
  if (stateOf(pid) === 'Z') return 'ends';
  process.kill(pid, 'SIGKILL');
  return 'lives on';
};

export const proofs: Proofs = {
  /**
   * A child writes to its channel what is no message, half of one, or a message followed by none.
   * @zh 子进程往通道里写的不是消息、只有半条，或者一条消息后面跟着别的。
   */
  'channel-garbage': async () => {
    const caught = "process.on('uncaughtException', () => {});";
    return {
      'no message': await parentOf('echo oops >&3', 'json', ''),
      "no message, 'uncaughtException'": await parentOf(
        'echo oops >&3',
        'json',
        caught,
      ),
      'half a message': await parentOf(`printf '{"a":' >&3`, 'json', ''),
      'a message, then none': await parentOf(
        `printf '{"a":1}\\noops\\n' >&3`,
        'json',
        '',
      ),
      "no message, 'advanced'": await parentOf(
        `printf '\\0\\0\\0\\004oops' >&3`,
        'advanced',
        '',
      ),
    };
  },

  /**
   * A synchronous call whose program ends at once and leaves a child behind, by what that child has of its output.
   * @zh 同步调用的程序马上结束，留下一个子进程：看这个子进程手里还有什么输出。
   */
  'sync-call-grandchild': () => {
    const waits = (left: string, options: SpawnSyncOptions = {}): string => {
      const began = inTmp('pid');
      const line = `${left} & echo $! > ${began}`;
      const { status, error } = spawnSync('sh', ['-c', line], options);
      const pid = Number(readFileSync(began, 'utf8'));
      const clock = new Int32Array(new SharedArrayBuffer(4));
      // Its pipes close a moment before it has ended.
      for (let look = 0; look < 50 && stateOf(pid) !== 'Z'; look++)
        Atomics.wait(clock, 0, 0, 20);
      const alive = stateOf(pid) !== 'Z';
      if (alive) process.kill(pid, 'SIGKILL');
      const { code = 'no error' } = (error ?? {}) as NodeJS.ErrnoException;
      return `${alive ? 'returns before it ends' : 'waits for it'}, status ${status}, ${code}`;
    };
    return {
      'the pipes': waits('exec sleep 2'),
      'no pipe': waits('exec sleep 60 >/dev/null 2>&1 </dev/null'),
      "stdio: 'ignore'": waits('exec sleep 60', { stdio: 'ignore' }),
      'the pipes, and a timeout': waits('exec sleep 60', { timeout: 500 }),
    };
  },

  /**
   * `setpriv --pdeathsig TERM` around a program that watches nothing: its starter ends, by what that is.
   * @zh 给一个什么都不盯的程序套上 `setpriv --pdeathsig TERM`：启动它的一方结束了，看那是什么。
   */
  'parent-death-signal': async () => {
    const start = (wrap: string): string => `
      const child = require('node:child_process').spawn(...${JSON.stringify(
        wrap
          ? ['setpriv', ['--pdeathsig', 'TERM', 'sleep', '60']]
          : ['sleep', ['60']],
      )}, { stdio: 'ignore' });
      child.unref();
      const name = () => require('node:fs').readFileSync('/proc/' + child.pid + '/comm', 'utf8').trim();
      child.on('spawn', () => { while (name() !== 'sleep'); told(child.pid); });`;
    const killed = async (wrap: string): Promise<string> => {
      const file = program(
        `const told = console.log; ${start(wrap)} setTimeout(() => {}, 60_000);`,
        '.cjs',
      );
      const parent = spawn(process.execPath, [file]);
      const [pid] = (await once(parent.stdout, 'data')).map(Number);
      parent.kill('SIGKILL');
      return ends(pid!);
    };
    const code = `const told = (pid) => require('node:worker_threads').parentPort.postMessage(pid); ${start('yes')}`;
    const worker = new Worker(code, { eval: true });
    const exited = once(worker, 'exit');
    const [pid] = (await once(worker, 'message')) as [number];
    await exited;
    return {
      'a process, killed': await killed('yes'),
      'a process, killed, without setpriv': await killed(''),
      'a worker thread, at its end': await ends(pid),
    };
  },
};
