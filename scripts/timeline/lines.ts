import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What travels on a channel from the one who made it goes down, `d`; what comes back, up. */
export type Direction = 'd' | 'u';

/** One end of a channel: what it sends goes in this direction. */
export type PortEnd = [channel: string, direction: Direction];

/** A port in a message: where it hangs there, and which end it is, where that is known. */
type PassedPort = [path: string | null, channel: string | null, direction: Direction | null];

/** What a log may leave out, beyond the caps. */
export type Capped = 'messages' | 'requests' | 'spans';

/** One line of a log; times are nanoseconds. The letters are explained in probe/index.cjs. */
export type Line =
  | {
      e: 'S';
      t: number;
      pid: number;
      ppid: number;
      thread: number;
      cluster?: number;
      ipc: boolean;
      node: string;
    }
  | { e: 'X'; t: number; code: number; spent: number }
  | {
      e: 'P';
      t: number;
      pid: number;
      file: string;
      node: boolean;
      ipc: boolean;
      cluster?: number;
    }
  | { e: 'Y'; t: number; pid: number; code: number | null; signal: string | null }
  | {
      e: 'p';
      t: number;
      u: number;
      pid: number;
      file: string;
      node: boolean;
      code: number | null;
      signal: string | null;
    }
  /** A pid below zero is a group's. */
  | { e: 'k'; t: number; pid: number; s: number }
  | { e: 'g'; t: number; pid: number }
  | { e: 'W' | 'T' | 'V'; t: number; thread: number }
  | {
      e: 's';
      t: number;
      ch: string;
      d: Direction;
      n?: number;
      x?: number;
      k: 'message' | 'handle' | 'connection' | 'internal';
      /** Ports that the message moves, in the order of its transfer list. */
      p?: PassedPort[];
    }
  /** With the names that the moved ports have where they arrived: in order, or by path. */
  | {
      e: 'r';
      t: number;
      ch: string;
      d: Direction;
      p?: string[];
      q?: [path: string, name: string][];
    }
  /** Ports in the workerData of the thread that is created next. */
  | { e: 'm'; t: number; p: PassedPort[] }
  | { e: 'u'; t: number; ch: string; d: Direction }
  | { e: 'q'; t: number; n: number; m: string; u: string }
  | { e: 'Q'; t: number; n: number; s: number }
  | { e: 'b'; t: number; u: number }
  | { e: 'c'; t: number; of: Capped; n: number }
  /** A channel to a thread of Node's own (module hooks on Node 20). */
  | { e: 'n'; t: number; ch: string }
  | { e: 'o'; t: number; of: 'broadcast' };

/** Lines of one kind. */
export type LineOf<E extends Line['e']> = E extends Line['e'] ? Extract<Line, { e: E }> : never;

/** The lines of one kind among others. */
export const linesOf = <E extends Line['e']>(lines: readonly Line[], e: E): LineOf<E>[] =>
  lines.filter((line): line is LineOf<E> => line.e === e);

/**
 * Reads what the processes and threads of a run wrote down.
 *
 * @returns The lines of each, by `pid-thread`.
 */
export function readLogs(folder: string): Map<string, Line[]> {
  const logs = new Map<string, Line[]>();
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.jsonl')))
    logs.set(name.replace(/\.jsonl$/, ''), readLines(join(folder, name)));
  return logs;
}

function readLines(path: string): Line[] {
  const lines: Line[] = [];
  for (const text of readFileSync(path, 'utf8').split('\n')) {
    try {
      if (text) lines.push(JSON.parse(text) as Line);
    } catch {
      // The process was killed while it wrote its last line.
    }
  }
  return lines;
}
