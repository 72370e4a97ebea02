// Ten clients that count every request: answered, refused, or broken off. autocannon reconnects silently.
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';

const url = process.argv[2]!;
let stopped = false;

// #region clients
const counts = { answered: 0, refused: 0, broken: 0, untaken: 0 };
const agent = new Agent({ keepAlive: true });

async function client(): Promise<void> {
  while (!stopped) {
    // Time: an answer may never come: then it counts as lost.
    const request = get(url, { agent, timeout: 3_000 });
    // A connection handed to a worker that was killed just then has
    // nobody who closes it: without a limit we wait for ever.
    request.once('timeout', () => request.destroy(new Error('silence')));
    try {
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      for await (const _ of response);
      if (response.statusCode !== 200) throw new Error('not 200');
      if (++counts.answered === 1) process.send!('first');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ECONNREFUSED') {
        if (++counts.refused > 100) return; // It has ended.
      } else if (code === 'ECONNRESET' && !request.reusedSocket) {
        counts.untaken++; // A new connection that nobody served.
      } else counts.broken++;
    }
  }
}
// #endregion clients

process.once('message', () => (stopped = true));
process.on('disconnect', () => process.exit());
await Promise.all(Array.from({ length: 10 }, client));
if (!stopped) await once(process, 'message');
agent.destroy();
process.send!(counts, () => process.exit());
