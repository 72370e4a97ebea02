// Exercise: three bugs in a service. Judge it with: npm run exercise find-bugs
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface Settings {
  /** A program that gets the body of a request on its stdin, need not read it, and prints the answer. */
  command: string;
  args: readonly string[];
  /** How many programs run at the same time, at most. */
  size: number;
  /** Writes a line into the journal. It takes its time, and never rejects. */
  note: (line: string) => Promise<void>;
}

export interface Service {
  /** It does not listen yet. */
  server: Server;
  /** Takes nothing more; what is in hand is answered. Resolves once that is sent and no program runs. */
  close(): Promise<void>;
}

/**
 * Runs a program for each request.
 *
 * - 200, with what the program has printed, where it has ended with 0. By then its line is in the journal.
 * - 500 where it has ended in another way, or could not be started.
 * - 503 where there is no place: others have taken all `size`. It may be said before the body is there, or after.
 *
 * A client that leaves, at whatever moment, frees its place, and its program is ended by SIGKILL. What goes wrong with one
 * request costs no other. That file descriptors run out is left aside: a child has no streams then.
 */
export function createService({ command, args, size, note }: Settings): Service {
  const jobs = new Set<Promise<void>>();
  let running = 0;
  let closed: Promise<void> | undefined;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (closed || running >= size) {
      response.writeHead(503).end('busy');
      return;
    }
    const body = await buffer(request);
    running++;
    try {
      const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
      // Also after the answer, when there is nothing left to kill.
      response.once('close', () => child.kill('SIGKILL'));
      child.stdin.end(body);
      const printed = buffer(child.stdout);
      await note(`program for ${request.url}`);
      const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
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
