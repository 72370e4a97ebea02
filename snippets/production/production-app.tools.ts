// What production-app.ts tests the service with: it deploys and starts it, reads its log, and puts load on it.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  mkdirSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Result } from 'autocannon';

const here = (name: string): URL =>
  new URL(`./production-app.${name}.ts`, import.meta.url);

// #region deploy
let releases = 0;
/** A release is a folder that never changes; a link says which is current. */
export function deploy(folder: string, config: string): void {
  const release = join(folder, `release-${++releases}`);
  mkdirSync(release);
  for (const name of ['primary', 'member', 'operators', 'worker', 'retire']) {
    copyFileSync(here(name), join(release, `production-app.${name}.ts`));
  }
  writeFileSync(join(release, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(release, 'config.json'), config);
  symlinkSync(release, join(folder, 'next'), 'junction');
  renameSync(join(folder, 'next'), join(folder, 'current'));
}
// #endregion deploy

/** A port that is free now. The service takes fixed ones, as services do. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}

/** Starts the service; `until` waits for a line of its log and prints it. */
export function serve(folder: string, env: Record<string, string>) {
  const service = fork(join(folder, 'current', 'production-app.primary.ts'), {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
  });
  service.disconnect(); // A service has no parent to talk to.
  process.once('exit', () => service.kill()); // A test that failed, too.
  const lines = createInterface(service.stdout!)[Symbol.asyncIterator]();
  const exited = once(service, 'exit').then(([code]) => code as number);
  /** Prints the log up to the line that begins like this. */
  const until = async (text: string): Promise<void> => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`it never said "${text}"`);
      console.log(`  [service] ${value}`);
      if (value.startsWith(text)) return;
    }
  };
  return { service, exited, until };
}

/** A slow request: `arrived` when a worker has it, `status` at its end. */
export function askSlowly(url: string) {
  // The server answers "100 Continue" when it has read the head.
  const headers = { expect: '100-continue' };
  const asked = request(`${url}/slow`, { method: 'POST', headers });
  const arrived = once(asked, 'continue').then(() => asked.end());
  const status = once(asked, 'response').then(([response]) => {
    response.resume();
    return response.statusCode as number;
  });
  asked.flushHeaders();
  return { arrived, status };
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

/**
 * Load from autocannon and, beside it, from clients that count losses. It is
 * there when this resolves, and ends when it is told to.
 */
export async function press(url: string): Promise<() => Promise<Pressure>> {
  const children = ['load', 'clients'].map((name) => fork(here(name), [url]));
  await Promise.all(children.map((child) => once(child, 'message')));
  return async () => {
    const [result, counts] = await Promise.all(
      children.map(async (child) => {
        const exit = once(child, 'exit');
        const answer = once(child, 'message');
        child.send('stop');
        await exit;
        return (await answer)[0];
      }),
    );
    const { p99 } = (result as Result).latency;
    return { p99, ...(counts as Omit<Pressure, 'p99'>) };
  };
}
