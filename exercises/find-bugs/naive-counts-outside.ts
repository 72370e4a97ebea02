/**
 * Takes the place before it waits for the body, but gives it back only after that: who leaves in the middle of an upload keeps the place for ever.
 *
 * @zh 先占名额再等 body，归还却只管等待之后的事：上传到一半就离开的人，永远占着名额。
 * @fails leaves
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
    const body = await buffer(request);
    try {
      const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
      // Also after the answer, when there is nothing left to kill.
      response.once('close', () => child.kill('SIGKILL'));
      child.stdin.on('error', () => {});
      child.stdin.end(body);
      const printed = buffer(child.stdout);
      const [[code, signal]] = (await Promise.all([
        once(child, 'exit'),
        note(`program for ${request.url}`),
      ])) as [[number | null, string | null], void];
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
