// A process that has a limiter: node taker.ts <port of its gate> <milliseconds by which its clock is wrong>
import { createClient } from 'redis';
import { outcomeOf, show, solutionAddress } from '../kit/story.ts';
import type { Client, Limiter, Options } from './skeleton.ts';

/** What the judge asks it to do. */
export interface Ask {
  number: number;
  call: 'take' | 'giveBack';
  id: string;
  options: Options;
}

/** What it says: that its client is connected, or how a call ended. */
export type Said =
  'ready' | { number: number; value: unknown } | { number: number; name: string; message: string };

const [port, wrong] = process.argv.slice(2).map(Number);

if (wrong) {
  const Real = Date;
  class Wrong extends Real {
    constructor(...words: unknown[]) {
      super(...((words.length > 0 ? words : [Real.now() + wrong!]) as [number]));
    }
    static override now(): number {
      return Real.now() + wrong!;
    }
  }
  globalThis.Date = Wrong as DateConstructor;
}

const say = (what: Said): void => void process.send!(what);

const { createLimiter } = (await import(solutionAddress())) as {
  createLimiter: (client: Client, options: Options) => Limiter;
};
const client = createClient({
  // Time: how often it tries to come back.
  socket: { host: '127.0.0.1', port: port!, reconnectStrategy: 20 },
});
// Its connection is broken on purpose.
client.on('error', () => {});
client.on('ready', () => say('ready'));

const limiters = new Map<string, Limiter>();
process.on('message', async ({ number, call, id, options }: Ask) => {
  const outcome = await outcomeOf(
    (async () => {
      const limiter = limiters.get(options.key) ?? createLimiter(client, options);
      limiters.set(options.key, limiter);
      return limiter[call](id);
    })(),
  );
  if ('value' in outcome) return say({ number, value: outcome.value });
  const { error } = outcome;
  const { name, message } = error instanceof Error ? error : new Error(show(error));
  say({ number, name, message });
});
process.on('disconnect', () => process.exit());
await client.connect();
