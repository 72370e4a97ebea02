// The clients of overlapping-faults.ts: four that keep account of every request, and odd ones.
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Request {
  id: string;
  sent: number;
  /** How long its connection had been without a request; 0 on a new one. */
  silent: number;
  /** When it failed, and how; undefined where it was answered. */
  failed?: { at: number; how: string };
  /** The client has ended its side at once. */
  leaves?: boolean;
}

const limit = 15_000; // ms that a client waits: for ever, on this scale.

/** Asks until it is told to end; each request is in the account. */
export function startLoad(port: number, paths: readonly string[]) {
  const account: Request[] = [];
  const agent = new Agent({ keepAlive: true });
  const used = new WeakMap<Socket, number>();
  let ended = false;
  let answers = 0;

  async function ask(path: string): Promise<Request> {
    const sent = performance.now();
    const request: Request = { id: `${account.length}`, sent, silent: 0 };
    account.push(request);
    const headers = { 'x-request': request.id };
    const asked = get({ host: '127.0.0.1', port, path, agent, headers });
    asked.setTimeout(limit, () => asked.destroy(new Error('silence')));
    asked.once('socket', (socket) => {
      if (asked.reusedSocket) request.silent = sent - used.get(socket)!;
      used.set(socket, sent);
    });
    try {
      const [response] = (await once(asked, 'response')) as [IncomingMessage];
      for await (const _ of response);
      if (response.statusCode !== 200) throw new Error('not 200');
      answers++;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      request.failed = { at: performance.now(), how: code ?? message };
    }
    return request;
  }
  const client = async (_: unknown, index: number): Promise<void> => {
    for (let turn = index; !ended; turn++) {
      const { failed } = await ask(paths[turn % paths.length]!);
      // Time: whoever is refused tries again, but does not spin.
      if (failed) await sleep(5);
    }
  };
  const clients = Promise.all(Array.from({ length: 4 }, client));
  return {
    account,
    answers: () => answers,
    /** Ends the load; resolves when nobody waits for an answer any more. */
    async end(): Promise<void> {
      ended = true;
      await clients;
      agent.destroy();
    },
  };
}

/** A connection that does what decent clients do not, with its request. */
export function oddClient(kind: string, port: number, id: string) {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const request: Request = { id, sent: performance.now(), silent: 0 };
  let answered = false;
  socket.on('error', () => {});
  socket.on('data', () => (answered = true)).on('end', () => socket.end());
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      if (!answered) request.failed = { at: performance.now(), how: 'closed' };
      resolve();
    });
  });

  const head = (type: string, more: string): string =>
    `${type} / HTTP/1.1\r\nhost: x\r\nx-request: ${id}\r\n${more}`;
  const body = head('POST', 'content-length: 1000\r\n\r\n');
  if (kind === 'half a head') socket.write(head('GET', ''));
  if (kind === 'half a body') socket.write(`${body}${'x'.repeat(500)}`);
  if (kind === 'a client that leaves') {
    request.leaves = true;
    socket.end(head('GET', '\r\n'));
  }
  if (kind === 'a slow client') {
    socket.write(body);
    const drip = setInterval(() => socket.write('x'), 20);
    socket.once('close', () => clearInterval(drip));
  }
  if (kind === 'a large upload') {
    socket.write(head('POST', 'transfer-encoding: chunked\r\n\r\n'));
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    const more = (): void => {
      while (!socket.writableEnded && socket.write(chunk));
    };
    socket.on('connect', more).on('drain', more);
  }
  return { socket, request, closed };
}
