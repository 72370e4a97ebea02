import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Proofs } from '../../proving.ts';
import { program } from '../../proving.ts';
import { ask } from '../../proving-servers.ts';

/** A cluster of two whose workers count requests with prom-client; the primary does what it is told. */
const counted = program(`
  import cluster from 'node:cluster';
  import { createServer } from 'node:http';
  import prom from 'prom-client';
  if (cluster.isPrimary) {
    const registry = new prom.AggregatorRegistry();
    const workers = [cluster.fork(), cluster.fork()];
    let port;
    let up = 0;
    const scrape = async () => {
      const text = await registry.clusterMetrics().catch(({ message }) => message);
      process.send(/^asked_total (\\d+)/m.exec(text)?.[1] ?? text);
    };
    process.on('message', (order) => eval(order));
    cluster.on('listening', (_, address) => {
      if (++up === 2) process.send(address.port);
    });
  } else {
    const asked = new prom.Counter({ name: 'asked_total', help: 'requests' });
    new prom.AggregatorRegistry();
    createServer(async ({ url }, response) => {
      if (url === '/metrics') {
        const text = await prom.register.metrics();
        return response.end(/^asked_total (\\d+)/m.exec(text)[1]);
      }
      asked.inc();
      response.end('answer');
      if (url === '/block') setImmediate(() => { for (;;); });
    }).listen(0, '127.0.0.1');
  }`);

/** The cluster after ten requests, each over a connection of its own. */
async function after(requests: number) {
  const primary = fork(counted);
  const told = async (order: string): Promise<unknown> => {
    primary.send(order);
    return (await once(primary, 'message'))[0];
  };
  const [port] = (await once(primary, 'message')) as [number];
  for (let i = 0; i < requests; i++) await ask(port);
  return { primary, port, told };
}

export const proofs: Proofs = {
  /**
   * prom-client's `AggregatorRegistry`: a scrape after ten requests, and one after a worker has died.
   * @zh prom-client 的 `AggregatorRegistry`：十个请求之后抓一次，一个 worker 死后再抓一次。
   */
  'prom-dead-worker': async () => {
    const { told } = await after(10);
    const before = await told('scrape()');
    const died = await told(
      `workers[0].on('exit', () => scrape()).process.kill('SIGKILL')`,
    );
    return Number(died) < Number(before)
      ? `${String(before)} requests, then fewer`
      : `${String(before)} requests, then ${String(died)}`;
  },

  /**
   * prom-client's `AggregatorRegistry`: a scrape while one of two workers is blocked.
   * @zh prom-client 的 `AggregatorRegistry`：两个 worker 之一被卡住时抓一次。
   */
  'prom-blocked-worker': async () => {
    const { port, told } = await after(10);
    await ask(port, '/block');
    return `the scrape: ${String(await told('scrape()'))}`;
  },

  /**
   * `/metrics` served by each worker on the shared port: three scrapes, when ten requests came before.
   * @zh 每个 worker 都在共享端口上提供 `/metrics`：十个请求之后抓三次。
   */
  'metrics-shared-port': async () => {
    const { port } = await after(10);
    await ask(port); // The eleventh: one worker has counted one more.
    const scrapes: string[] = [];
    for (let i = 0; i < 3; i++) scrapes.push(await ask(port, '/metrics'));
    const parts = scrapes.every((scrape) => Number(scrape) < 11);
    const fell = scrapes.some((scrape, i) => scrape < (scrapes[i - 1] ?? ''));
    return `${parts ? 'each tells a part' : 'some tell all'}, and the counter ${fell ? 'falls' : 'rises'}`;
  },
};
