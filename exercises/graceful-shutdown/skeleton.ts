// Exercise: a server that ends with care. Judge it with: npm run exercise graceful-shutdown
import type { Server } from 'node:http';

/** How a server ended. */
export interface Ended {
  /** Connections that the deadline cut although a request was in hand on them, or written bytes were still to be sent. */
  cut: number;
}

/**
 * Ends a server. A request is in hand from its 'request' event until its response is closed.
 *
 * - Takes no new connection from the moment of the call.
 * - Lets requests in hand be answered; so too a request whose bytes the system has received before the call, though Node
 *   has not read them yet. An answer whose head is not sent yet says `Connection: close`; where several requests
 *   of one connection are in hand, only the last one's answer may say so, for Node ends the connection after that answer.
 * - Ends all other connections without waiting for the deadline: idle, silent, or with half a request head; and upgraded
 *   ones, once what has been written to them is sent. A connection with requests in hand ends after the last answer.
 * - At the deadline it destroys whatever is left. The deadline may have passed before the call.
 *
 * @param deadline - Aborted when the time is over. It may never be.
 * @returns once no connection is open any more. A second call gives the same, and its deadline does not count.
 * A server that does not listen is ended at once.
 */
export type Shutdown = (deadline: AbortSignal) => Promise<Ended>;

/**
 * Prepares a server for its end. It is called before the server listens, after its listeners ('request', 'upgrade') are there.
 * It must not add a listener for 'upgrade' where there is none: Node treats such requests in another way then.
 */
export function prepare(server: Server): Shutdown {
  throw new Error(`not written yet: ${String(server.listening)}`);
}
