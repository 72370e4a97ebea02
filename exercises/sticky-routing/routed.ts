import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { story, solutionAddress } from '../kit/story.ts';
import { until } from '../kit/until.ts';
import type { Limits } from './skeleton.ts';

export interface Solution {
  createRouter: (children: readonly ChildProcess[], limits: Limits) => Promise<Server>;
}

export interface Routed {
  children: ChildProcess[];
  port: number;
  /** The router's side of the connections that it has accepted, in order. */
  accepted: Socket[];
}

/** A router over some children. */
export async function start(
  { createRouter }: Solution,
  { amount = 3, headBytes = 1000, patience = () => new AbortController().signal } = {},
): Promise<Routed> {
  story.begin();
  story.step(
    `createRouter(${amount} children, { headBytes: ${headBytes} })`,
    `createRouter(${amount} 个子进程, { headBytes: ${headBytes} })`,
  );
  story.expect('it resolves', '它完成');
  const file = fileURLToPath(new URL('./worker.ts', import.meta.url));
  const solution = solutionAddress();
  const children = Array.from({ length: amount }, () => fork(file, [solution]));
  for (const child of children) child.on('error', () => {});
  const server = await createRouter(children, { headBytes, patience });
  const accepted: Socket[] = [];
  server.on('connection', (socket: Socket) => accepted.push(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { children, port: (server.address() as AddressInfo).port, accepted };
}

export function stop({ children }: Routed): void {
  for (const child of children) child.kill('SIGKILL');
}

/** A client that writes bytes. */
export class Client {
  readonly socket: Socket;
  received = '';
  /** The other side has ended its sending, or all is over. */
  over = false;

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    this.socket.on('error', () => {});
    this.socket.on('data', (data: Buffer) => (this.received += data.toString('latin1')));
    this.socket.once('end', () => (this.over = true));
    this.socket.once('close', () => (this.over = true));
  }

  /** The bodies of all answers so far. */
  get answers(): Answer[] {
    return [...this.received.matchAll(/\r\n\r\n(\{.*?\})/g)].map(
      (found) => JSON.parse(found[1]!) as Answer,
    );
  }

  /** Waits for so many answers, or for the end. */
  async hears(amount = 1): Promise<Answer[]> {
    await until(() => this.over || this.answers.length >= amount);
    return this.answers;
  }
}

export interface Answer {
  pid: number;
  key?: string;
  body?: number;
  came?: number;
  closed?: number;
}

export const head = (key: string | undefined, more = '', path = '/'): string =>
  `POST ${path} HTTP/1.1\r\nHost: here\r\n${key === undefined ? '' : `X-Key: ${key}\r\n`}${more}\r\n`;

/** One request on a connection of its own; undefined where no answer came. */
export async function ask(port: number, key?: string, path = '/'): Promise<Answer | undefined> {
  const client = new Client(port);
  client.socket.write(head(key, 'Content-Length: 0\r\n', path));
  const [answer] = await client.hears();
  client.socket.destroy();
  return answer;
}
