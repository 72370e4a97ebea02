import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program, run, type Proofs } from '../../proving.ts';

/** Node hands it over at once, and in its turn: so all that was sent before has been read. */
const fence = `{ cmd: 'NODE_FENCE' }`;

/** What a receiver does with its messages; each notes them in `got`. */
const ways = {
  on: `receiver.on('message', (message) => got.push(message));`,
  once: `void (async () => {
    for (;;) got.push((await once(receiver, 'message'))[0]);
  })();`,
};

/** The parent listens late, once five messages of its child have been read; what does it get? */
async function parentGets(way: string, end = false): Promise<string> {
  const child = program(`
    for (let i = 1; i <= 5; i++) process.send(i);
    process.send(${fence});
    process.on('message', () => process.send(${fence}, () => process.disconnect()));
    ${end ? 'process.disconnect();' : ''}`);
  const { stdout } = await run(`
    import { fork } from 'node:child_process';
    import { once } from 'node:events';
    const receiver = fork('${child}');
    const exited = once(receiver, 'exit');
    const got = [];
    await once(receiver, 'internalMessage');
    ${end ? 'await exited;' : ''}
    ${way}
    ${end ? '' : "receiver.send('another fence'); await once(receiver, 'internalMessage');"}
    await exited;
    console.log(got.join(' ') || 'none');
    process.exit();`);
  return stdout;
}

/** Five messages of its parent come, and wait for a child that listens late, or is busy; what does it get? */
async function childGets(
  way: string,
  listens: 'late' | 'busy',
): Promise<string> {
  const go = join(tmpdir(), `go-${way.length}-${listens}`);
  const child = fork(
    program(`
      import { once } from 'node:events';
      import { existsSync } from 'node:fs';
      const receiver = process;
      setInterval(() => {}, 60_000);
      const got = [];
      let fences = 0;
      process.on('internalMessage', ({ cmd }) => {
        if (cmd !== 'NODE_FENCE') return;
        if (++fences === 1) { ${listens === 'late' ? way : ''} process.send('next'); }
        else process.send(got.join(' ') || 'none', () => process.exit());
      });
      ${listens === 'busy' ? way : ''}
      process.send('ready', () => { while (!existsSync('${go}')); });`),
  );
  const send = (message: unknown): Promise<unknown> =>
    new Promise((resolve) => child.send(message as string, resolve));
  await once(child, 'message');
  for (let i = 1; i <= 5; i++) await send(i);
  await send({ cmd: 'NODE_FENCE' });
  writeFileSync(go, ''); // All of it is in the channel, for one read.
  await once(child, 'message');
  await send({ cmd: 'NODE_FENCE' });
  const [got] = await once(child, 'message');
  return String(got);
}

export const proofs: Proofs = {
  /**
   * Five messages have come before the parent listens: which of them does it get?
   * @zh 父进程监听之前已经来了五条消息：它拿到哪几条？
   */
  'waiting-messages-parent': async () => ({
    'on()': await parentGets(ways.on),
    'once() in a loop': await parentGets(ways.once),
    "on(), after the child's end": await parentGets(ways.on, true),
  }),

  /**
   * Five messages have come before the child listens: which of them does it get?
   * @zh 子进程监听之前已经来了五条消息：它拿到哪几条？
   */
  'waiting-messages-child': async () => ({
    'on()': await childGets(ways.on, 'late'),
    'once() in a loop': await childGets(ways.once, 'late'),
  }),

  /**
   * A child listens already and is busy, and five messages come meanwhile.
   * @zh 子进程已经在监听，只是正忙，这期间来了五条消息。
   */
  'messages-in-one-go': async () => ({
    'on()': await childGets(ways.on, 'busy'),
    'once() in a loop': await childGets(ways.once, 'busy'),
  }),

  /**
   * `disconnect()` in the handler of a message that had waited for its listener.
   * @zh 消息等到监听者之后，在它的处理函数里调用 `disconnect()`。
   */
  'disconnect-in-late-handler': async () => {
    const ended = async (late: boolean): Promise<string> => {
      const listen = `process.on('message', () => process.connected && process.disconnect());`;
      const child = fork(
        program(
          `setTimeout(() => {}, 400); // Until something has come.
           process.on('internalMessage', () => { ${late ? listen : ''} });
           process.send('ready', () => { ${late ? '' : listen} });`,
        ),
        { silent: true },
      );
      let stderr = '';
      child.stderr!.on('data', (text: Buffer) => (stderr += text));
      await once(child, 'message');
      child.send('a message');
      if (late) child.send({ cmd: 'NODE_FENCE' } as unknown as string);
      const [code] = await once(child, 'exit');
      const error = /\w+Error/.exec(stderr)?.[0] ?? 'no error';
      return `exit ${code}, ${error}`;
    };
    return {
      'it had waited': await ended(true),
      'it had not': await ended(false),
    };
  },

  /**
   * Objects with a `cmd`, sent to a child that listens.
   * @zh 带 `cmd` 字段的对象，发给正在监听的子进程。
   */
  'cmd-of-node': async () => {
    const child = fork(
      program(`process.on('message', (message) => process.send(message));`),
    );
    const arrives = async (cmd: string): Promise<string> => {
      child.send({ cmd });
      child.send('fence');
      const [first] = (await once(child, 'message')) as [{ cmd?: string }];
      if ((first as unknown) === 'fence') return 'never arrives';
      await once(child, 'message');
      return 'arrives';
    };
    const seen = {
      NODE_TASK: await arrives('NODE_TASK'),
      NODE: await arrives('NODE'),
      node_task: await arrives('node_task'),
    };
    child.disconnect();
    return seen;
  },

  /**
   * A `'message'` listener that is added for each request and stays.
   * @zh 每个请求都加一个 `'message'` 监听，而且不去掉。
   */
  'listener-per-request': async () => {
    const warned = async (listeners: number): Promise<string> => {
      const { stderr } = await run(`
        import { fork } from 'node:child_process';
        const child = fork('${program('')}');
        for (let i = 0; i < ${listeners}; i++) child.on('message', () => {});`);
      return /\w+Warning/.exec(stderr)?.[0] ?? 'no warning';
    };
    return { ten: await warned(10), eleven: await warned(11) };
  },

  /**
   * A message is sent before the child's program has begun.
   * @zh 子进程的程序还没开始执行，消息就发了。
   */
  'message-before-start': async () => {
    const heard = async (before: string): Promise<string> => {
      const child = fork(
        program(`${before}
          process.on('message', (text) => process.send(text, () => process.disconnect()));`),
      );
      child.send('early');
      const [answer] = await Promise.race([
        once(child, 'message'),
        once(child, 'exit').then(() => ['lost']),
      ]);
      if (child.connected) child.disconnect();
      return answer === 'early' ? 'arrives' : String(answer);
    };
    return {
      'listens at once': await heard(''),
      'after an await': await heard(
        'await new Promise((resolve) => setTimeout(resolve, 100));',
      ),
      'after a busy start': await heard(
        'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);',
      ),
    };
  },
};
