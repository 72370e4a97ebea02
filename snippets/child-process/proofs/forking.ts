import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { endOf, program, run, type Proofs } from '../../proving.ts';

/** Starts a program as a child of this process, and gives back its first message. */
async function hears(
  source: string,
  options: Parameters<typeof fork>[2] = {},
): Promise<unknown> {
  const child = fork(program(source), [], options);
  const exited = once(child, 'exit');
  const [message] = await once(child, 'message');
  if (child.connected) child.disconnect();
  await exited;
  return message;
}

export const proofs: Proofs = {
  /**
   * What a forked child has of its parent's.
   * @zh fork 出来的子进程从父进程那里得到什么。
   */
  'fork-what-it-has': async () => {
    const shared = globalThis as { counter?: number };
    shared.counter = 1;
    process.env.LEVEL = 'debug';
    process.chdir('/');
    const seen = (await hears(
      `process.send([typeof counter, process.env.LEVEL, process.cwd()])`,
    )) as string[];
    delete process.env.LEVEL;
    return {
      'a global variable': seen[0]!,
      'the environment, as changed': seen[1] === 'debug' ? 'has it' : 'not',
      'the working directory': seen[2] === '/' ? 'has it' : 'not',
    };
  },

  /**
   * Flags of the parent, in the child: by `execArgv` left out, and empty.
   * @zh 父进程的命令行参数，到了子进程：不写 `execArgv`，或写成空的。
   */
  'fork-exec-argv': async () => {
    const child = program('process.send(process.execArgv.join())');
    const flags = async (options: string): Promise<string> => {
      const { stdout } = await run(
        `import { fork } from 'node:child_process';
         fork('${child}', [], ${options}).on('message', (flags) => console.log('[' + flags + ']'));`,
        { execArgv: ['--max-old-space-size=77'] },
      );
      return stdout;
    };
    return {
      'left out': await flags('{}'),
      '[]': await flags('{ execArgv: [] }'),
    };
  },

  /**
   * A parent with `--inspect` and a port, and its forked child.
   * @zh 父进程带 `--inspect` 和端口，再看它 fork 的子进程。
   */
  'fork-inspect-port': async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    const child = program(`console.log('the child ran')`);
    const { stdout, stderr } = await run(
      `import { fork } from 'node:child_process'; fork('${child}');`,
      { execArgv: [`--inspect=127.0.0.1:${port}`] },
    );
    const taken = stderr.includes('address already in use');
    return `${taken ? 'address already in use' : 'no complaint'}, ${stdout || 'the child did not run'}`;
  },

  /**
   * Where the output of a forked child goes.
   * @zh fork 出来的子进程，输出去哪儿。
   */
  'fork-output': async () => {
    const child = program(`console.log('word')`);
    const where = async (options: string): Promise<string> => {
      const { stdout } = await run(`
        import { fork } from 'node:child_process';
        const child = fork('${child}', [], ${options});
        child.stdout?.on('data', () => {});
        child.on('exit', () => console.log('stdout', child.stdout && 'a stream'));`);
      const ours = stdout.includes('word') ? 'printed as ours' : 'not printed';
      return `${ours}, ${stdout.split('\n').at(-1)}`;
    };
    return {
      'by default': await where('{}'),
      silent: await where('{ silent: true }'),
    };
  },

  /**
   * A forked file that is missing, throws, or is ended by a signal: is there an 'error'?
   * @zh fork 的文件不存在、抛错，或被信号结束：有 'error' 吗？
   */
  'fork-crash-events': async () => {
    const events = async (file: string): Promise<string> => {
      const seen: string[] = [];
      const child = fork(file, [], { silent: true });
      child.on('error', () => seen.push('error'));
      const [code, signal] = await once(child, 'close');
      return [...seen, endOf({ code, signal })].join(', ');
    };
    return {
      missing: await events('/no/such/file.mjs'),
      throws: await events(program(`throw new Error('mine')`)),
      'kills itself': await events(
        program(`process.kill(process.pid, 'SIGKILL')`),
      ),
    };
  },

  /**
   * `fork()` of a TypeScript file, without a loader.
   * @zh 不带 loader，直接 `fork()` 一个 TypeScript 文件。
   */
  'fork-typescript': async () => {
    const child = fork(
      program(`const one: number = 1; process.exit(one - 1);`, '.ts'),
      [],
      {
        silent: true,
      },
    );
    const stderr = text(child.stderr!);
    const [code, signal] = await once(child, 'exit');
    const why = /ERR_\w+|SyntaxError/.exec(await stderr)?.[0];
    return why ? `${endOf({ code, signal })}, ${why}` : 'runs';
  },

  /**
   * By `spawn()` with `'ipc'` in `stdio`, and without: is there a `send()` in the child?
   * @zh `spawn()` 的 `stdio` 带 `'ipc'` 和不带：子进程里有 `send()` 吗？
   */
  'spawn-ipc-send': async () => {
    const child = program('console.log(typeof process.send)');
    const has = async (ipc: boolean): Promise<string> => {
      const started = spawn(process.execPath, [child], {
        stdio: ['ignore', 'pipe', 'inherit', ...(ipc ? ['ipc' as const] : [])],
      });
      return (await text(started.stdout!)).trim();
    };
    return { "with 'ipc'": await has(true), without: await has(false) };
  },

  /**
   * A request that is answered by its time limit, and by its result afterwards.
   * @zh 同一个请求：先由超时应答，结果到了又应答一次。
   */
  'second-answer': async () => {
    const told = async (second: string): Promise<string> => {
      const { code, stderr } = await run(`
        import { createServer } from 'node:http';
        const server = createServer((request, response) => {
          setTimeout(() => response.writeHead(504).end('too late'));
          response.on('close', () => { server.close(); setTimeout(() => { ${second} }); });
        }).listen(0, '127.0.0.1', () =>
          fetch('http://127.0.0.1:' + server.address().port, { headers: { connection: 'close' } }));`);
      return `${/ERR_\w+/.exec(stderr)?.[0] ?? 'no error'}, exit ${code}`;
    };
    return {
      'response.writeHead()': await told('response.writeHead(200).end();'),
      'response.end()': await told("response.end('result');"),
    };
  },

  /**
   * `Promise.race()` of a child's answer and a time limit, which the limit wins.
   * @zh `Promise.race()`：子进程的结果对时间限制，限制先到。
   */
  'race-is-no-cancel': async () => {
    const child = fork(
      program(`process.on('message', () => process.disconnect());
               process.send('ready'); console.log('worked on');`),
      [],
      { silent: true },
    );
    const output = text(child.stdout!);
    const exited = once(child, 'exit');
    const won = await Promise.race([exited, sleep(50, 'the limit')]);
    const alive = child.exitCode === null ? 'still runs' : 'ended';
    child.send('go on');
    await exited;
    return `won by ${won}; the child ${alive}, and ${(await output).trim()}`;
  },
};
