/** What proofs about servers share: asking them, holding connections, and workers of a cluster. */
import { spawn } from 'node:child_process';
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { get } from 'node:http';
import { createConnection, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { endOf, nameOf, program } from './proving.ts';

/** The body of an answer over a connection of its own, or what went wrong instead. */
export const ask = (port: number, path = '/'): Promise<string> =>
  new Promise((resolve) => {
    const where = { port, host: '127.0.0.1', path, agent: false as const };
    const failed = (error: Error): void => resolve(nameOf(error));
    get(where, (response) => text(response).then(resolve, failed)).on(
      'error',
      failed,
    );
  });

/** A connection that stays open until somebody closes it. */
export interface Kept {
  socket: Socket;
  /** All that came over it so far. */
  received: () => string;
  /** Asks for a path; gives the next answer with its head, or `closed`. */
  ask: (path?: string) => Promise<string>;
  /** Comes when either side has ended it. */
  closed: Promise<void>;
}

/** Opens a connection and sends nothing. The servers of these proofs end each answer with `answer`. */
export async function connect(port: number): Promise<Kept> {
  const socket = createConnection(port, '127.0.0.1');
  socket.on('error', () => {}); // A reset is an end, too.
  let all = '';
  socket.setEncoding('utf8').on('data', (part: string) => (all += part));
  const closed = new Promise<void>((resolve) => socket.once('close', resolve));
  await once(socket, 'connect');
  return {
    socket,
    closed,
    received: () => all,
    async ask(path = '/') {
      const from = all.length;
      socket.write(`GET ${path} HTTP/1.1\r\nHost: here\r\n\r\n`);
      while (!socket.closed && !all.slice(from).endsWith('answer'))
        await new Promise((resolve) =>
          socket.once('data', resolve).once('close', resolve),
        );
      return all.slice(from) || 'closed';
    },
  };
}

/** A worker that runs a text of its own. */
export function worker(source: string, env?: Record<string, string>): Worker {
  cluster.setupPrimary({ exec: program(source) });
  return cluster.fork(env);
}

/**
 * A cluster in a process group of its own, with a request under way, gets a signal.
 *
 * @param inPrimary - What else its primary does; its worker is `one`.
 * @param inWorker - What else its worker does; its server is `server`.
 * @returns What came of the request, and how the primary ended.
 */
export async function signalled(
  signal: NodeJS.Signals,
  to: 'the primary' | 'the whole group',
  inPrimary: string,
  inWorker: string,
): Promise<string> {
  const source = `
    import cluster from 'node:cluster';
    import { createServer } from 'node:http';
    if (cluster.isPrimary) {
      const one = cluster.fork();
      ${inPrimary}
    } else {
      const server = createServer((_, response) => {
        console.log('asked');
        setTimeout(() => response.end('answer'), 300);
      }).listen(0, '127.0.0.1', () => console.log(server.address().port));
      ${inWorker}
    }`;
  const primary = spawn(process.execPath, [program(source)], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const exit = once(primary, 'exit');
  const [port] = (await once(primary.stdout, 'data')) as [Buffer];
  const answer = ask(Number(port));
  await once(primary.stdout, 'data');
  process.kill(to === 'the primary' ? primary.pid! : -primary.pid!, signal);
  const [code, name] = (await exit) as [number, null];
  return `client: ${await answer}; primary: ${endOf({ code, signal: name })}`;
}
