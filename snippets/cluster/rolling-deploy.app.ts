// The application: a primary that replaces a worker when told to, and the workers.
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

// import.meta.url has the symbolic link resolved: it is the release's
// own folder, for as long as this process lives.
const release = Number(
  readFileSync(new URL('release', import.meta.url), 'utf8'),
);

if (cluster.isPrimary) {
  // #region primary
  // process.argv[1] is the path as it was given, through `current`. So
  // each fork() starts the newest code. What this file imported, its
  // constants and its environment stay as they were at the start.
  cluster.setupPrimary({ exec: process.argv[1]! });
  const start = async (): Promise<[Worker, number]> => {
    const worker = cluster.fork({ PRIMARY: release });
    const [{ port }] = await once(worker, 'listening');
    return [worker, port];
  };
  const serving = [await start(), await start()];
  process.send!({ port: serving[0]![1] });

  process.on('message', async () => {
    serving.push(await start());
    const [old] = serving.shift()!;
    old.disconnect();
    await once(old, 'exit');
    process.send!('replaced');
  });
  // #endregion primary
  process.once('disconnect', () => cluster.disconnect());
} else {
  const answer = { worker: release, primary: Number(process.env.PRIMARY) };
  createServer((_request, response) => {
    response.end(JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
}
