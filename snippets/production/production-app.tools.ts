// What production-app.ts tests the service with: it starts it, reads its log, and puts load on it.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Options, Result } from 'autocannon';

const here = (name: string): URL =>
  new URL(`./production-app.${name}.ts`, import.meta.url);

/** A port that is free now. The service takes fixed ones, as services do. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}

/** Starts the service; `until` waits for a line of its log and prints it. */
export function serve(env: Record<string, string>) {
  const service = fork(here('primary'), {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
  });
  service.disconnect(); // A service has no parent to talk to.
  process.once('exit', () => service.kill()); // A test that failed, too.
  const lines: string[] = [];
  createInterface(service.stdout!).on('line', (line) => lines.push(line));
  const exited = once(service, 'exit').then(([code]) => code as number);
  /** Prints the log up to the line that begins like this. */
  const until = async (text: string): Promise<void> => {
    const end = performance.now() + 15_000;
    for (;;) {
      const line = lines.shift();
      if (line !== undefined) console.log(`  [service] ${line}`);
      if (line?.startsWith(text)) return;
      if (line === undefined) await sleep(10);
      if (performance.now() > end) throw new Error(`it never said "${text}"`);
    }
  };
  return { service, exited, until };
}

export interface Pressure {
  /** Milliseconds, as autocannon measured it. */
  p99: number;
  answered: number;
  refused: number;
  /** Connections that had been served before, or answers that never came. */
  broken: number;
  /** New connections that were reset without an answer. */
  untaken: number;
}

/** Load from autocannon and, beside it, from clients that count losses. */
export async function press(url: string, duration: number): Promise<Pressure> {
  const give = async (name: string, task: Options): Promise<unknown> => {
    const child = fork(here(name));
    const exit = once(child, 'exit');
    child.send(task);
    const [result] = await once(child, 'message');
    await exit;
    return result;
  };
  const options = { url, duration, connections: 10, timeout: 3 };
  const [result, counts] = await Promise.all([
    give('load', options),
    give('clients', options),
  ]);
  const { p99 } = (result as Result).latency;
  return { p99, ...(counts as Omit<Pressure, 'p99'>) };
}
