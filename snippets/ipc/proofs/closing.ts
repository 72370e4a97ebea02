import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { nameOf, program, run, type Proofs } from '../../proving.ts';

/** Says that it is busy, and is for ever. */
const sticks = `process.send('busy', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));`;

/** Waits until a process and its threads have ended, and lets no turn of the loop happen: Node does not know of it. */
const unnoticed = `(pid) => {
  const { readFileSync, readdirSync } = process.getBuiltinModule('node:fs');
  const dead = () => /\\) Z/.test(readFileSync('/proc/' + pid + '/stat', 'utf8'));
  while (!dead() || readdirSync('/proc/' + pid + '/task').length > 1);
}`;

/** What `send()` returns, and what its callback gets. */
const sends = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    const taken = child.send('text', (error) =>
      setImmediate(() =>
        resolve(`returns ${taken}, ${error ? nameOf(error) : 'null'}`),
      ),
    );
  });

let times = 0;

export const proofs: Proofs = {
  /**
   * Five messages of 1 MB to a child that is busy, and then the channel ends: what do the five callbacks say?
   * @zh 向忙碌的子进程发五条 1 MB 的消息，随后通道断了：五个回调怎么说？
   */
  'send-callback-busy-child': async () => {
    const told = async (
      end: (child: ChildProcess) => void,
    ): Promise<string> => {
      const got = join(tmpdir(), `got-${++times}`);
      const child = fork(
        program(`import { writeFileSync } from 'node:fs';
          process.on('message', () => writeFileSync('${got}', ''));
          ${sticks}`),
      );
      await once(child, 'message');
      const exited = once(child, 'exit');
      const told: string[] = [];
      for (let i = 0; i < 5; i++)
        child.send('x'.repeat(1_000_000), (error) =>
          told.push(error ? nameOf(error) : 'null'),
        );
      end(child);
      while (told.length < 5) await new Promise(setImmediate);
      child.kill('SIGKILL');
      await exited;
      return `${told.join(', ')}; ${existsSync(got) ? 'some' : 'none'} received`;
    };
    return {
      'disconnect()': await told((child) => child.disconnect()),
      SIGKILL: await told((child) => child.kill('SIGKILL')),
    };
  },

  /**
   * `send()` to a child that is gone, by what the sender knows of it.
   * @zh 子进程没了还 `send()`，看发送方知不知道。
   */
  'send-after-end': async () => {
    const start = (): ChildProcess =>
      spawn('sleep', ['30'], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    const disconnected = start();
    disconnected.disconnect();
    const after = await sends(disconnected);
    disconnected.kill();
    const noticed = start();
    noticed.kill();
    await once(noticed, 'disconnect');
    const known = await sends(noticed);
    const gone = start();
    gone.kill();
    const state = (): string => readFileSync(`/proc/${gone.pid}/stat`, 'utf8');
    while (!state().includes(') Z')); // No turn of the loop: Node knows nothing.
    const connected = `connected ${gone.connected}`;
    return {
      'after disconnect()': after,
      "after 'disconnect'": known,
      'gone, not noticed yet': `${connected}, ${await sends(gone)}`,
    };
  },

  /**
   * A child that is not told of its parent's end sends to it, by how it listens.
   * @zh 子进程还不知道父进程已没了，又向它 `send()`，看怎么监听。
   */
  'send-to-dead-parent': async () => {
    const ended = async (send: string): Promise<string> => {
      const child = program(`
        import { readFileSync } from 'node:fs';
        const parent = process.ppid;
        process.on('message', () => {});
        process.send('ready', () => {
          while (process.ppid === parent); // Busy: it learns of nothing.
          process.stdout.write('connected ' + process.connected + ', ');
          ${send}
          process.on('exit', (code) => process.stdout.write('exit ' + code));
        });`);
      const { stdout } = await run(`
        import { fork } from 'node:child_process';
        fork('${child}', { stdio: ['ignore', 'inherit', 'ignore', 'ipc'] })
          .on('message', () => process.kill(process.pid, 'SIGKILL'));`);
      return stdout;
    };
    return {
      'no callback': await ended(`process.send('text');`),
      'a callback': await ended(
        `process.send('text', ({ code }) => process.stdout.write(code + ', '));`,
      ),
      "'error' on process": await ended(
        `process.on('error', ({ code }) => process.stdout.write("'error' " + code + ', '));
         process.send('text');`,
      ),
    };
  },

  /**
   * `send()` and `disconnect()` on a channel that is closed, without a callback and without a listener.
   * @zh 通道已关，还调用 `send()` 和 `disconnect()`，没有回调也没有监听。
   */
  'closed-channel-no-listener': async () => {
    const ended = async (call: string, listener = ''): Promise<string> => {
      const { code, stderr } = await run(`
        import { fork } from 'node:child_process';
        const child = fork('${program('')}');
        ${listener}
        child.disconnect();
        ${call}`);
      return `exit ${code}${/, code: '|ERR_/.test(stderr) ? `, ${/ERR_\w+/.exec(stderr)?.[0]}` : ''}`;
    };
    return {
      'send()': await ended(`child.send('text');`),
      'send() with a callback': await ended(`child.send('text', () => {});`),
      "send(), 'error' is listened to": await ended(
        `child.send('text');`,
        `child.on('error', () => {});`,
      ),
      'disconnect()': await ended('child.disconnect();'),
    };
  },

  /**
   * Two children end while the parent is busy, and one of them has sent an answer: when has the parent got it?
   * @zh 父进程正忙，两个子进程结束了，其中一个发过回答：父进程什么时候拿到？
   */
  'answer-at-exit': async () => {
    const go = join(tmpdir(), 'go');
    const answers = program(`import { existsSync } from 'node:fs';
      process.send('ready', () => {
        while (!existsSync('${go}'));
        process.send('answer', () => process.exit());
      });`);
    const { stdout } = await run(`
      import { fork, spawn } from 'node:child_process';
      import { writeFileSync } from 'node:fs';
      const ends = ${unnoticed};
      const child = fork('${answers}');
      let answer = 'not there';
      child.on('message', (text) => {
        if (text === 'answer') return (answer = 'there');
        const other = spawn('echo', ['a line']);
        other.stdout.on('data', () => { writeFileSync('${go}', ''); ends(child.pid); });
        ends(other.pid); // Its line and its end wait for the same turn of the loop.
      });
      for (const name of ['exit', 'disconnect'])
        child.on(name, () => console.log("at '" + name + "': " + answer));`);
    return stdout.replace('\n', ', ');
  },

  /**
   * A message of 10 MB is sent, and then `process.exit()` is called at once: does it arrive?
   * @zh 发一条 10 MB 的消息，紧接着调用 `process.exit()`：到得了吗？
   */
  'message-before-exit': async () => {
    const text = `'x'.repeat(10_000_000)`;
    const fromChild = async (ways: string): Promise<string> => {
      const child = fork(program(ways));
      let arrived = 'lost';
      child.on('message', () => (arrived = 'arrives'));
      const [[code]] = await Promise.all([
        once(child, 'exit'),
        once(child, 'disconnect'),
      ]);
      return `${arrived}, exit ${code}`;
    };
    return {
      'from a process': await fromChild(
        `process.send(${text}); process.exit(0);`,
      ),
      'in pieces of 1 MB': await fromChild(
        `for (let i = 0; i < 9; i++) process.send('x'.repeat(1_000_000));
         process.send(${text}); process.exit(0);`,
      ),
      'exit in the callback': await fromChild(
        `process.send(${text}, () => process.exit(0));`,
      ),
    };
  },

  /**
   * A message is posted to a thread that has ended.
   * @zh 把消息 post 给已经结束的线程。
   */
  'post-to-ended-thread': async () => {
    const worker = new Worker('', { eval: true });
    let errors = 0;
    for (const event of ['error', 'messageerror'])
      worker.on(event, () => errors++);
    await once(worker, 'exit');
    const returned = worker.postMessage('text') as unknown;
    await new Promise(setImmediate);
    return `returns ${String(returned)}, ${errors} errors`;
  },

  /**
   * A thread posts a message of 10 MB, and then calls `process.exit()` at once: does it arrive?
   * @zh 线程 post 一条 10 MB 的消息，紧接着调用 `process.exit()`：到得了吗？
   */
  'thread-message-before-exit': async () => {
    const worker = new Worker(
      `require('worker_threads').parentPort.postMessage('x'.repeat(10_000_000));
       process.exit(0);`,
      { eval: true },
    );
    let arrived = 'lost';
    worker.on('message', () => (arrived = 'arrives'));
    const [code] = await once(worker, 'exit');
    return `${arrived}, exit ${code}`;
  },

  /**
   * `send()` has returned `false`: was the message refused?
   * @zh `send()` 返回了 `false`：消息被拒收了吗？
   */
  'send-returns-false': async () => {
    const go = join(tmpdir(), 'go');
    const child = fork(
      program(`import { existsSync } from 'node:fs';
        const got = [];
        process.on('message', (text) => {
          if (text === 'end') process.send(got.length, () => process.disconnect());
          else got.push(text);
        });
        process.send('ready', () => { while (!existsSync('${go}')); });`),
    );
    await once(child, 'message');
    const returned = new Set<boolean>();
    for (let i = 0; i < 100; i++) returned.add(child.send('x'.repeat(10_000)));
    child.send('end');
    writeFileSync(go, '');
    const [count] = await once(child, 'message');
    return `returns ${[...returned].join(', then ')}; ${count} of 100 arrive`;
  },
};
