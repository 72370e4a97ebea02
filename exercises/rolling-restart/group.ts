import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { story, type Outcome, solutionAddress } from '../kit/story.ts';
import type { Done, Order } from './primary.ts';

/** A worker as the judge sees it. */
export interface Seen {
  pid: number;
  is: 'here' | 'serving' | 'leaving' | 'gone';
  socket: Socket;
  holding: number;
  /** What it was told when it came. */
  told?: Start;
}

type Start = 'start' | 'fail' | 'wait';

/** A group in its own process, with every worker in sight. */
export class Judged {
  readonly workers: Seen[] = [];
  port = 0;
  /** What a worker that comes is told. */
  starts: Start = 'start';
  /** The fewest that served, the one that was just told to leave not counted. */
  fewest = Infinity;
  /** The most that were there. */
  most = 0;
  readonly exit: Promise<unknown[]>;
  #primary: ChildProcess;
  #calls = new Map<number, (outcome: Outcome) => void>();

  private constructor(control: Server, size: number) {
    control.on('connection', (socket: Socket) => this.#meet(socket));
    const { port } = control.address() as AddressInfo;
    const solution = solutionAddress();
    this.#primary = fork(
      fileURLToPath(new URL('./primary.ts', import.meta.url)),
      [solution, String(size)],
      { env: { ...process.env, JUDGE: String(port) } },
    );
    this.#primary.on('error', () => {});
    this.#primary.on('message', ({ id, error }: Done) =>
      this.#calls.get(id)!(error === undefined ? { value: undefined } : { error }),
    );
    this.exit = once(this.#primary, 'exit');
    // Whoever still waits for it learns why nothing comes.
    this.#primary.once('exit', (code, signal) => {
      for (const settle of this.#calls.values())
        settle({ error: `the primary's process ended with ${code ?? signal}` });
    });
  }

  static async start(size = 2): Promise<Judged> {
    story.begin();
    story.step(`createGroup(worker, ${size})`, `createGroup(worker, ${size})`);
    const control = createServer().listen(0, '127.0.0.1');
    await once(control, 'listening');
    const judged = new Judged(control, size);
    story.expect('ready resolves', 'ready 完成');
    const outcome = await judged.call('ready');
    story.must(!('error' in outcome), `it failed: ${said(outcome)}`, `失败：${said(outcome)}`);
    story.must(
      judged.serving.length === size,
      `${judged.serving.length} workers serve`,
      `有 ${judged.serving.length} 个 worker 在服务`,
    );
    return judged;
  }

  call(call: Order['call']): Promise<Outcome> {
    const id = this.#calls.size;
    const outcome = new Promise<Outcome>((resolve) => this.#calls.set(id, resolve));
    this.#primary.send({ id, call } satisfies Order, () => {});
    return outcome;
  }

  /** Nobody gives it orders any more: it ends unless something of the group keeps it. */
  leaveAlone(): void {
    this.#primary.disconnect();
  }

  get serving(): Seen[] {
    return this.there.filter(({ is }) => is === 'serving');
  }

  get there(): Seen[] {
    // The primary may have told of an end that the connection has not told of yet.
    for (const one of this.workers) if (!exists(one)) one.is = 'gone';
    return this.workers.filter(({ is }) => is !== 'gone');
  }

  /** Lets those start that were told to wait. */
  let(what: 'start' | 'fail'): void {
    this.starts = what;
    for (const one of this.there) if (one.told === 'wait') this.#tell(one, what);
  }

  /** Lets go of every request that is held. */
  answer(): void {
    for (const { socket } of this.there) socket.write('answer\n');
  }

  #tell(one: Seen, what: Start): void {
    one.told = what;
    if (what !== 'wait') one.socket.write(`${what}\n`);
  }

  #meet(socket: Socket): void {
    let one: Seen | undefined;
    socket.on('error', () => {});
    socket.once('close', () => {
      if (one) one.is = 'gone';
    });
    createInterface(socket).on('line', (line) => {
      const { pid, is, port } = JSON.parse(line) as { pid: number; is: string; port: number };
      if (is === 'here') {
        one = { pid, is, socket, holding: 0 };
        this.workers.push(one);
        this.most = Math.max(this.most, this.there.length);
        this.#tell(one, this.starts);
      } else if (is === 'serving') {
        this.port = port;
        one!.is = is;
        socket.write('noted\n');
      } else if (is === 'leaving') {
        one!.is = is;
        this.fewest = Math.min(this.fewest, this.serving.length);
      } else one!.holding++;
    });
  }
}

function exists({ pid, is }: Seen): boolean {
  try {
    return is !== 'gone' && process.kill(pid, 0);
  } catch {
    return false;
  }
}

export const said = (outcome: Outcome): string =>
  'error' in outcome ? String(outcome.error) : 'it resolved';

/** One request on a connection of its own: what it got. */
export function ask(port: number, path = '/'): Promise<string> {
  return new Promise((resolve) => {
    const asked = request({ port, path, host: '127.0.0.1', agent: false }, (response) => {
      let body = '';
      response.on('data', (data) => (body += data));
      response.on('error', () => {});
      response.once('close', () => resolve(response.complete ? body : 'half an answer'));
    });
    asked.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    asked.end();
  });
}

/** Clients that ask again and again. */
export function clients(port: number): { stop(): Promise<{ asked: number; failures: string[] }> } {
  let stopped = false;
  let asked = 0;
  const failures: string[] = [];
  const all = Array.from({ length: 3 }, async () => {
    while (!stopped) {
      const answer = await ask(port);
      asked++;
      if (!/^\d+$/.test(answer)) failures.push(answer);
      // Time: a client that asks about a hundred times a second leaves the processor to the others.
      await sleep(10);
    }
  });
  return {
    async stop() {
      stopped = true;
      await Promise.all(all);
      return { asked, failures };
    },
  };
}

/** A connection that says nothing. */
export async function opened(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** Whether somebody listens there. */
export const accepts = (port: number): Promise<boolean> =>
  opened(port).then(
    (socket) => {
      socket.destroy();
      return true;
    },
    () => false,
  );
