import { once } from 'node:events';
import { connect } from 'node:net';
import { exercise } from '../kit/types.ts';
import { sequences } from '../kit/sequences.ts';
import { show, story } from '../kit/story.ts';
import { until } from '../kit/until.ts';
import { Client, connections, listening, prepared, type Served } from './served.ts';
import type { Ended, Shutdown } from './skeleton.ts';
import type { Server } from 'node:http';

interface Solution {
  prepare: (server: Server) => Shutdown;
}

/** A deadline that never comes. */
const never = (): AbortSignal => new AbortController().signal;

type Started = Served & { shutdown: Shutdown };

async function start({ prepare }: Solution): Promise<Started> {
  story.begin();
  const made = prepared();
  story.step('prepare(server), server.listen()', 'prepare(server)，server.listen()');
  const shutdown = prepare(made.server);
  return { ...(await listening(made)), shutdown };
}

/** A promise of it, whatever it does; nobody's unhandled rejection. */
function call(shutdown: Shutdown, deadline: AbortSignal): Promise<Ended> {
  const ended = new Promise<Ended>((resolve) => resolve(shutdown(deadline)));
  ended.catch(() => {});
  return ended;
}

function shut({ shutdown }: Started, deadline = never()): Promise<Ended> {
  story.step('shutdown(a deadline that does not come)', 'shutdown(不会到来的 deadline)');
  return call(shutdown, deadline);
}

/** A request that the server has, and that it answers when it is told to. */
async function heldRequest({ port, held }: Served, client?: Client): Promise<Client> {
  const asks = client ?? (await Client.open(port));
  const before = held.length;
  story.step('a request is in hand', '一个请求在处理中');
  asks.write('/held');
  await until(() => held.length > before);
  return asks;
}

async function endsWith(ended: Promise<Ended>, { server }: Served, cut: number): Promise<void> {
  story.expect(
    `shutdown() gives { cut: ${cut} }, and no connection is open`,
    `shutdown() 得到 { cut: ${cut} }，没有打开的连接`,
  );
  const was = await ended;
  story.must(was?.cut === cut, `it gave ${show(was)}`, `得到 ${show(was)}`);
  const open = await new Promise<number>((resolve) =>
    server.getConnections((_error, number) => resolve(number)),
  );
  story.must(open === 0, `${open} connections are open`, `还有 ${open} 个连接打开着`);
}

/** An answer in hand that was let go reaches its client, whose connection then ends. */
async function answered(client: Client, amount: number): Promise<void> {
  story.expect(
    `the client gets ${amount === 1 ? 'its answer' : `its ${amount} answers`}, then its connection ends`,
    `客户端得到${amount === 1 ? '应答' : `全部 ${amount} 个应答`}，然后连接结束`,
  );
  await client.closed;
  story.must(
    client.answers === amount,
    `its connection ended after ${client.answers} of ${amount} answers`,
    `连接结束时只收到 ${client.answers}/${amount} 个应答`,
  );
}

type Quiet = 'silent' | 'half' | 'idle' | 'idle, half';
const quietWords: Record<Quiet, [en: string, zh: string]> = {
  silent: ['a client connects and says nothing', '一个客户端建立连接，什么也不说'],
  half: ['a client sends half a request head', '一个客户端发来半个请求头'],
  idle: ['a client got an answer and keeps its connection', '一个客户端得到应答，保持连接'],
  'idle, half': [
    'a client got an answer, then sends half a request head',
    '一个客户端得到应答之后又发来半个请求头',
  ],
};

async function quietClient(port: number, kind: Quiet): Promise<Client> {
  story.step(...quietWords[kind]);
  const client = await Client.open(port);
  if (kind.startsWith('idle')) {
    client.write('/');
    await until(() => client.received.includes('answer'));
  }
  if (kind.endsWith('half')) {
    client.socket.write('GET / HTTP/1.1\r\nHost: he');
    await served(port);
  }
  return client;
}

/** A whole request on a connection of its own: the server has had its turn with all that was sent before. */
async function served(port: number): Promise<void> {
  const client = await Client.open(port);
  client.write('/', 'Connection: close\r\n');
  await client.closed;
}

const pause = new Int32Array(new SharedArrayBuffer(4));

