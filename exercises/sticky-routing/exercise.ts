import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChildProcess } from 'node:child_process';
import { exercise } from '../kit/types.ts';
import { story } from '../kit/story.ts';
import { until } from '../kit/until.ts';
import { ask, Client, head, start, stop, type Routed, type Solution } from './routed.ts';

const turn = (): Promise<void> => new Promise((next) => setImmediate(next));

const keys = Array.from({ length: 40 }, (_, n) => `key ${n}`);

/** Which child each key meets. */
async function where(port: number): Promise<Map<string, number>> {
  story.step(
    `${keys.length} keys ask, each on a connection of its own`,
    `${keys.length} 个 key 各用自己的连接请求`,
  );
  story.expect('all are answered', '全部得到应答');
  const found = new Map<string, number>();
  const answers = await Promise.all(keys.map((key) => ask(port, key)));
  for (const [n, key] of keys.entries()) {
    const answer = answers[n];
    story.must(answer !== undefined, `${key} got no answer`, `${key} 没有得到应答`);
    found.set(key, answer.pid);
  }
  return found;
}

/** Keys that have moved, among those for which it matters. */
const moved = (
  before: Map<string, number>,
  after: Map<string, number>,
  matters: (pid: number) => boolean = () => true,
): number =>
  keys.filter((key) => matters(before.get(key)!) && before.get(key) !== after.get(key)).length;

/** Kills a child. Where the system tells, its 'exit' has not been emitted when this returns. */
async function kill(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  if (process.platform !== 'linux') return void (await exit);
  while (!/\) [ZX] /.test(readFileSync(`/proc/${child.pid}/stat`, 'utf8')));
  // Until its other threads have ended too, its sockets are open.
  while (readdirSync(`/proc/${child.pid}/task`).length > 1);
}

async function isRefused(client: Client, status: string): Promise<void> {
  story.expect(`the answer is ${status}, and the connection ends`, `应答是 ${status}，连接结束`);
  await until(() => client.over);
  const [line = ''] = client.received.split('\r\n');
  story.must(
    line.startsWith(`HTTP/1.1 ${status}`),
    `it ended with "${line}"`,
    `它以 "${line}" 结束`,
  );
  client.socket.destroy();
}

async function serves({ port }: Routed): Promise<void> {
  story.expect('other clients are served', '其他客户端照常得到服务');
  const answer = await ask(port, 'other');
  story.must(answer !== undefined, 'one got no answer', '有一个没有得到应答');
}

