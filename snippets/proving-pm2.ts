/** What proofs about PM2 share: apps that report to the proof over a connection, so that it sees them start, speak and end. */
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isolate, type Isolated } from './pm2/pm2-start.isolated.ts';
import { program } from './proving.ts';

/** An app under PM2, from its first word to its end. */
export interface Life {
  /** Its first word. */
  name: string;
  /** All that it said, in order. */
  words: string[];
  ended: Promise<unknown>;
  /** Gives it one word. */
  tell: (word: string) => void;
}

/** One app in `pm2 jlist`. */
export interface Listed {
  name: string;
  pid: number;
  pm2_env: { status: string; exec_mode: string; max_memory_restart?: number };
}

export interface Watched extends Isolated {
  lives: Life[];
  /** The first life from number `from` on that satisfies this; it may come later. */
  life: (fits: (life: Life) => boolean, from?: number) => Promise<Life>;
  /** Comes when so many lives have begun. */
  begun: (count: number) => Promise<void>;
  list: () => Promise<Listed[]>;
  /** What `pm2.log` says, line by line, without times. */
  log: () => string[];
  /** Writes an ecosystem file; gives its path. */
  file: (apps: object[], name?: string) => string;
}

/** The beginning of an app that speaks: `say(word)`, and `heard(word => …)`. */
export const speaks = `
  const socket = (await import('node:net')).connect(process.env.PROOF, '127.0.0.1');
  await new Promise((open) => socket.once('connect', open));
  socket.on('error', () => {});
  const say = (word) => socket.write(word + '\\n');
  const heard = (listener) => socket.on('data', (word) => listener(String(word).trim()));
`;

/** A program for PM2 that speaks. */
export const app = (source: string): string => program(speaks + source);

/** A PM2 of its own whose apps report here. */
export async function watched(
  settings: NodeJS.ProcessEnv = {},
): Promise<Watched> {
  const lives: Life[] = [];
  const changed = new EventTarget();
  const server = createServer((socket: Socket) => {
    const life: Life = {
      name: '',
      words: [],
      ended: once(socket, 'close'),
      tell: (word) => void socket.write(`${word}\n`),
    };
    socket.on('error', () => {});
    socket.setEncoding('utf8').on('data', (text: string) => {
      life.words.push(...text.split('\n').filter(Boolean));
      if (!life.name) lives.push(life);
      life.name ||= life.words[0]!;
      changed.dispatchEvent(new Event('change'));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const own = isolate({ PROOF: String(port), ...settings });
  return {
    ...own,
    lives,
    async life(fits, from = 0) {
      for (;;) {
        const found = lives.slice(from).find(fits);
        if (found) return found;
        await once(changed, 'change');
      }
    },
    async begun(count) {
      while (lives.length < count) await once(changed, 'change');
    },
    list: async () => JSON.parse(await own.quiet('jlist')) as Listed[],
    log: () =>
      readFileSync(join(own.home, 'pm2.log'), 'utf8')
        .split('\n')
        .map((line) => line.replace(/^.*?PM2 log: /, '')),
    file(apps, name = 'ecosystem.config.cjs') {
      const path = join(tmpdir(), name);
      writeFileSync(path, `module.exports = ${JSON.stringify({ apps })}`);
      return path;
    },
  };
}
