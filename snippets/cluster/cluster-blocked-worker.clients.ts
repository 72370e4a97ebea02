// Two kept connections, one to each worker, and ten new ones; says who answered each, and when.
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { text } from 'node:stream/consumers';

const port = Number(process.argv[2]);

export type Answer = { worker: number; ms: number };

async function ask(agent: Agent | false, sent = () => {}): Promise<Answer> {
  const start = performance.now();
  const request = get({ host: '127.0.0.1', port, agent });
  request.once('finish', sent);
  const [response] = await once(request, 'response');
  const worker = Number(await text(response));
  return { worker, ms: performance.now() - start };
}

// Turn by turn: the first agent's connection is worker 1's or 2's, the
// second agent's is the other's.
const agents = [0, 1].map(() => new Agent({ keepAlive: true }));
for (const agent of agents) await ask(agent);

process.once('message', async () => {
  let left = 12;
  const sent = (): void => void (--left === 0 && process.send!('all sent'));
  const kept = Promise.all(agents.map((agent) => ask(agent, sent)));
  const ten = Array.from({ length: 10 }, () => ask(false, sent));
  const fresh = Promise.all(ten);
  process.send!({ fresh: await fresh, kept: await kept });
  process.disconnect();
  for (const agent of agents) agent.destroy();
});
process.send!('ready');