/** Holds this thread for a moment, so that nobody can read what has just been sent while the system delivers it. */
function standStill(): void {
  // Time: for the system. Loopback has usually delivered before write() returns.
  Atomics.wait(pause, 0, 0, 20);
}

/** Calls it in a given part of the event loop. */
function within(part: 'timer' | 'immediate' | 'I/O', port: number, act: () => void): Promise<void> {
  return new Promise((done) => {
    const now = (): void => {
      act();
      done();
    };
    // Time: the next turn.
    if (part === 'timer') setTimeout(now, 1);
    else if (part === 'immediate') setImmediate(now);
    else {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      socket.write('GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n');
      socket.once('data', now);
    }
  });
}

export default exercise<Solution>({
  title: { en: 'A server that ends with care', zh: '善始善终的服务器' },
  minutes: 40,
  task: {
    en: 'Write the end of an HTTP server: what is in hand is answered, everything else is closed, and a deadline cuts what is left. `server.close()` alone does not do it: to Node half a request head is not idle, nor, before Node 26, a connection that never asked anything; an upgraded one is nobody’s business, and on an idle one a request may have arrived that has not been read yet. The deadline is an AbortSignal, so that nothing here depends on how long anything takes.',
    zh: '写出 HTTP 服务器的收尾：在处理的都应答，其余的都关闭，到了期限就切断剩下的。只用 `server.close()` 做不到：只发来半个请求头的连接在 Node 看来不算空闲，在 Node 26 之前，从没发过请求的连接也不算；升级过的连接没人管，空闲连接上也可能刚到了一个还没被读到的请求。期限是一个 AbortSignal，所以这里没有任何事情取决于耗时。',
  },
  sections: ['production#graceful-shutdown', 'http-limits#reused-socket', 'http-limits#long-lived'],
  question: 'graceful-shutdown',
  hints: [
    {
      en: "Keep a list of your own: every connection from its 'connection' event to its 'close', with the responses that it still waits for.",
      zh: "自己记账：每个连接从 'connection' 事件到 'close' 为止，连同它还在等的那些 response。",
    },
    {
      en: 'server.close() of node:http also closes idle connections at once; that of node:net only stops listening. Let the event loop have a whole turn before you call a connection quiet. destroySoon() sends what was written first.',
      zh: 'node:http 的 server.close() 会立刻关闭空闲连接；node:net 的只是停止监听。先让事件循环走完整整一轮，再认定一个连接是安静的。destroySoon() 会先把已写入的发完。',
    },
    {
      en: 'A callback of setImmediate may come in the turn that is under way: two of them, one after the other, have a whole turn of reading between them. Set Connection: close on the newest response of a connection and take it from the older ones.',
      zh: 'setImmediate 的回调可能就在当前这一轮里触发：前后两次之间才有完整的一轮读取。Connection: close 只设在一个连接最新的 response 上，并从较早的那些上去掉。',
    },
  ],
  demands: [
    {
      id: 'in-hand',
      says: {
        en: 'Requests in hand are answered, then their connections end; new connections are refused at once.',
        zh: '在处理的请求都得到应答，然后连接结束；新连接立刻被拒绝。',
      },
      async check(solution) {
        for (const who of ['one', 'two', 'one that leaves'] as const) {
          const started = await start(solution);
          const { held, port } = started;
          const clients = [await heldRequest(started)];
          if (who !== 'one') clients.push(await heldRequest(started));
          const ended = shut(started);
          story.step('a new client connects', '一个新客户端来连接');
          story.expect('it is refused', '它被拒绝');
          const late = connect(port, '127.0.0.1');
          const refused = await once(late, 'connect').then(
            () => false,
            () => true,
          );
          story.must(refused, 'its connection was accepted', '它的连接被接受了');
          if (who === 'one that leaves') {
            story.step('the second client destroys its connection', '第二个客户端销毁自己的连接');
            clients.pop()!.socket.destroy();
          }
          story.step('what is in hand is answered', '处理中的得到应答');
          for (const response of held) response.end('answer');
          for (const client of clients) await answered(client, 1);
          await endsWith(ended, started, 0);
        }
      },
    },
    {
      id: 'quiet',
      says: {
        en: 'Idle connections, silent ones and half a request head are closed without the deadline, also while a request is in hand.',
        zh: '空闲的连接、沉默的连接和只有半个请求头的连接不等期限就关闭，有请求在处理时也一样。',
      },
      async check(solution) {
        const kinds: Quiet[] = ['idle', 'silent', 'half', 'idle, half'];
        for (const chosen of sequences(kinds, 2, [[6, 2]])) {
          const started = await start(solution);
          const busy = chosen.length === 2 ? await heldRequest(started) : undefined;
          const clients: Client[] = [];
          for (const kind of chosen) clients.push(await quietClient(started.port, kind));
          await connections(started.server, clients.length + (busy ? 1 : 0));
          const ended = shut(started);
          story.expect(
            busy ? 'they are closed while the request is in hand' : 'they are closed',
            busy ? '请求还在处理，它们就被关闭' : '它们被关闭',
          );
          for (const client of clients) await client.closed;
          if (busy) {
            story.step('what is in hand is answered', '处理中的得到应答');
            started.held[0]!.end('answer');
            await answered(busy, 1);
          }
          await endsWith(ended, started, 0);
        }
      },
    },
    {
      id: 'late',
      says: {
        en: 'A request whose bytes have arrived before the call is answered, wherever in the event loop the call is made.',
        zh: '调用之前字节就已到达的请求会得到应答，不管调用发生在事件循环的哪个阶段。',
      },
      async check(solution) {
        for (const kind of ['idle', 'silent', 'half'] as const) {
          for (const part of ['timer', 'immediate', 'I/O'] as const) {
            const started = await start(solution);
            const client = await quietClient(started.port, kind);
            const before = client.answers;
            await connections(started.server, 1);
            let ended: Promise<Ended> | undefined;
            await within(part, started.port, () => {
              story.step(
                kind === 'half' ? 'the rest of its head arrives' : 'its request arrives',
                kind === 'half' ? '请求头的其余部分到达' : '它的请求到达',
              );
              if (kind === 'half') client.socket.write('re\r\n\r\n');
              else client.write('/');
              standStill();
              story.step(
                `before Node has read it, in a callback of ${part === 'I/O' ? 'a socket' : part === 'timer' ? 'setTimeout' : 'setImmediate'}: shutdown(…)`,
                `Node 还没读到它，在 ${part === 'I/O' ? 'socket' : part === 'timer' ? 'setTimeout' : 'setImmediate'} 的回调里：shutdown(…)`,
              );
              ended = call(started.shutdown, never());
            });
            story.expect('it is answered, then its connection ends', '它得到应答，然后连接结束');
            await client.closed;
            story.must(
              client.answers === before + 1,
              'its connection ended without an answer',
              '连接结束了，没有应答',
            );
            await endsWith(ended!, started, 0);
          }
        }
      },
    },
    {
      id: 'told',
      says: {
        en: 'A client is told: the last answer of a connection says Connection: close, and costs no other answer.',
        zh: '客户端会被告知：一个连接的最后一个应答写着 Connection: close，并且不会让别的应答丢失。',
      },
      async check(solution) {
        for (const amount of [1, 2, 3]) {
          const started = await start(solution);
          const client = await heldRequest(started);
          for (let n = 1; n < amount; n++) {
            story.step('one more on the same connection', '同一连接上再来一个');
            client.write('/held');
            await until(() => started.held.length > n);
          }
          const ended = shut(started);
          story.step('they are answered in order', '按顺序应答');
          for (const response of started.held) response.end('answer');
          await answered(client, amount);
          story.expect(
            'the last answer says Connection: close',
            '最后一个应答写着 Connection: close',
          );
          const last = client.received.slice(client.received.lastIndexOf('HTTP/1.1 200'));
          story.must(/^connection: close\r$/im.test(last), 'it does not say so', '应答里没有写');
          await endsWith(ended, started, 0);
        }
        const started = await start(solution);
        const client = await heldRequest(started);
        story.step('the head and a part of its answer are sent', '应答头和一部分正文已经发出');
        started.held[0]!.write('half of the ');
        await until(() => client.received.includes('half of the'));
        const ended = shut(started);
        story.step('the rest is sent', '其余部分发出');
        started.held[0]!.end('answer');
        await answered(client, 1);
        story.must(
          client.received.includes('answer'),
          'the rest did not arrive',
          '其余部分没有到达',
        );
        await endsWith(ended, started, 0);
      },
    },
    {
      id: 'upgraded',
      says: {
        en: 'An upgraded connection gets all that was written to it, then it ends, without the deadline.',
        zh: '升级过的连接会收到写给它的全部内容，然后结束，不等期限。',
      },
      async check(solution) {
        for (const much of [false, true]) {
          const started = await start(solution);
          const client = await upgraded(started);
          const size = 8_000_000;
          if (much) {
            story.step(
              `${size} bytes are written to it, its client does not read`,
              `写给它 ${size} 字节，客户端没有在读`,
            );
            client.socket.pause();
            client.bytes = 0;
            started.upgraded[0]!.write(Buffer.alloc(size, 120));
          }
          const ended = shut(started);
          if (much) {
            await turns();
            story.step('its client reads', '客户端开始读');
            client.socket.resume();
          }
          story.expect(
            much ? 'it gets all bytes, then the end' : 'its connection ends',
            much ? '它收到全部字节，然后结束' : '它的连接结束',
          );
          await client.closed;
          story.must(
            !much || client.bytes === size,
            `it got ${client.bytes} bytes`,
            `它收到 ${client.bytes} 字节`,
          );
          await endsWith(ended, started, 0);
        }
      },
    },
    {
      id: 'deadline',
      says: {
        en: 'At the deadline everything is cut, and the result says how many connections had something to lose.',
        zh: '到了期限一切都被切断，结果说明有多少个连接因此丢了东西。',
      },
      async check(solution) {
        for (const when of ['later', 'before'] as const) {
          const started = await start(solution);
          const clients = [await heldRequest(started), await heldRequest(started)];
          if (when === 'later') {
            const client = await upgraded(started);
            clients.push(client);
            story.step(
              '8000000 bytes are written to it, its client never reads',
              '写给它 8000000 字节，客户端从不读',
            );
            client.socket.pause();
            started.upgraded[0]!.write(Buffer.alloc(8_000_000, 120));
          }
          const silent = await quietClient(started.port, 'silent');
          await connections(started.server, clients.length + 1);
          const deadline = new AbortController();
          if (when === 'before') {
            story.step('the deadline passes', '期限到了');
            deadline.abort();
          }
          story.step('shutdown(deadline)', 'shutdown(deadline)');
          const ended = call(started.shutdown, deadline.signal);
          if (when === 'later') {
            story.expect(
              'the silent one is closed before the deadline',
              '沉默的那个在期限之前就关闭',
            );
            await silent.closed;
            story.step('the deadline passes', '期限到了');
            deadline.abort();
          }
          await endsWith(ended, started, clients.length);
          story.expect('a late answer disturbs nobody', '迟到的应答不惊动任何人');
          for (const response of started.held) response.end('too late');
          await turns();
        }
      },
    },
    {
      id: 'twice',
      says: {
        en: 'Two calls are one, the first deadline counts; a server that does not listen ends at once.',
        zh: '调用两次等于一次，以第一个期限为准；没有在监听的服务器立刻结束。',
      },
      async check(solution) {
        const started = await start(solution);
        const client = await heldRequest(started);
        const first = shut(started);
        story.step('shutdown(a deadline that has passed)', 'shutdown(已经过去的 deadline)');
        const second = call(started.shutdown, AbortSignal.abort());
        await turns();
        story.step('what is in hand is answered', '处理中的得到应答');
        started.held[0]!.end('answer');
        await answered(client, 1);
        await endsWith(first, started, 0);
        await endsWith(second, started, 0);
        story.step('shutdown() once more', '再次 shutdown()');
        await endsWith(call(started.shutdown, never()), started, 0);
        story.begin();
        const made = prepared();
        story.step(
          'prepare(server), shutdown() without listen()',
          'prepare(server)，没有 listen() 就 shutdown()',
        );
        await endsWith(call(solution.prepare(made.server), never()), { ...made, port: 0 }, 0);
      },
    },
  ],
});

async function upgraded({ port, upgraded: all }: Served): Promise<Client> {
  story.step('a client upgrades its connection', '一个客户端升级了连接');
  const client = await Client.open(port);
  client.write('/', 'Connection: Upgrade\r\nUpgrade: bytes\r\n');
  await until(() => all.length > 0 && client.received.includes('101'));
  return client;
}

/** Some turns of the event loop: whoever acts in one or two has acted. */
async function turns(): Promise<void> {
  for (let n = 0; n < 10; n++) await new Promise((resolve) => setImmediate(resolve));
}
