/**
 * Counts requests in a variable while a cluster serves them, and prints what each
 * worker believes.
 *
 * @zh 在 cluster 里用变量数请求，打印每个 worker 以为的数目。
 */
import assert from 'node:assert/strict';
import cluster from 'node:cluster';
import { once } from 'node:events';
import { createServer, get } from 'node:http';
import { text } from 'node:stream/consumers';

// #region count
// Looks like one variable. There is one in every process.
let visits = 0;

if (cluster.isWorker) {
  createServer((_request, response) => {
    visits++;
    response.end(`worker ${cluster.worker!.id} says ${visits}`);
  }).listen(0, '127.0.0.1');
}
// #endregion count

/** One request over a connection of its own. */
async function ask(port: number): Promise<string> {
  const request = get({ host: '127.0.0.1', port, agent: false });
  const [response] = await once(request, 'response');
  return text(response);
}

// #region ask
if (cluster.isPrimary) {
  let port = 0;
  for (let i = 0; i < 3; i++) {
    const [address] = await once(cluster.fork(), 'listening');
    port = address.port;
  }
  let answer = '';
  for (let i = 1; i <= 9; i++) {
    answer = await ask(port);
    console.log(`visit ${i}: ${answer}`);
  }
  console.log(`the primary says ${visits}`);
  assert.match(answer, / 3$/, 'the ninth visit is somebody’s third');

  // A restart loses what the variable held, too.
  const victim = cluster.workers![1]!;
  const gone = once(victim, 'exit');
  victim.process.kill('SIGKILL');
  await gone;
  await once(cluster.fork(), 'listening');
  const answers = [await ask(port), await ask(port), await ask(port)];
  answers.sort();
  for (const line of answers) console.log(`after a crash: ${line}`);
  assert.match(answers.join(), /worker 4 says 1/);
  cluster.disconnect();
}
// #endregion ask
