// The same load for each row: clients that ask, wait a little, ask again.
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Row {
  sent: number;
  failed: number;
  p99: number;
}

/** How many requests were sent so far, while there is load. */
export const sending = { now: false, requests: 0 };

// #region load
/** Loads a port with 16 clients while `work` runs, which may wait for `n` more answers. */
export async function load(
  port: number,
  work: (more: (n: number) => Promise<void>) => Promise<void>,
): Promise<Row> {
  let over = false;
  sending.now = true;
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const times: number[] = [];
  let failed = 0;
  const clients = Array.from({ length: 16 }, async () => {
    while (!over) {
      const started = performance.now();
      sending.requests++;
      if (await ask(port, agent)) times.push(performance.now() - started);
      else failed += 1;
      await sleep(10); // Time: the load.
    }
  });
  const more = async (n: number): Promise<void> => {
    const enough = times.length + n;
    while (times.length < enough) await sleep(10);
  };
  await work(more).finally(() => (over = true));
  sending.now = false;
  await Promise.all(clients);
  agent.destroy();
  times.sort((a, b) => a - b);
  const p99 = times[Math.ceil(times.length * 0.99) - 1] ?? NaN;
  return { sent: times.length + failed, failed, p99 };
}

function ask(port: number, agent?: Agent): Promise<boolean> {
  return new Promise((resolve) => {
    const options = { host: '127.0.0.1', port, timeout: 20_000 };
    const asked = request({ ...options, agent: agent ?? false });
    asked.on('response', (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode === 200));
      response.on('error', () => resolve(false));
    });
    asked.on('timeout', () => asked.destroy(new Error('too late')));
    asked.on('error', () => {
      // An idle connection that the server closed just then: no answer
      // had begun. Clients and proxies ask once more, on a new one.
      if (asked.reusedSocket) resolve(ask(port));
      else resolve(false);
    });
    asked.end();
  });
}
// #endregion load
