// Exercise: a limit for all processes together. Judge it with: npm run exercise shared-counter
import type { RedisClientType } from 'redis';

/** A client of the package `redis`, connected. It connects again by itself; commands that were under way then fail. */
export type Client = RedisClientType;

/** Places that all processes share which use the same Redis and the same key. */
export interface Limiter {
  /**
   * Takes a place, unless all are taken.
   *
   * @param id - What the place is for. It never has two: whoever asks again for it, also from another process, is told that it has
   * one.
   * @returns whether this id has a place. It may fail where a connection breaks; whether the place is taken is then unknown, until
   * somebody asks again.
   */
  take(id: string): Promise<boolean>;
  /**
   * Gives back the place of this id, whoever took it. Where it has none it does nothing. It may fail where a connection breaks, and
   * can then be called again.
   */
  giveBack(id: string): Promise<void>;
}

export interface Options {
  /** Everything in Redis begins with this name. */
  key: string;
  /** How many places there are, 1 or more. */
  limit: number;
  /**
   * Milliseconds. When a place is taken while no other one is, a window may begin, and it ends this much later, by the clock of
   * Redis. Then all places are free, and nothing is left in Redis. Nothing makes a window longer.
   */
  windowMs: number;
}

/** A process may stop for ever between any two of its commands: the limit holds, and nobody waits for that process. */
export function createLimiter(client: Client, { key, limit, windowMs }: Options): Limiter {
  throw new Error(`not written yet: ${client}, ${key}, ${limit}, ${windowMs}`);
}
