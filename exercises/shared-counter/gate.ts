// Stands between one process and Redis, and stops it between two commands: what is luck otherwise is certain here.
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Where a connection is broken: Redis never gets the command, or its answer never comes. */
export type Cut = 'before' | 'after';

export interface Gate {
  port: number;
  /** The command that is held, such as `SET`; undefined where none is. */
  held(): string | undefined;
  /** Lets so many commands through from now on, each with its answer, and holds the next one. */
  allow(commands: number): void;
  /** Lets everything through, but breaks the connection once, at this command from now on; the first is 1. */
  cutAt(command: number, where: Cut): void;
  /** Whether it has been broken there. */
  wasCut(): boolean;
  /** Whether its process has a connection. */
  isConnected(): boolean;
  close(): void;
}

/** What a client says when it connects is no command of the solution's. */
const greeting = /^(HELLO|AUTH|CLIENT|SELECT|PING)$/;

/** @param path - The socket of Redis. */
export async function openGate(path: string): Promise<Gate> {
  let left = Infinity;
  let cut: { command: number; where: Cut } | undefined;
  let commands = 0;
  const lanes = new Set<{ pump: () => void; held: () => string | undefined; end: () => void }>();

  const server = createServer((client) => {
    const redis = connect(path);
    let requests = Buffer.alloc(0);
    let answers = Buffer.alloc(0);
    /** Of each command that Redis has not answered yet, its number; 0 for what does not count. */
    const asked: number[] = [];
    const next = (): string | undefined => {
      const end = endOf(requests, 0);
      return end < 0 ? undefined : nameOf(requests);
    };
    const lane = {
      pump(): void {
        for (let name = next(); name !== undefined; name = next()) {
          const counts = !greeting.test(name);
          // One at a time, so that "after the first" means after its answer.
          if (counts && (left <= 0 || asked.some((number) => number > 0))) return;
          if (counts) {
            left--;
            commands++;
          }
          if (counts && cut?.where === 'before' && cut.command === commands) return breakOff();
          const end = endOf(requests, 0);
          asked.push(counts ? commands : 0);
          redis.write(requests.subarray(0, end));
          requests = requests.subarray(end);
        }
      },
      held: () => (left <= 0 && !asked.some((number) => number > 0) ? next() : undefined),
      end(): void {
        client.destroy();
        redis.destroy();
        lanes.delete(lane);
      },
    };
    function breakOff(): void {
      cut = undefined;
      lane.end();
    }
    lanes.add(lane);
    client.on('data', (chunk: Buffer) => {
      requests = Buffer.concat([requests, chunk]);
      lane.pump();
    });
    redis.on('data', (chunk: Buffer) => {
      answers = Buffer.concat([answers, chunk]);
      for (let end = endOf(answers, 0); end >= 0; end = endOf(answers, 0)) {
        // What is pushed answers nothing.
        const number = answers[0] === push ? 0 : (asked.shift() ?? 0);
        if (number > 0 && cut?.where === 'after' && cut.command === number) return breakOff();
        client.write(answers.subarray(0, end));
        answers = answers.subarray(end);
      }
      lane.pump();
    });
    for (const socket of [client, redis] as Socket[])
      socket.on('error', () => {}).on('close', lane.end);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  function pumpAll(): void {
    commands = 0;
    for (const lane of lanes) lane.pump();
  }
  return {
    port: (server.address() as AddressInfo).port,
    held: () => [...lanes].map((lane) => lane.held()).find((name) => name !== undefined),
    allow(amount) {
      left = amount;
      cut = undefined;
      pumpAll();
    },
    cutAt(command, where) {
      left = Infinity;
      cut = { command, where };
      pumpAll();
    },
    wasCut: () => cut === undefined,
    isConnected: () => lanes.size > 0,
    close() {
      server.close();
      for (const lane of lanes) lane.end();
    },
  };
}

const push = '>'.charCodeAt(0);

/** Where the value ends that begins there, a command or an answer; -1 where not all of it has come. */
function endOf(data: Buffer, at: number): number {
  const line = data.indexOf('\r\n', at);
  if (line < 0) return -1;
  const kind = data.toString('latin1', at, at + 1);
  const length = Number(data.toString('latin1', at + 1, line));
  let end = line + 2;
  if ('$!='.includes(kind)) {
    if (length < 0) return end;
    return end + length + 2 <= data.length ? end + length + 2 : -1;
  }
  const members = '*~>'.includes(kind) ? length : kind === '%' ? 2 * length : 0;
  for (let n = 0; n < members && end >= 0; n++) end = endOf(data, end);
  return end;
}

const nameOf = (command: Buffer): string =>
  /^\*\d+\r\n\$\d+\r\n(\w+)/.exec(command.toString('latin1', 0, 60))?.[1]?.toUpperCase() ?? '?';