export default exercise<Solution>({
  title: { en: 'Sticky routing', zh: '粘性路由' },
  minutes: 60,
  task: {
    en: 'Write a server that looks into the head of the first request and brings the whole connection to the child that this key always has. The head may come in any pieces, and the bytes after it must not get lost on the way: a socket that is read in one process and then handed to another is where they do. Children die, and their keys must find another one without moving those of the living. You write both sides, the parent and what a child does to get its connections.',
    zh: '写一个服务器：看一眼第一个请求的头，把整个连接交给这个 key 一贯的子进程。请求头可能被拆成任意几段，后面的字节也不能在半路丢掉：一个 socket 在这个进程里读过、再交给另一个进程，丢的正是这些字节。子进程会死，它的 key 要另找去处，又不能带动还活着的那些。父进程一侧和子进程怎么拿到连接，两边都由你来写。',
  },
  sections: ['cluster-state#sticky-session', 'cluster-state#sessions', 'http-limits#long-lived'],
  question: 'sticky-sessions',
  hints: [
    {
      en: 'Collect bytes up to the empty line, then put all of them back with unshift(). Whoever stops to wait for the head has four ways out: it is there, it is too long, it is too late, the client is gone.',
      zh: '收集字节直到空行，再用 unshift() 全部放回去。等请求头有四种结局：到齐了、太长、太迟、客户端走了。',
    },
    {
      en: 'pause() does not stop the reading below, and until the child has got the socket the parent goes on reading from it. Let each child listen on a port of its own, and pass bytes with pipe(): with allowHalfOpen on both connections.',
      zh: 'pause() 停不住底层的读取，子进程拿到 socket 之前父进程还在读它。让每个子进程监听自己的端口，用 pipe() 传字节：两边的连接都要 allowHalfOpen。',
    },
    {
      en: 'Hash the key together with each child, and take the child with the highest value: when one is gone, only its own keys have another highest. A child that refuses the connection is dead: strike it off and choose again.',
      zh: '把 key 和每个子进程一起做散列，取值最大的那个：少了一个子进程，只有它自己的 key 会换最大值。拒绝连接的子进程就是死了：划掉，再选一次。',
    },
  ],
  demands: [
    {
      id: 'sticky',
      says: {
        en: 'A key always meets the same child, all children have keys, and a request without a key is served.',
        zh: '同一个 key 总是遇到同一个子进程，每个子进程都分到 key，没有 key 的请求也有人服务。',
      },
      async check(solution) {
        const routed = await start(solution);
        const before = await where(routed.port);
        const after = await where(routed.port);
        story.expect('each meets the same child as before', '每个 key 遇到的子进程和之前一样');
        const other = moved(before, after);
        story.must(other === 0, `${other} keys met another child`, `${other} 个 key 换了子进程`);
        const used = new Set(after.values()).size;
        story.expect('all 3 children have keys', '3 个子进程都有 key');
        story.must(used === 3, `${used} have`, `${used} 个有`);
        story.step('requests without a key', '没有 key 的请求');
        for (let n = 0; n < 3; n++)
          story.must(
            (await ask(routed.port)) !== undefined,
            'one got no answer',
            '有一个没有得到应答',
          );
        stop(routed);
      },
    },
    {
      id: 'pieces',
      says: {
        en: 'The head may come in pieces, cut anywhere.',
        zh: '请求头可以分几段到来，从哪里断开都行。',
      },
      async check(solution) {
        const routed = await start(solution);
        const home = (await ask(routed.port, 'a'))!.pid;
        const whole = head('a', 'Content-Length: 0\r\n').replace('X-Key', 'x-KEY');
        const colon = whole.indexOf('x-KEY') + 3;
        const cuts = [
          [colon],
          [whole.length - 2],
          [whole.length - 1],
          Array.from(whole, (_, index) => index),
        ];
        for (const cut of cuts) {
          story.begin();
          story.step(
            cut.length === 1
              ? `a head comes in two pieces: ${cut[0]} bytes and ${whole.length - cut[0]!}`
              : 'a head comes byte by byte',
            cut.length === 1
              ? `请求头分两段到来：${cut[0]} 字节和 ${whole.length - cut[0]!} 字节`
              : '请求头一个字节一个字节地到来',
          );
          const client = new Client(routed.port);
          client.socket.setNoDelay();
          const before = routed.accepted.length;
          await once(client.socket, 'connect');
          let from = 0;
          for (const to of cut) {
            client.socket.write(whole.slice(from, to));
            // So that they are read one by one. Who has handed the socket on reads no more.
            for (let n = 0; n < 1000; n++) {
              const [socket] = routed.accepted.slice(before);
              if (socket && (socket.bytesRead >= to || socket.destroyed)) break;
              // Time: how often it looks.
              await sleep(1);
            }
            from = to;
          }
          client.socket.write(whole.slice(from));
          story.expect("it meets its key's child", '它遇到这个 key 的子进程');
          const [answer] = await client.hears();
          story.must(
            answer?.pid === home,
            answer ? 'it met another' : 'it got no answer',
            answer ? '遇到了另一个' : '没有应答',
          );
          client.socket.destroy();
        }
        stop(routed);
      },
    },
    {
      id: 'bytes',
      says: {
        en: 'No byte after the head is lost, whenever it comes, in either direction.',
        zh: '请求头之后的字节一个也不丢，不管什么时候到，不管哪个方向。',
      },
      async check(solution) {
        const routed = await start(solution);
        for (let n = 0; n < 8; n++) {
          story.begin();
          const size = 20_000;
          story.step(
            `a head, a part of its body with it, the rest of ${size} bytes one after the other`,
            `请求头带着一部分正文，${size} 字节中其余的接连到来`,
          );
          const client = new Client(routed.port);
          client.socket.setNoDelay();
          client.socket.write(head(keys[n], `Content-Length: ${size}\r\n`) + 'x'.repeat(100));
          for (let sent = 100; sent < size; sent += 100) {
            await turn();
            client.socket.write('x'.repeat(100));
          }
          story.expect(`the child gets all ${size} bytes`, `子进程收到全部 ${size} 字节`);
          const [answer] = await client.hears();
          story.must(
            answer?.body === size,
            answer ? `it got ${answer.body}` : 'there was no answer',
            answer ? `收到 ${answer.body}` : '没有应答',
          );
          client.socket.destroy();
        }
        story.begin();
        story.step(
          'an answer of 5000000 bytes, its client reads late',
          '应答有 5000000 字节，客户端很晚才读',
        );
        const client = new Client(routed.port);
        client.socket.pause();
        client.socket.write(head('a', 'Content-Length: 0\r\nConnection: close\r\n', '/large'));
        for (let n = 0; n < 3; n++) await ask(routed.port, 'a');
        client.socket.resume();
        story.expect('it gets them all, then the end', '它收到全部，然后是结束');
        await until(() => client.over);
        const got = client.received.length - client.received.indexOf('\r\n\r\n') - 4;
        story.must(got === 5_000_000, `it got ${got}`, `它收到 ${got}`);
        stop(routed);
      },
    },
    {
      id: 'stays',
      says: {
        en: 'What comes later on the same connection stays where the first request went.',
        zh: '同一连接上后来的请求，留在第一个请求去的地方。',
      },
      async check(solution) {
        const routed = await start(solution);
        const homes = await where(routed.port);
        const other = keys.find((key) => homes.get(key) !== homes.get(keys[0]!))!;
        for (const pipelined of [true, false]) {
          story.begin();
          story.step(
            `two requests on one connection, ${pipelined ? 'in one piece' : 'one after the other'}, the second with a key of another child`,
            `同一连接上两个请求，${pipelined ? '一起到来' : '先后到来'}，第二个的 key 属于另一个子进程`,
          );
          const client = new Client(routed.port);
          const [first, second] = [keys[0], other].map((key) => head(key, 'Content-Length: 0\r\n'));
          client.socket.write(pipelined ? `${first}${second}` : first!);
          if (!pipelined) {
            await client.hears();
            client.socket.write(second!);
          }
          story.expect(
            'both are answered in order by the first one’s child',
            '两个都由第一个的子进程按顺序应答',
          );
          const answers = await client.hears(2);
          story.must(
            answers.length === 2,
            `${answers.length} answers came`,
            `来了 ${answers.length} 个应答`,
          );
          story.must(
            answers[0]!.key === keys[0] && answers[1]!.key === other,
            'they came in another order',
            '顺序不对',
          );
          story.must(
            answers.every(({ pid }) => pid === homes.get(keys[0]!)),
            'another child answered',
            '应答的是另一个子进程',
          );
          client.socket.destroy();
        }
        stop(routed);
      },
    },
    {
      id: 'heads',
      says: {
        en: 'A head that is too long, comes too late or never comes costs its own connection and nothing else.',
        zh: '请求头太长、太迟或者根本不来，只赔上它自己的连接。',
      },
      async check(solution) {
        const patience: AbortController[] = [];
        const routed = await start(solution, {
          headBytes: 200,
          patience: () => {
            patience.push(new AbortController());
            return patience.at(-1)!.signal;
          },
        });
        await serves(routed);
        const exact = head('a', 'Content-Length: 5\r\n');
        for (const [size, ends] of [
          [200, true],
          [201, true],
          [201, false],
        ] as const) {
          story.begin();
          story.step(
            `${ends ? 'a head' : 'the begin of a head'} of ${size} bytes, the limit is 200`,
            `${size} 字节的${ends ? '' : '未完的'}请求头，上限 200`,
          );
          const client = new Client(routed.port);
          if (ends) {
            const long = head(
              'a',
              `Content-Length: 5\r\nX: ${'x'.repeat(size - exact.length - 5)}\r\n`,
            );
            client.socket.write(`${long}hello`);
          } else client.socket.write('x'.repeat(size));
          if (size === 200) {
            story.expect('it is answered, its body does not count', '得到应答，正文不计入');
            const [answer] = await client.hears();
            story.must(
              answer?.body === 5,
              `it got "${client.received.slice(0, 40)}"`,
              `得到 "${client.received.slice(0, 40)}"`,
            );
            client.socket.destroy();
          } else await isRefused(client, '431');
        }
        for (const what of ['', 'POST / HTTP/1.1\r\nX-Ke']) {
          story.begin();
          story.step(
            what ? 'a client sends half a head' : 'a client says nothing',
            what ? '客户端发来半个请求头' : '客户端什么也不说',
          );
          const before = patience.length;
          const client = new Client(routed.port);
          client.socket.write(what);
          await until(() => patience.length > before);
          await serves(routed);
          story.step('its patience signal is aborted', '它的 patience 信号中止');
          patience[before]!.abort();
          await isRefused(client, '408');
        }
        for (const how of ['destroys its connection', 'ends its sending'] as const) {
          story.begin();
          story.step(
            `a client sends half a head, then ${how}`,
            `客户端发来半个请求头，然后${how.startsWith('d') ? '销毁连接' : '结束发送'}`,
          );
          const before = patience.length;
          const client = new Client(routed.port);
          client.socket.write('POST / HT');
          await until(() => patience.length > before);
          if (how.startsWith('d')) client.socket.destroy();
          else client.socket.end();
          story.expect('its connection ends', '它的连接结束');
          await until(() => client.over);
          story.step('its patience signal is aborted', '它的 patience 信号中止');
          patience[before]!.abort();
          await serves(routed);
        }
        story.begin();
        story.step(
          'a request is answered, then its patience signal is aborted',
          '一个请求已得到应答，之后它的 patience 信号中止',
        );
        const before = patience.length;
        const client = new Client(routed.port);
        client.socket.write(head('a', 'Content-Length: 0\r\n'));
        await client.hears();
        patience[before]!.abort();
        client.socket.write(head('a', 'Content-Length: 0\r\n'));
        story.expect(
          'the next one on the same connection is answered too',
          '同一连接上的下一个也得到应答',
        );
        const answers = await client.hears(2);
        story.must(answers.length === 2, 'it was not', '没有');
        stop(routed);
      },
    },
    {
      id: 'ends',
      says: {
        en: 'An end of one side reaches the other, and only as much of it as there is.',
        zh: '一侧的结束会传到另一侧，结束了多少就传多少。',
      },
      async check(solution) {
        const routed = await start(solution);
        const { port } = routed;
        story.step('a client sends a request and ends its sending', '客户端发来请求并结束发送');
        let client = new Client(port);
        client.socket.end(head('a', 'Content-Length: 5\r\n') + 'hello');
        story.expect('it is answered, then its connection ends', '得到应答，然后连接结束');
        const [answer] = await client.hears();
        story.must(answer?.body === 5, 'it ended without an answer', '没有应答就结束了');
        await until(() => client.over);
        story.begin();
        story.step('a client says Connection: close', '客户端说 Connection: close');
        client = new Client(port);
        client.socket.write(head('a', 'Content-Length: 0\r\nConnection: close\r\n'));
        story.expect('it is answered, then its connection ends', '得到应答，然后连接结束');
        await until(() => client.over);
        story.must(client.answers.length === 1, 'it ended without an answer', '没有应答就结束了');
        client.socket.destroy();
        story.begin();
        story.step(
          'a client resets its connection while the child answers',
          '子进程正在应答，客户端重置（RST）连接',
        );
        client = new Client(port);
        client.socket.write(head('a', 'Content-Length: 0\r\n', '/held'));
        await until(() => client.received.includes('begun'));
        client.socket.resetAndDestroy();
        story.expect("the child's response is closed", '子进程的 response 关闭');
        await until(async () => (await ask(port, 'a', '/held?'))?.closed === 1);
        stop(routed);
      },
    },
    {
      id: 'dies',
      says: {
        en: 'When a child dies its connections end, its keys go to others, each to one, and no other key moves.',
        zh: '子进程死了，它的连接结束，它的 key 去别处，每个只去一处，其他 key 不动。',
      },
      async check(solution) {
        const routed = await start(solution);
        const { children, port } = routed;
        let before = await where(port);
        for (const left of [2, 1]) {
          const [dead] = children.splice(0, 1);
          const key = keys.find((candidate) => before.get(candidate) === dead!.pid)!;
          story.step('one of its keys waits for an answer', '它的一个 key 在等应答');
          const waits = new Client(port);
          waits.socket.write(head(key, 'Content-Length: 0\r\n', '/held'));
          await until(() => waits.received.includes('begun'));
          story.step(
            "a child is killed; before its 'exit' is emitted:",
            "一个子进程被杀；在它的 'exit' 触发之前：",
          );
          await kill(dead!);
          const after = await where(port);
          const lost = moved(before, after, (pid) => pid !== dead!.pid);
          story.expect("only the dead one's keys have moved", '只有死者的 key 换了地方');
          story.must(lost === 0, `${lost} other keys have moved`, `另有 ${lost} 个 key 换了地方`);
          story.expect('the connection of the one that waits ends', '在等的那个连接结束');
          await until(() => waits.over);
          waits.socket.destroy();
          const again = await where(port);
          story.expect('each key stays there', '每个 key 留在那里');
          const restless = moved(after, again);
          story.must(
            restless === 0,
            `${restless} keys moved again`,
            `${restless} 个 key 又换了地方`,
          );
          const used = new Set(again.values()).size;
          story.expect(`${left} children have keys`, `${left} 个子进程有 key`);
          story.must(used === left, `${used} have`, `${used} 个有`);
          before = again;
        }
        story.step('the last child is killed', '最后一个子进程被杀');
        await kill(children[0]!);
        const client = new Client(port);
        client.socket.write(head('a', 'Content-Length: 0\r\n'));
        await isRefused(client, '503');
      },
    },
  ],
});
