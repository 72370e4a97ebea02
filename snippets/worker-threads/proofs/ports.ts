import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import {
  BroadcastChannel,
  MessageChannel,
  receiveMessageOnPort,
  type MessagePort,
} from 'node:worker_threads';
import type { Proofs } from '../../proving.ts';
import { program, run } from '../../proving.ts';
import { answerOf, ending, shown, thread } from '../../proving-threads.ts';

/** Whether a program ends by itself; what holds it would let a timer fire that holds nothing. */
async function ends(program: string): Promise<string> {
  const { stdout } = await run(`
    import { BroadcastChannel, MessageChannel, Worker } from 'node:worker_threads';
    process.on('beforeExit', () => console.log('lets the thread end'));
    setTimeout(() => { console.log('holds the thread'); process.exit(); }, 1000).unref();
    const { port1, port2 } = new MessageChannel();
    ${program}`);
  return stdout.split('\n')[0]!;
}

/** Three messages that were sent before anybody listened, as a way of listening gets them. */
async function early(
  listen: (port: MessagePort, got: (text: string) => void) => void,
): Promise<string> {
  const { port1, port2 } = new MessageChannel();
  for (const text of ['first', 'second', 'third']) port1.postMessage(text);
  const seen: string[] = [];
  // The fence comes through the same port, after what was sent early.
  await turn();
  const fence = new Promise((resolve) => {
    listen(port2, (text) =>
      text === 'fence' ? resolve(seen) : seen.push(text),
    );
    port1.postMessage('fence');
  });
  await Promise.race([
    fence,
    ending(thread('')).then(() => ending(thread(''))),
  ]);
  port1.close();
  return seen.length > 0 ? seen.join(', ') : 'none';
}

