import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { Session } from 'node:inspector';
import { createServer } from 'node:net';
import { program, run, type Proofs } from '../../proving.ts';
import { thread } from '../../proving-threads.ts';

/** Whether nobody listens there. */
async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}

/** A port that is free, as are the three after it: below those that Linux gives to whoever asks for any. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    const four = [port, port + 1, port + 2, port + 3];
    if ((await Promise.all(four.map(isFree))).every(Boolean)) return port;
  }
}

/** The ports on which debuggers listen, by what Node says on stderr. */
const portsIn = (stderr: string): number[] =>
  [...stderr.matchAll(/Debugger listening on ws:\/\/[^/]*:(\d+)/g)].map(
    ([, port]) => Number(port),
  );

const complains = (stderr: string): string =>
  stderr.includes('address already in use')
    ? 'address already in use'
    : 'no complaint';

/** Starts a worker thread, then ten others, one after the other; if it has not begun by then, a debugger comes by way of the main thread. */
async function begins(execArgv?: string[]): Promise<string> {
  const worker = thread(`parentPort.postMessage('ran')`, { execArgv });
  let hasBegun = false;
  const began = once(worker, 'message').then(() => (hasBegun = true));
  for (let i = 0; i < 10; i++) await once(thread(''), 'exit');
  if (hasBegun) return 'runs';
  const session = new Session();
  session.connect();
  session.on('NodeWorker.attachedToWorker', ({ params }) => {
    const message = '{"id":1,"method":"Runtime.runIfWaitingForDebugger"}';
    session.post('NodeWorker.sendMessageToWorker', { ...params, message });
  });
  session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
  await began;
  return 'does not begin until a debugger comes';
}

/** A cluster of three workers, the third of which replaces the first; it prints their debuggers' ports. */
const threeWorkers = (settings: string): string => `
      import cluster from 'node:cluster';
      import { once } from 'node:events';
      if (cluster.isPrimary) {
        cluster.setupPrimary(${settings});
        const up = async () => {
          const worker = cluster.fork();
          const [port] = await once(worker, 'message');
          console.log(port);
          return worker;
        };
        const first = await up();
        await up();
        first.kill();
        await once(first, 'exit');
        await up();
        process.exit();
      } else process.send(process.debugPort);`;

export const proofs: Proofs = {
  /**
   * A process with `--inspect`, and its worker thread: ports, by `execArgv` of the worker.
   * @zh 带 `--inspect` 的进程和它的 worker 线程：端口有几个，按 worker 的 `execArgv` 分。
   */
  'inspect-thread-ports': async () => {
    const seen: Record<string, string> = {};
    for (const execArgv of [undefined, ['--inspect=0']]) {
      const { stdout, stderr } = await run(
        `import { Worker } from 'node:worker_threads';
         const source = "console.log(String(require('node:inspector').url()))";
         new Worker(source, { eval: true, execArgv: ${JSON.stringify(execArgv)} });`,
        { execArgv: ['--inspect=0'] },
      );
      const way = execArgv ? "execArgv: ['--inspect=0']" : 'left out';
      const own = stdout === 'undefined' ? 'no address' : 'an address';
      seen[way] = `${portsIn(stderr).length} port, in the worker ${own}`;
    }
    return seen;
  },

  /**
   * A worker thread whose `execArgv` has `--inspect-brk`, in a process without an inspector.
   * @zh 进程没有开调试端口，worker 线程的 `execArgv` 里有 `--inspect-brk`。
   */
  'inspect-thread-break': async () => ({
    'left out': await begins(),
    "execArgv: ['--inspect']": await begins(['--inspect']),
    "execArgv: ['--inspect-brk']": await begins(['--inspect-brk']),
  }),

  /**
   * `node inspect` of a program that starts a worker thread: what is said after `cont`.
   * @zh 用 `node inspect` 调试一个会启动 worker 线程的程序：输入 `cont` 之后。
   */
  'inspect-break-main': async () => {
    const file = program(
      `const { Worker } = require('node:worker_threads');
       new Worker("console.log('the worker ran')", { eval: true });`,
      '.cjs',
    );
    const child = spawn(process.execPath, ['inspect', '--port=0', file]);
    let said = '';
    const until = async (word: string): Promise<void> => {
      while (!said.includes(word))
        said += String((await once(child.stdout, 'data'))[0]);
    };
    await until('debug> ');
    const stopped = said.includes('the worker ran') ? 'not stopped' : 'stopped';
    child.stdin.write('cont\n');
    await until('the worker ran');
    child.stdin.end('.exit\n');
    await once(child, 'exit');
    return `main thread ${stopped} at its first line, the worker ran without a stop`;
  },

  /**
   * A cluster whose primary has `--inspect` and a port, by flag or in `NODE_OPTIONS`: ports of three workers, the third of which
   * replaces the first.
   * @zh 主进程带 `--inspect` 和端口（写成参数，或放在 `NODE_OPTIONS` 里）：三个 worker 的端口，第三个接替第一个。
   */
  'inspect-cluster': async () => {
    const after = async (by: string, settings = '{}'): Promise<string> => {
      const flag = `--inspect=127.0.0.1:${await freePort()}`;
      const options = by === 'flag' ? { execArgv: [flag] } : {};
      const env = { ...process.env, NODE_OPTIONS: by === 'flag' ? '' : flag };
      const { stdout, stderr } = await run(threeWorkers(settings), {
        ...options,
        env,
      });
      const [own] = portsIn(stderr);
      const steps = stdout.split('\n').map((port) => Number(port) - own!);
      const inOrder = steps.join() === '1,2,3';
      return `${inOrder ? 'its own port + 1, + 2, + 3' : 'other ports'}, ${complains(stderr)}`;
    };
    return {
      flag: await after('flag'),
      NODE_OPTIONS: await after('NODE_OPTIONS'),
      'inspectPort: 0': await after('flag', '{ inspectPort: 0 }'),
    };
  },

  /**
   * A process with a debugger's port starts a Node of its own that gets the same port, or port 0.
   * @zh 开着调试端口的进程再启动一个 Node，给它同一个端口，或端口 0。
   */
  'inspect-children': async () => {
    const child = program(`console.log('it ran')`);
    const seen: Record<string, string> = {};
    const port = await freePort();
    const ways = {
      'fork(), inherited': `fork('${child}')`,
      'fork(), --inspect-brk': `fork('${child}', [], { execArgv: ['--inspect-brk=${port}'] })`,
      'fork(), --inspect=0': `fork('${child}', [], { execArgv: ['--inspect=0'] })`,
      'spawn(), NODE_OPTIONS': `spawn(process.execPath, ['${child}'], { stdio: 'inherit' })`,
    };
    for (const [way, call] of Object.entries(ways)) {
      const flag = `--inspect=127.0.0.1:${port}`;
      const byFlag = way.startsWith('fork');
      const { stdout, stderr } = await run(
        `import { fork, spawn } from 'node:child_process'; ${call};`,
        byFlag
          ? { execArgv: [flag] }
          : { env: { ...process.env, NODE_OPTIONS: flag } },
      );
      const own = portsIn(stderr).length > 1 ? 'a port of its own' : 'no port';
      seen[way] = `${complains(stderr)}, ${own}, ${stdout}`;
    }
    return seen;
  },
};
