import { execFileSync, type ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, writeSync } from 'node:fs';
import { Agent, request, type ClientRequest, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setImmediate as turn } from 'node:timers/promises';
import { exercise } from '../kit/types.ts';
import { show, story } from '../kit/story.ts';
import { until } from '../kit/until.ts';
import type { Service, Settings } from './skeleton.ts';

interface Solution {
  createService: (settings: Settings) => Service;
}

/** Programs whose end, or the end of whose output, has not been told yet. */
const alive = new Set<ChildProcess>();
let started = 0;
subscribe('child_process', (message) => {
  const { process: child } = message as { process: ChildProcess };
  started++;
  child.once('spawn', () => alive.add(child));
  // Not 'exit': whoever waits for the end of its output as well is as right.
  child.once('close', () => alive.delete(child));
});

/** None of them runs. */
function none(): void {
  const left = [...alive].filter(({ exitCode, signalCode }) => exitCode === null && !signalCode);
  story.must(
    left.length === 0,
    `programs that run: ${left.length}`,
    `在运行的程序：${left.length} 个`,
  );
}

/** Some turns of the event loop: what was begun in this one has its consequences. */
async function turns(): Promise<void> {
  for (let n = 0; n < 5; n++) await turn();
}

/** A program, told by what it does. */
interface Program {
  line: string;
  en: string;
  zh: string;
}

const echo: Program = { line: 'cat', en: 'prints its input', zh: '打印它的输入' };
/** Tells by a file that it has begun, and waits at a gate. It starts no other program, which would live on when it is killed. */
const held: Program = {
  line: 'trap "" TERM; read name; : > "$0/$name"; read line < "$0/go"; echo "$name"',
  en: 'prints its input when it is let go',
  zh: '放行之后才打印它的输入',
};
const fails: Program = {
  line: 'read name; exit 3',
  en: 'reads its input and exits with 3',
  zh: '读完输入，以 3 退出',
};

/** What a request came to. */
type Answer = { status: number; body: string } | { error: unknown };

