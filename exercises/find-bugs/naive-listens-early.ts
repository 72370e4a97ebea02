/**
 * Listens for 'exit' before it waits for the journal: nothing is missed any more, but where the program cannot be started, the promise rejects while nobody waits for it.
 *
 * @zh 等日志之前就监听 'exit'：事件不会错过了，可程序启动不了时，promise 拒绝的那一刻没有人在等它。
 * @fails journal
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface Settings {
  command: string;
  args: readonly string[];
  size: number;
  note: (line: string) => Promise<void>;
}

export interface Service {
  server: Server;
  close(): Promise<void>;
}

export function createService({ command, args, size, note }: Settings): Service {
  const jobs = new Set<Promise<void>>();
  let running = 0;
  let closed: Promise<void> | undefined;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (closed || running >= size) {
      response.writeHead(503).end('busy');
      return;
    }
    running++;
    try {
      const body = await buffer(request);
      const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
      // Also after the answer, when there is nothing left to kill.
      response.once('close', () => child.kill('SIGKILL'));
      child.stdin.on('error', () => {});
      child.stdin.end(body);
      const printed = buffer(child.stdout);
      const exit = once(child, 'exit');
      await note(`program for ${request.url}`);
      const [code, signal] = (await exit) as [number | null, string | null];
      if (code === 0) response.end(await printed);
      else response.writeHead(500).end(`the program ended with ${code ?? signal}`);
    } finally {
      running--;
    }
  }

  const server = createServer((request, response) => {
    const sent = new Promise<void>((resolve) => response.once('close', resolve));
    const job = serve(request, response)
      .catch((error: unknown) => void response.writeHead(500).end(String(error)))
      .then(() => sent)
      .finally(() => jobs.delete(job));
    jobs.add(job);
  });

  async function end(): Promise<void> {
    server.close();
    await Promise.all(jobs);
    // What is still open is idle: a client that may ask again, or one that has said nothing.
    server.closeAllConnections();
  }

  return { server, close: () => (closed ??= end()) };
}
