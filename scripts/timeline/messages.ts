import type { Draft } from './lanes.ts';
import type { Direction, LineOf, PortEnd } from './lines.ts';

/** A message, as far as both of its ends are known. */
export interface Message {
  /** What kind of message, and its size; absent where the sender has no probe. */
  send?: LineOf<'s'>;
  receipt?: LineOf<'r'>;
  from?: Draft;
  to?: Draft;
}

/** Messages of a run, and how many went where nobody can follow. */
export interface Messages {
  messages: Message[];
  unfollowed: number;
}

/**
 * Pairs sends with receipts: a channel keeps the order of its messages, so the nth that was sent in one
 * direction is the nth that was received.
 */
export function messagesOf(lanes: readonly Draft[]): Messages {
  const ends = portsOfThreads(lanes);
  let found = pair(lanes, ends);
  // A port that arrived with a message is known once that message is paired, and may itself carry ports.
  for (let known = -1; known !== ends.size;) {
    known = ends.size;
    for (const { send, receipt } of found.messages)
      if (send && receipt) follow(send, receipt, ends);
    found = pair(lanes, ends);
  }
  return found;
}

/** The ends of ports by the names that they have where they arrived. */
type Ends = Map<string, PortEnd>;

const endOf = ([, channel, direction]: readonly (string | null)[]): PortEnd | undefined =>
  channel != null && direction != null ? [channel, direction as Direction] : undefined;

/** Ports that threads were given as workerData: the thread's name for each, and which end it is. */
function portsOfThreads(lanes: readonly Draft[]): Ends {
  const ends: Ends = new Map();
  for (const { key, lines } of lanes) {
    let given: LineOf<'m'> | undefined;
    for (const line of lines) {
      if (line.e === 'm') given = line;
      if (line.e !== 'W') continue;
      for (const port of given?.p ?? []) {
        const end = endOf(port);
        if (end) ends.set(`start-${key.split('-')[0]}-${line.thread}-${port[0]}`, end);
      }
      given = undefined;
    }
  }
  return ends;
}

/** Notes which ports came with a message. */
function follow(send: LineOf<'s'>, receipt: LineOf<'r'>, ends: Ends): void {
  const passed = send.p ?? [];
  const note = (name: string, port: (typeof passed)[number] | undefined): void => {
    const end = port && endOf(port);
    if (end) ends.set(name, end);
  };
  receipt.p?.forEach((name, index) => note(name, passed[index]));
  for (const [path, name] of receipt.q ?? [])
    note(
      name,
      passed.find((port) => port[0] === path),
    );
}

/** Follows a port's local names to the channel that it belongs to. */
function resolve([channel, direction]: PortEnd, ends: Ends): PortEnd {
  const end = ends.get(channel);
  if (!end) return [channel, direction];
  // Under its local name a port sends downwards, whichever end it is.
  const outward = end[1];
  const inward = outward === 'd' ? 'u' : 'd';
  return resolve([end[0], direction === 'd' ? outward : inward], ends);
}

/** All that went one way through a channel. */
interface Way {
  sends: { send: LineOf<'s'>; from: Draft }[];
  receipts: { receipt: LineOf<'r'>; to: Draft }[];
}

function waysOf(lanes: readonly Draft[], ends: Ends): Map<string, Way> {
  const ways = new Map<string, Way>();
  const lines = lanes.flatMap((lane) =>
    lane.lines.flatMap((line) =>
      line.e === 's' || line.e === 'r' || line.e === 'u' ? [{ line, lane }] : [],
    ),
  );
  // A port may have been in several threads, so its lines stand in several logs.
  for (const { line, lane } of lines.sort((a, b) => a.line.t - b.line.t)) {
    const key = resolve([line.ch, line.d], ends).join('|');
    const way = ways.get(key) ?? { sends: [], receipts: [] };
    ways.set(key, way);
    if (line.e === 's') way.sends.push({ send: line, from: lane });
    else if (line.e === 'r') way.receipts.push({ receipt: line, to: lane });
    else
      way.sends.splice(
        way.sends.findLastIndex(({ from }) => from === lane),
        1,
      );
  }
  return ways;
}

function pair(lanes: readonly Draft[], ends: Ends): Messages {
  const byKey = new Map(lanes.map((lane) => [lane.key, lane]));
  const { moved, own } = journeysOf(lanes);
  const messages: Message[] = [];
  let unfollowed = 0;
  for (const [key, { sends, receipts }] of waysOf(lanes, ends)) {
    const [channel = '', direction] = key.split('|');
    if (own.has(channel)) continue;
    const below = laneBelow(channel, byKey);
    const [sender, receiver] = direction === 'd' ? [below?.parent, below] : [below, below?.parent];
    for (let n = 0; n < Math.max(sends.length, receipts.length); n++) {
      const message: Message = {
        ...(sender && { from: sender }),
        ...(receiver && { to: receiver }),
        ...sends[n],
        ...receipts[n],
      };
      if (message.from && message.to) messages.push(message);
      else if (moved.has(channel) || channel.startsWith('moved-')) unfollowed++;
    }
  }
  const time = ({ send, receipt }: Message): number => send?.t ?? receipt?.t ?? 0;
  return { messages: messages.sort((a, b) => time(a) - time(b)), unfollowed };
}

/** Channels of which a port left the thread that made it; and those that lead to threads of Node's own. */
function journeysOf(lanes: readonly Draft[]): { moved: Set<string>; own: Set<string> } {
  const moved = new Set<string>();
  const own = new Set<string>();
  for (const line of lanes.flatMap(({ lines }) => lines)) {
    if (line.e === 'n') own.add(line.ch);
    if (line.e !== 's' && line.e !== 'm') continue;
    for (const port of line.p ?? []) {
      const channel = endOf(port)?.[0];
      if (channel === undefined) continue;
      if (line.e === 's' && own.has(line.ch)) own.add(channel);
      else moved.add(channel);
    }
  }
  return { moved, own };
}

/** The lane that a channel leads down to, where its name says so: `ipc-<pid>` or `port-<pid>-<thread>`. */
function laneBelow(channel: string, byKey: ReadonlyMap<string, Draft>): Draft | undefined {
  const [kind, pid, thread = '0'] = channel.split('-');
  return kind === 'ipc' || kind === 'port' ? byKey.get(`${pid}-${thread}`) : undefined;
}