/** A service, with its clients. */
class Scene {
  readonly service: Service;
  /** Responses of the requests that it has got, in order. */
  readonly got: ServerResponse[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), 'service-'));
  readonly #notes: (() => void)[] = [];
  #holdsNotes: boolean;
  #port = 0;

  constructor(
    { createService }: Solution,
    { line, en, zh }: Program,
    { size = 1, slowJournal = false, command = 'sh' } = {},
  ) {
    this.#holdsNotes = slowJournal;
    execFileSync('mkfifo', [join(this.#folder, 'go')]);
    story.begin();
    story.step(
      `createService({ size: ${size}, … }): the program ${en}${slowJournal ? '; the journal takes its time' : ''}`,
      `createService({ size: ${size}, … })：程序${zh}${slowJournal ? '；日志写得慢' : ''}`,
    );
    this.service = createService({
      command,
      args: ['-c', line, this.#folder],
      size,
      note: () =>
        new Promise((resolve) => {
          if (this.#holdsNotes) this.#notes.push(resolve);
          else resolve();
        }),
    });
    this.service.server.on('request', (_request, response: ServerResponse) =>
      this.got.push(response),
    );
  }

  async listens(): Promise<this> {
    this.service.server.listen(0, '127.0.0.1');
    await once(this.service.server, 'listening');
    this.#port = (this.service.server.address() as AddressInfo).port;
    return this;
  }

  /** A request with half of its body. */
  begin(name: string): Client {
    story.step(
      `request ${name}: its head, and half of its body`,
      `请求 ${name}：请求头，和一半 body`,
    );
    return new Client(this.#port, name, `${name}\n`);
  }

  ask(name: string, body = `${name}\n`): Client {
    const size = body.length > 1000 ? `, ${body.length} bytes` : '';
    const sizeZh = body.length > 1000 ? `，${body.length} 字节` : '';
    story.step(`request ${name}${size}`, `请求 ${name}${sizeZh}`);
    const client = new Client(this.#port, name, body);
    client.rest();
    return client;
  }

  /** Waits until the service has got so many requests. */
  async hasGot(count: number): Promise<void> {
    await until(() => this.got.length >= count);
    await turns();
  }

  hasBegun = (name: string): boolean => existsSync(join(this.#folder, name));

  async begins(name: string): Promise<void> {
    story.expect(`the program of ${name} begins`, `${name} 的程序开始运行`);
    await until(() => this.hasBegun(name));
  }

  letGo(): void {
    story.step('the programs are let go', '放行程序');
    // For reading too, so that it does not wait for a reader. A line for each program, and for those that come later.
    writeSync(openSync(join(this.#folder, 'go'), 'r+'), '\n'.repeat(20));
  }

  /** Lets all lines come into the journal. */
  notes(): void {
    story.step('the journal has its line', '日志写好了');
    this.#holdsNotes = false;
    for (const done of this.#notes.splice(0)) done();
  }
}

class Client {
  readonly name: string;
  readonly #request: ClientRequest;
  readonly #body: string;
  readonly #answered: Promise<void>;
  answer: Answer | undefined;

  constructor(port: number, name: string, body: string) {
    this.name = name;
    this.#body = body;
    this.#request = request({
      port,
      host: '127.0.0.1',
      method: 'POST',
      path: `/${name}`,
      headers: { 'Content-Length': body.length },
      // A connection that stays: a refusal may come before the body is sent.
      agent: new Agent({ keepAlive: true }),
    });
    this.#answered = new Promise<Answer>((resolve) => {
      this.#request.on('error', (error) => resolve({ error }));
      this.#request.on('response', (response) => {
        text(response).then(
          (body) => resolve({ status: response.statusCode!, body }),
          (error: unknown) => resolve({ error }),
        );
      });
    }).then((answer) => void (this.answer = answer));
    this.#request.write(body.slice(0, 1));
  }

  rest(): void {
    this.#request.end(this.#body.slice(1));
  }

  leaves(): void {
    this.#request.destroy();
  }

  /** Waits for an answer. It must have this status, and this body. */
  async gets(status: number, body?: string): Promise<void> {
    const wanted = body === undefined ? `${status}` : `${status} ${shown(body)}`;
    story.expect(`${this.name} gets ${wanted}`, `${this.name} 得到 ${wanted}`);
    await this.#answered;
    const answer = this.answer!;
    const isSo =
      'status' in answer &&
      answer.status === status &&
      (body === undefined || answer.body === body);
    const what = 'status' in answer ? `${answer.status} ${shown(answer.body)}` : show(answer.error);
    story.must(isSo, `${this.name} got ${what}`, `${this.name} 得到了 ${what}`);
  }
}

const shown = (body: string): string =>
  body.length > 80 ? `(${body.length} bytes)` : JSON.stringify(body);

export default exercise<Solution>({
  title: { en: 'Three bugs in a service', zh: '服务里的三个 bug' },
  minutes: 30,
  task: {
    en: 'This time you get a whole service, and it works: it runs a program for each request, refuses what is too much, ends the program of a client that has left, and closes with care. Whoever tries it by hand finds nothing. It has three bugs of the kind that comes up in production, once a week, and each can be mended with a few lines. Find them by reading, mend them, and break nothing that is right.',
    zh: '这一次给你的是一个完整的服务，而且能用：每个请求运行一个程序，太多了就拒绝，客户端走了就结束它的程序，关闭也做得周到。手工试一试，什么问题都没有。它有三个 bug，都是上线以后一周冒出来一次的那种，每个几行就能修好。读代码找出它们，修好，别弄坏原本正确的地方。',
  },
  skeletonBreaks: ['places', 'input', 'journal'],
  sections: ['overview#no-data-race', 'child-process#failures', 'event-loop#rejections'],
  hints: [
    {
      en: 'Go through serve() line by line, and stop at each await. What can happen in the meantime, and what of that changes what was looked at before, or is told only once?',
      zh: '把 serve() 一行一行读过去，在每个 await 停下来。这期间可能发生什么？其中哪些会改变之前看过的东西，哪些只通知一次？',
    },
    {
      en: 'Each object that emits events may emit an error. Which of them here has nobody who listens? A try around the call that begins the work gets nothing that comes later.',
      zh: '会触发事件的对象都可能触发 error。这里哪一个没有人监听？把开始工作的那次调用包进 try，后来才出的错是接不到的。',
    },
    {
      en: 'The place is seen free and taken in two different turns. What the program writes to may be closed by the other side. And a program may be over, or may never have started, before the journal has its line.',
      zh: '看到名额有空和占下它，不在同一轮。往里写的管道，对面可能已经关了。还有：日志还没写好，程序可能就结束了，甚至根本没启动起来。',
    },
  ],
  demands: [
    {
      id: 'answers',
      says: {
        en: 'A request gets what its program prints; 500 where that fails; 503 where all places are taken, until one is free.',
        zh: '请求得到程序打印的内容；程序失败就是 500；名额占满就是 503，直到有空的。',
      },
      async check(solution) {
        let scene = await new Scene(solution, echo).listens();
        for (const body of ['a\n', 'b\n', 'long '.repeat(40_000)])
          await scene.ask('a', body).gets(200, body);
        scene = await new Scene(solution, fails).listens();
        for (const name of ['a', 'b']) await scene.ask(name).gets(500);

        scene = await new Scene(solution, held, { size: 2 }).listens();
        const first = [scene.ask('a'), scene.ask('b')];
        for (const name of ['a', 'b']) await scene.begins(name);
        for (const name of ['c', 'd']) await scene.ask(name).gets(503);
        scene.letGo();
        for (const client of first) await client.gets(200, `${client.name}\n`);
        await scene.ask('e').gets(200, 'e\n');
      },
    },
    {
      id: 'places',
      says: {
        en: 'However the bytes of requests arrive: never do more programs run than there are places.',
        zh: '不管各个请求的字节怎样到达，同时运行的程序都不会超过名额。',
      },
      async check(solution) {
        for (const size of [1, 3]) {
          const scene = await new Scene(solution, held, { size }).listens();
          const names = ['a', 'b', 'c', 'd', 'e'].slice(0, size + 1);
          const clients = names.map((name) => scene.begin(name));
          story.expect('the service has got the requests', '服务收到了这些请求');
          await scene.hasGot(clients.length);
          story.step('each sends the rest', '各自发完剩下的');
          for (const client of clients) client.rest();
          const few = size === 1 ? '1 program begins' : `${size} programs begin`;
          story.expect(`${few}, and one request gets 503`, `${size} 个程序开始，一个请求得到 503`);
          const running = (): Client[] => clients.filter(({ name }) => scene.hasBegun(name));
          const answered = (): Client[] => clients.filter(({ answer }) => answer !== undefined);
          await until(() => running().length + answered().length >= clients.length);
          const count = running().length;
          story.must(count === size, `programs that run: ${count}`, `在运行的程序：${count} 个`);
          for (const client of answered()) await client.gets(503);
          const ran = running();
          scene.letGo();
          for (const client of ran) await client.gets(200, `${client.name}\n`);
          await scene.ask('later').gets(200, 'later\n');
        }
      },
    },
    {
      id: 'leaves',
      says: {
        en: 'A client that leaves takes its program along and frees its place, in the middle of its upload too.',
        zh: '客户端离开，它的程序就结束，名额就空出来；上传到一半离开也一样。',
      },
      async check(solution) {
        for (const when of ['upload', 'run'] as const) {
          const scene = await new Scene(solution, held).listens();
          const client = when === 'run' ? scene.ask('a') : scene.begin('a');
          if (when === 'run') await scene.begins('a');
          else {
            story.expect('the service has got the request', '服务收到了请求');
            await scene.hasGot(1);
          }
          story.step('the client of a leaves', 'a 的客户端离开');
          const closed = once(scene.got[0]!, 'close');
          client.leaves();
          story.expect('its program ends', '它的程序结束');
          await closed;
          await until(() => alive.size === 0);
          await turns();
          scene.letGo();
          await scene.ask('b').gets(200, 'b\n');
        }
      },
    },
    {
      id: 'input',
      says: {
        en: 'A program may answer without reading what it gets.',
        zh: '程序可以不读输入就给出答复。',
      },
      async check(solution) {
        const large = 'x'.repeat(8e6);
        const closes = await new Scene(solution, {
          line: 'exec 0<&-; : > "$0/a"; read line < "$0/go"; echo answer',
          en: 'closes its stdin without reading, and prints "answer" when it is let go',
          zh: '不读就关掉 stdin，放行之后打印 "answer"',
        }).listens();
        const client = closes.ask('a', large);
        await closes.begins('a');
        story.expect('nothing comes of that', '什么事都没有');
        await turns();
        closes.letGo();
        await client.gets(200, 'answer\n');
        await closes.ask('b').gets(200, 'answer\n');

        for (const [code, status] of [
          [0, 200],
          [3, 500],
        ] as const) {
          const scene = await new Scene(solution, {
            line: `echo answer; exit ${code}`,
            en: `prints "answer" without reading, and exits with ${code}`,
            zh: `不读就打印 "answer"，以 ${code} 退出`,
          }).listens();
          for (const name of ['a', 'b'])
            await scene.ask(name, large).gets(status, code === 0 ? 'answer\n' : undefined);
        }
      },
    },
    {
      id: 'journal',
      says: {
        en: 'The journal may be slower than anything else: each request is answered, 200 not before its line is there, and places become free.',
        zh: '日志可以比什么都慢：每个请求照样得到答复，200 不会早于它那一行，名额也会空出来。',
      },
      async check(solution) {
        for (const [program, status, body] of [
          [
            { line: 'read name; echo answer', en: 'prints "answer"', zh: '打印 "answer"' },
            200,
            'answer\n',
          ],
          [fails, 500, undefined],
        ] as const) {
          const scene = await new Scene(solution, program, { slowJournal: true }).listens();
          const before = started;
          const client = scene.ask('a');
          story.expect('the program runs to its end', '程序运行到结束');
          await until(() => started > before && alive.size === 0);
          await turns();
          story.step('its program has ended', '它的程序结束了');
          story.expect('no 200 comes before the line', '写好之前不会有 200');
          const answer = client.answer ?? { status: 0 };
          const early = 'status' in answer && answer.status === 200;
          story.must(!early, 'a got 200', 'a 得到了 200');
          scene.notes();
          await client.gets(status, body);
          await scene.ask('b').gets(status, body);
        }

        const missing = await new Scene(
          solution,
          { line: '', en: 'does not exist', zh: '不存在' },
          { slowJournal: true, command: '/no/such/program' },
        ).listens();
        const before = started;
        const client = missing.ask('a');
        story.expect('the service lives', '服务还活着');
        await until(() => started > before);
        await turns();
        missing.notes();
        await client.gets(500);
        await missing.ask('b').gets(500);

        const scene = await new Scene(solution, held, { slowJournal: true }).listens();
        const leaving = scene.ask('a');
        await scene.begins('a');
        story.step('the client of a leaves', 'a 的客户端离开');
        leaving.leaves();
        story.expect('its program ends', '它的程序结束');
        await until(() => alive.size === 0);
        await turns();
        scene.notes();
        await turns();
        scene.letGo();
        await scene.ask('b').gets(200, 'b\n');
      },
    },
    {
      id: 'close',
      says: {
        en: 'close() takes nothing more, answers what is in hand, and resolves when all of that is sent and no program runs.',
        zh: 'close() 不再接新的，答复手里的，等到全部发出、没有程序在运行才完成。',
      },
      async check(solution) {
        const scene = await new Scene(solution, held, { size: 3 }).listens();
        const runs = scene.ask('a');
        await scene.begins('a');
        const uploads = scene.begin('b');
        story.expect('the service has got both', '服务收到了两个请求');
        await scene.hasGot(2);
        story.step('close(), twice', 'close()，调用两次');
        let isOver = false;
        const closed = Promise.all([scene.service.close(), scene.service.close()]).then(
          () => (isOver = true),
        );
        const late = scene.ask('c');
        story.expect('c gets no answer but 503', 'c 得不到 503 以外的答复');
        await until(() => late.answer !== undefined);
        const { answer } = late;
        const status = answer && 'status' in answer ? answer.status : 503;
        story.must(status === 503, `c got ${status}`, `c 得到了 ${status}`);
        story.expect('close() waits for a and b', 'close() 等着 a 和 b');
        story.must(!isOver, 'close() resolved', 'close() 完成了');
        story.step('b sends the rest', 'b 发完剩下的');
        uploads.rest();
        await scene.begins('b');
        scene.letGo();
        for (const client of [runs, uploads]) await client.gets(200, `${client.name}\n`);
        story.expect('close() resolves, and no program runs', 'close() 完成，没有程序在运行');
        await closed;
        none();

        const left = await new Scene(solution, held).listens();
        const client = left.ask('a');
        await left.begins('a');
        story.step('the client of a leaves, and close()', 'a 的客户端离开，然后 close()');
        client.leaves();
        await once(left.got[0]!, 'close');
        story.expect('close() resolves, and no program runs', 'close() 完成，没有程序在运行');
        await left.service.close();
        none();
      },
    },
  ],
});
