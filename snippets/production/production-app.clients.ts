// Ten clients that count every request: answered, refused, or broken off. autocannon reconnects silently.
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';

// #region clients
process.once('message', async ({ url, duration }) => {
  const counts = { answered: 0, refused: 0, broken: 0, untaken: 0 };
  const agent = new Agent({ keepAlive: true });
  const end = performance.now() + duration * 1000;
  const client = async (): Promise<void> => {
    while (performance.now() < end) {
      const request = get(url, { agent, timeout: 3_000 });
      // A connection handed to a worker that was killed just then has
      // nobody who closes it: without a limit we wait for ever.
      request.once('timeout', () => request.destroy(new Error('silence')));
      try {
        const [response] = (await once(request, 'response')) as [
          IncomingMessage,
        ];
        for await (const _ of response);
        if (response.statusCode !== 200) throw new Error('not 200');
        counts.answered++;
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'ECONNREFUSED') {
          if (++counts.refused > 100) return; // It has ended.
        } else if (code === 'ECONNRESET' && !request.reusedSocket) {
          counts.untaken++; // A new connection that nobody served.
        } else counts.broken++;
      }
    }
  };
  await Promise.all(Array.from({ length: 10 }, client));
  agent.destroy();
  process.send!(counts, () => process.exit());
});
// #endregion clients
process.on('disconnect', () => process.exit());
