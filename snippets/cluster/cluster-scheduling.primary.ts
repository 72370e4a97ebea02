// A cluster of four under the policy of its environment; tells who served what.
import cluster from 'node:cluster';
import { once } from 'node:events';
import { Agent, createServer, get } from 'node:http';
import { text } from 'node:stream/consumers';

export type Task = { requests: number; clients: number; keepAlive: boolean };
export type Report = { policy: string; served: number[][] };

if (cluster.isWorker) {
  createServer((_request, response) => {
    response.end(String(cluster.worker!.id));
  }).listen(0, '127.0.0.1');
} else {
  const tasks: Task[] = JSON.parse(process.argv[2]!);
  let port = 0;
  for (let i = 0; i < 4 && tasks.length > 0; i++) {
    const [address] = await once(cluster.fork(), 'listening');
    port = address.port;
  }

  // #region load
  async function load({ requests, clients, keepAlive }: Task) {
    // Without keep-alive each request opens a connection.
    const agent = new Agent({ keepAlive });
    const served = [0, 0, 0, 0];
    let left = requests;
    const client = async (): Promise<void> => {
      while (left-- > 0) {
        const request = get({ host: '127.0.0.1', port, agent });
        const [response] = await once(request, 'response');
        served[Number(await text(response)) - 1]! += 1;
      }
    };
    await Promise.all(Array.from({ length: clients }, client));
    agent.destroy();
    return served;
  }
  // #endregion load

  const served: number[][] = [];
  for (const task of tasks) served.push(await load(task));
  const rr = cluster.schedulingPolicy === cluster.SCHED_RR;
  process.send!({ policy: rr ? 'rr' : 'none', served } satisfies Report);
  cluster.disconnect();
  process.disconnect();
}
