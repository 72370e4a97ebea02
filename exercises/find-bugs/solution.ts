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
    // Taken in the same turn as it was seen to be free. From here on every way out leads through `finally`.
    running++;
    try {
      const body = await buffer(request);
      const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
      // Also after the answer, when there is nothing left to kill.
      response.once('close', () => child.kill('SIGKILL'));
      // A program need not read what it gets. EPIPE comes as an event, which no catch gets; how it went, the exit code tells.
      child.stdin.on('error', () => {});
      child.stdin.end(body);
      const printed = buffer(child.stdout);
      // Both at once: the program may end, or fail to start, before the journal has its line. And a promise that rejects
      // while nobody waits for it ends the process.
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
