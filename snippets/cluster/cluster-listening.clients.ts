// Asks over a kept connection and over a new one while the primary stands still.
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { text } from 'node:stream/consumers';

async function ask(agent: Agent | false): Promise<number> {
  const start = performance.now();
  const port = Number(process.argv[2]);
  const request = get({ host: '127.0.0.1', port, agent });
  const [response] = await once(request, 'response');
  await text(response);
  return Math.round(performance.now() - start);
}

const agent = new Agent({ keepAlive: true });
await ask(agent);
process.once('message', async () => {
  await sleep(50); // The primary is in its loop by now.
  const [kept, fresh] = await Promise.all([ask(agent), ask(false)]);
  process.send!({ kept, fresh });
  process.disconnect();
  agent.destroy();
});
process.send!('ready');
