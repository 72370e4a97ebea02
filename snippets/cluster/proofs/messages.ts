import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import type { Proofs } from '../../proving.ts';
import { attempt } from '../../proving.ts';
import { ask, worker } from '../../proving-servers.ts';

/** The next message of a worker. */
const told = async (one: Worker): Promise<unknown> =>
  (await once(one, 'message'))[0];

/** A worker that sends back each message, and says first that it is there. */
const echo = `
  process.on('message', (message) => process.send(message));
  process.send('here');`;

/** What comes back of a shared buffer that a worker was sent. */
async function shared(serialization: 'json' | 'advanced'): Promise<string> {
  cluster.setupPrimary({ serialization });
  const one = worker(`
    process.on('message', ({ memory }) => {
      if (memory instanceof SharedArrayBuffer) new Uint8Array(memory)[0] = 7;
      process.send(Object.prototype.toString.call(memory));
    });
    process.send('here');`);
  await told(one);
  const memory = new SharedArrayBuffer(1);
  if ((await attempt(() => one.send({ memory }))) !== 'fine')
    return 'send() throws';
  const kind = String(await told(one)).slice(8, -1);
  const changed = new Uint8Array(memory)[0] === 7;
  return `arrives as ${kind}, ${changed ? 'shared' : 'not shared'}`;
}

export const proofs: Proofs = {
  /**
   * Who hears the messages of a worker that was started later.
   * @zh 后来才启动的 worker 发消息，谁能听到。
   */
  'cluster-later-listeners': async () => {
    const heard = { 'on each of cluster.workers': 0, 'on cluster': 0 };
    worker('');
    for (const one of Object.values(cluster.workers!))
      one!.on('message', () => (heard['on each of cluster.workers'] += 1));
    cluster.on('message', () => (heard['on cluster'] += 1));
    await once(worker(`process.send('from the later one');`), 'message');
    const words = Object.entries(heard).map(([place, count]) => [
      place,
      count === 1 ? 'hears it' : 'hears nothing',
    ]);
    return Object.fromEntries(words) as Record<string, string>;
  },

  /**
   * A connection that comes while large messages to the same worker are on their way.
   * @zh 发给同一个 worker 的大消息还在路上，这时来了一个连接。
   */
  'cluster-large-messages-first': async () => {
    const one = worker(`
      import { createServer } from 'node:http';
      let messages = 0;
      process.on('message', () => (messages += 1));
      createServer((_, response) => response.end('after ' + messages))
        .listen(0, '127.0.0.1', function () { process.send(this.address().port); });`);
    const port = (await told(one)) as number;
    const before = await ask(port);
    for (let i = 0; i < 30; i++) one.send('x'.repeat(2 ** 20));
    const after = await ask(port);
    return `${before} of them, then ${after} of 30`;
  },

  /**
   * A `SharedArrayBuffer` sent to a worker of a cluster.
   * @zh 把一个 `SharedArrayBuffer` 发给集群里的 worker。
   */
  'cluster-shared-memory': async () => ({
    "serialization 'json'": await shared('json'),
    "serialization 'advanced'": await shared('advanced'),
  }),

  /**
   * A post on a `BroadcastChannel` in the primary, and a message by `send()` after it.
   * @zh 主进程先在 `BroadcastChannel` 上发一条，再用 `send()` 发一条。
   */
  'cluster-broadcast-channel': async () => {
    const one = worker(`
      const heard = [];
      const channel = new BroadcastChannel('all');
      channel.onmessage = ({ data }) => heard.push(data);
      process.on('message', (message) => {
        heard.push(message);
        setImmediate(() => process.send(heard.join(', ')));
      });
      process.send('here');`);
    await told(one);
    const channel = new BroadcastChannel('all');
    channel.postMessage('posted');
    const own = new BroadcastChannel('all');
    const here = new Promise((resolve) => (own.onmessage = resolve));
    channel.postMessage('again');
    await here; // It has been delivered wherever it can be.
    one.send('sent');
    const heard = await told(one);
    for (const each of [channel, own]) each.close();
    return `the worker hears: ${String(heard)}`;
  },

  /**
   * Two workers send each other's primary the value that they read, plus one.
   * @zh 两个 worker 各自把读到的值加一，再经主进程告诉对方。
   */
  'cluster-count-by-message': async () => {
    const adds = `
      let count = 0;
      process.on('message', (order) => {
        if (order === 'add') process.send(count += 1);
        else count = order;
      });
      process.send(0);`;
    const both = [worker(adds), worker(adds)];
    await Promise.all(both.map(told));
    for (const one of both) one.send('add');
    const [first, second] = await Promise.all(both.map(told));
    return `two additions at a time: ${String(first)} and ${String(second)}`;
  },

  /**
   * What arrives of these values over the channel of a cluster, by default.
   * @zh 这些值经过集群的通道（默认设置），到达时变成什么。
   */
  'cluster-json-values': async () => {
    const one = worker(echo);
    await told(one);
    const values = {
      'a Map': new Map([[1, 2]]),
      'a Date': new Date(0),
      'undefined in an object': { gone: undefined },
      NaN: [NaN],
    };
    const seen: Record<string, string> = {};
    for (const [name, value] of Object.entries(values)) {
      one.send({ value });
      seen[name] = JSON.stringify(
        ((await told(one)) as { value: unknown }).value,
      );
    }
    return seen;
  },
};
