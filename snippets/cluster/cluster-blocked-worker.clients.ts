// Two kept connections, one to each worker, and ten new ones; says how long each waited.
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { text } from 'node:stream/consumers';

const port = Number(process.argv[2]);

async function ask(agent: Agent | false): Promise<number> {
  const start = performance.now();
  const request = get({ host: '127.0.0.1', port, agent });
  const [response] = await once(request, 'response');
  await text(response);
  return performance.now() - start;
}

// Turn by turn: the first agent's connection is worker 1's or 2's, the
// second agent's is the other's.
const agents = [0, 1].map(() => new Agent({ keepAlive: true }));
for (const agent of agents) await ask(agent);

process.once('message', async () => {
  const kept = Promise.all(agents.map(ask));
  const fresh = Promise.all(Array.from({ length: 10 }, () => ask(false)));
  process.send!({ fresh: await fresh, kept: await kept });
  process.disconnect();
  for (const agent of agents) agent.destroy();
});
process.send!('ready');