export const proofs: Proofs = {
  /**
   * Three messages sent to a port before anybody listens to it.
   * @zh 还没有人监听端口，就先发来三条消息。
   */
  'port-first-messages': async () => ({
    "on('message')": await early((port, got) => port.on('message', got)),
    onmessage: await early((port, got) => {
      (port as unknown as { onmessage: unknown }).onmessage = ({
        data,
      }: {
        data: string;
      }) => got(data);
    }),
    'addEventListener()': await early((port, got) =>
      port.addEventListener('message', (event) =>
        got((event as unknown as { data: string }).data),
      ),
    ),
    'addEventListener() and start()': await early((port, got) => {
      port.addEventListener('message', (event) =>
        got((event as unknown as { data: string }).data),
      );
      port.start();
    }),
    "once('message')": await early((port, got) => port.once('message', got)),
  }),

  /**
   * Five waiting messages, read by `events.once()` in a loop.
   * @zh 五条等着的消息，用 `events.once()` 循环读取。
   */
  'port-once-loop': async () => {
    const { port1, port2 } = new MessageChannel();
    for (const text of [1, 2, 3, 4, 5]) port1.postMessage(text);
    const [first] = (await once(port2, 'message')) as [number];
    const waiting = receiveMessageOnPort(port2)?.message as number | undefined;
    const { port1: a, port2: b } = new MessageChannel();
    for (const text of [1, 2, 3, 4, 5]) a.postMessage(text);
    const seen: number[] = [];
    const loop = (async () => {
      while (seen.length < 5)
        seen.push(((await once(b, 'message')) as [number])[0]);
    })();
    await Promise.race([
      loop,
      ending(thread('')).then(() => ending(thread(''))),
    ]);
    port1.close();
    a.close();
    return `first ${first}, still waiting then: ${shown(waiting)}; the loop gets ${seen.join(', ')}`;
  },

  /**
   * A port with nothing to do, in a thread with nothing else to do.
   * @zh 线程没有别的事，只有一个端口。
   */
  'port-holds-thread': async () => ({
    'no listener': await ends(''),
    "on('message')": await ends(`port1.on('message', () => {});`),
    'addEventListener()': await ends(
      `port1.addEventListener('message', () => {});`,
    ),
    "on('message'), then unref()": await ends(
      `port1.on('message', () => {}).unref();`,
    ),
    "unref(), then on('message')": await ends(
      `port1.unref(); port1.on('message', () => {});`,
    ),
    "on('message'), the other end closed": await ends(
      `port1.on('message', () => {}); port2.close();`,
    ),
    "on('message'), then off()": await ends(
      `const on = () => {}; port1.on('message', on).off('message', on);`,
    ),
    "on('close') alone": await ends(`port1.on('close', () => {});`),
  }),

  /**
   * `'close'` of a port whose other end is closed, with a thread that has nothing else to do.
   * @zh 端口的另一端关了，线程没有别的事，看 `'close'` 来不来。
   */
  'port-close-event': async () => {
    const tried = async (listen: string): Promise<string> => {
      const { stdout } =
        await run(`import { MessageChannel, Worker } from 'node:worker_threads';
        const { port1, port2 } = new MessageChannel();
        port1.on('close', () => console.log('comes'));
        ${listen}
        const worker = new Worker("require('node:worker_threads').parentPort.once('message', (port) => port.close())", { eval: true });
        worker.unref();
        worker.postMessage(port2, [port2]);`);
      return stdout || 'does not come: the thread has ended';
    };
    return {
      "with a 'message' listener": await tried(
        `port1.on('message', () => {});`,
      ),
      without: await tried(''),
    };
  },

  /**
   * `postMessage()` to a closed port, and to one whose other end is closed.
   * @zh 往已关闭的端口发，往另一端已关闭的端口发。
   */
  'port-post-closed': async () => {
    const { port1, port2 } = new MessageChannel();
    // A port with this listener is waited for until it closes.
    const closed = once(
      port1.on('message', () => {}),
      'close',
    );
    port2.close();
    const tried = (port: MessagePort, value: unknown): string => {
      try {
        return `returns ${shown(port.postMessage(value))}`;
      } catch (error) {
        return `throws ${(error as Error).name}`;
      }
    };
    const before = tried(port1, 'text');
    await closed;
    return {
      'the other end is closed': before,
      'after its close event': tried(port1, 'text'),
      'a function': tried(port1, () => {}),
    };
  },

  /**
   * `receiveMessageOnPort()` with a message, with the message `undefined`, and with none.
   * @zh 有消息、消息就是 `undefined`、没有消息，这三种情况下的 `receiveMessageOnPort()`。
   */
  'receive-message': () => {
    const { port1, port2 } = new MessageChannel();
    port1.postMessage('text');
    port1.postMessage(undefined);
    const seen = [1, 2, 3].map(() => shown(receiveMessageOnPort(port2)));
    port1.close();
    return seen.join(', then ');
  },

  /**
   * Two workers that talk over a channel while the main thread is blocked.
   * @zh 主线程堵住的时候，两个 worker 经一条通道对话。
   */
  'ports-main-blocked': async () => {
    const cell = new Int32Array(new SharedArrayBuffer(4));
    const { port1, port2 } = new MessageChannel();
    const asks = thread(
      `parentPort.once('message', (port) => {
        port.on('message', (n) => (n < 100 ? port.postMessage(n + 1) : (Atomics.store(workerData, 0, n), Atomics.notify(workerData, 0))));
        parentPort.postMessage('ready'); setImmediate(() => port.postMessage(0));
      });`,
      { workerData: cell },
    );
    const echoes = thread(`parentPort.once('message', (port) => {
      port.on('message', (n) => port.postMessage(n + 1)); parentPort.postMessage('ready'); });`);
    echoes.postMessage(port2, [port2]);
    await answerOf(echoes);
    asks.postMessage(port1, [port1]);
    // Blocks until the hundredth message; the main thread serves nothing in between.
    Atomics.wait(cell, 0, 0);
    return `${cell[0]} messages while it is blocked`;
  },

  /**
   * A message on a broadcast channel, and who gets it.
   * @zh 广播通道上的一条消息，谁收得到。
   */
  'broadcast-receivers': async () => {
    const [sender, other, alike] = ['a', 'a', 'A'].map(
      (name) => new BroadcastChannel(name),
    );
    const seen: string[] = [];
    sender!.onmessage = () => seen.push('the sender');
    other!.onmessage = () => seen.push('another channel of this thread');
    alike!.onmessage = () => seen.push('a name in other letters');
    const listens = `const channel = new threads.BroadcastChannel('a');
      channel.onmessage = ({ data }) => parentPort.postMessage(data); parentPort.postMessage('ready');`;
    const worker = thread(listens);
    await answerOf(worker);
    sender!.postMessage('news');
    if ((await answerOf(worker)) === 'news') seen.push('a worker');
    const late = thread(listens);
    await answerOf(late);
    late.once('message', () => seen.push('a worker that came later'));
    for (let i = 0; i < 3; i++) await ending(thread(''));
    for (const channel of [sender!, other!, alike!]) channel.close();
    return seen.sort().join(', ');
  },

  /**
   * A broadcast channel in a thread with nothing else to do.
   * @zh 线程没有别的事，只开着一个广播通道。
   */
  'broadcast-holds-thread': async () => ({
    'no listener': await ends(`new BroadcastChannel('a');`),
    onmessage: await ends(`new BroadcastChannel('a').onmessage = () => {};`),
    'unref()': await ends(`new BroadcastChannel('a').unref();`),
    'onmessage and unref()': await ends(
      `const channel = new BroadcastChannel('a'); channel.onmessage = () => {}; channel.unref();`,
    ),
    'close()': await ends(`new BroadcastChannel('a').close();`),
  }),

  /**
   * A message on a broadcast channel, while a forked process listens to the same name.
   * @zh fork 出来的进程监听同名的广播通道，这边发一条。
   */
  'broadcast-fork': async () => {
    const child = fork(
      program(`import { BroadcastChannel } from 'node:worker_threads';
        let seen = 'not reached';
        const channel = new BroadcastChannel('a');
        channel.onmessage = () => (seen = 'reached');
        process.on('message', () => { process.send(seen); process.disconnect(); channel.close(); });
        process.send('ready');`),
    );
    await once(child, 'message');
    const channel = new BroadcastChannel('a');
    channel.postMessage('news');
    for (let i = 0; i < 2; i++) await ending(thread(''));
    child.send('and?');
    const [seen] = (await once(child, 'message')) as [string];
    channel.close();
    return seen;
  },

  /**
   * What a receiver of a broadcast learns of its sender.
   * @zh 广播的接收者能知道多少关于发送者的事。
   */
  'broadcast-sender': async () => {
    const channel = new BroadcastChannel('a');
    const event = new Promise<MessageEvent>(
      (resolve) => (channel.onmessage = resolve as never),
    );
    thread(`new threads.BroadcastChannel('a').postMessage('news')`).unref();
    const { data, source, ports, origin } = await event;
    channel.close();
    return `data "${data}", source ${shown(source)}, origin "${origin}", ${ports.length} ports`;
  },

  /**
   * A transfer list given to a broadcast, and a value that cannot be cloned.
   * @zh 给广播一个 transfer list，或者广播一个不能克隆的值。
   */
  'broadcast-transfer': () => {
    const channel = new BroadcastChannel('a');
    const memory = new ArrayBuffer(8);
    (channel.postMessage as (value: unknown, list: unknown[]) => void).call(
      channel,
      memory,
      [memory],
    );
    const left = memory.byteLength;
    let refused = 'is sent';
    try {
      channel.postMessage(() => {});
    } catch (error) {
      refused = `throws ${(error as Error).name}`;
    }
    channel.close();
    return {
      'memory in a list':
        left === 8 ? 'is copied: there is no list' : 'is moved',
      'a function': refused,
    };
  },
};
