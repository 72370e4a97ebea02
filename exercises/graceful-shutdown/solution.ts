import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';

export interface Ended {
  cut: number;
}

export type Shutdown = (deadline: AbortSignal) => Promise<Ended>;

export function prepare(server: Server): Shutdown {
  /** Each open connection with the answers that it waits for. To Node neither one with half a request head is idle nor an upgraded one. */
  const open = new Map<Socket, Set<ServerResponse>>();
  let closing = false;
  /** Connections that just wait may still have bytes of a request in the system's hands. */
  let quietMayGo = false;
  let ended: Promise<Ended> | undefined;

  server.on('connection', (socket: Socket) => {
    open.set(socket, new Set());
    socket.once('close', () => open.delete(socket));
  });

  // Before the server's own listener, which may answer at once.
  server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const answers = open.get(socket);
    answers?.add(response);
    response.once('close', () => {
      answers?.delete(response);
      if (quietMayGo) endQuiet();
    });
    if (closing) tell(socket);
  });

  /** Says in the last answer of a connection, and in no other, that it is the last: Node ends the connection after it. */
  function tell(socket: Socket): void {
    const answers = [...(open.get(socket) ?? [])];
    for (const answer of answers) {
      if (answer.headersSent) continue;
      if (answer === answers.at(-1)) answer.setHeader('connection', 'close');
      else answer.removeHeader('connection');
    }
  }

  /** Ends what waits for no answer. What was written is sent before: an upgraded connection may have much of that. */
  function endQuiet(): void {
    for (const [socket, answers] of open) if (answers.size === 0) socket.destroySoon();
  }

  function cutAll(): number {
    let cut = 0;
    for (const [socket, answers] of open) {
      if (answers.size > 0 || socket.writableLength > 0) cut++;
      socket.destroy();
    }
    return cut;
  }

  async function end(deadline: AbortSignal): Promise<Ended> {
    closing = true;
    // Only stops to listen. The close() of an HTTP server ends idle connections too, and on one of them
    // a request may have arrived that nobody has read yet. An error says that it did not listen.
    const closed = new Promise<void>((done) =>
      NetServer.prototype.close.call(server, () => done()),
    );
    for (const socket of open.keys()) tell(socket);
    let cut = 0;
    const tooLate = (): void => void (cut += cutAll());
    if (deadline.aborted) tooLate();
    else deadline.addEventListener('abort', tooLate, { once: true });
    // The first turn may be the rest of the one that we are in. In the second one Node has read all that was there.
    await turn();
    await turn();
    quietMayGo = true;
    endQuiet();
    await closed;
    deadline.removeEventListener('abort', tooLate);
    return { cut };
  }

  return (deadline) => (ended ??= end(deadline));
}
