// Asks over a kept connection and over a new one while the primary stands still.
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { text } from 'node:stream/consumers';

const [, , port, answered = ''] = process.argv;
async function ask(agent: Agent | false): Promise<number> {
  const start = performance.now();
  const request = get({ host: '127.0.0.1', port, agent });
  const [response] = await once(request, 'response');
  await text(response);
  return Math.round(performance.now() - start);
}

const agent = new Agent({ keepAlive: true });
await ask(agent);
process.once('message', async () => {
  const fresh = ask(false);
  const kept = await ask(agent);
  writeFileSync(answered, ''); // The primary can look for a file, at most.
  process.send!({ kept, fresh: await fresh });
  process.disconnect();
  agent.destroy();
});
process.send!('ready');
