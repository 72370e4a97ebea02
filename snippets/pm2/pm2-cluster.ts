/**
 * Runs two instances in cluster mode: the PM2 daemon is the primary of
 * Node's cluster module, and when the daemon is killed they end with it.
 *
 * @zh cluster 模式跑两个实例：PM2 守护进程就是 Node cluster 模块的主进程；守护进程被强杀，实例也跟着退出。
 * @uses pm2-start
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { isolate } from './pm2-start.isolated.ts';

const { home, pm2 } = isolate();

const file = 'pm2-cluster.app.ts';
const node = ['--interpreter', 'node'];

// #region two
await pm2('start', file, ...node, '--name', 'api', '-i', '2');
await pm2('start', file, ...node, '--name', 'alone', '--no-pmx');

interface Answer {
  pid: number;
  ppid: number;
  instance: string;
  worker: boolean;
}
/** The app prints its port when it listens. */
async function ask(log: string): Promise<Answer> {
  const file = join(home, 'logs', log);
  const port = (): number =>
    existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  while (!port()) await sleep(20);
  // No agent: a new connection each time, so each is dealt out anew.
  const options = { port: port(), host: '127.0.0.1', agent: false as const };
  const answer = await new Promise<NodeJS.ReadableStream>((resolve, reject) =>
    get(options, resolve).on('error', reject),
  );
  return JSON.parse(await text(answer)) as Answer;
}
// #endregion two

// #region ask
const early: Answer[] = [];
while (new Set(early.map(({ pid }) => pid)).size < 2)
  early.push(await ask('api-out-0.log')); // Until both listen.
const ten: Answer[] = [];
for (let i = 0; i < 10; i++) ten.push(await ask('api-out-0.log'));
for (const instance of ['0', '1']) {
  const mine = ten.filter((answer) => answer.instance === instance);
  console.log(`instance ${instance}: ${mine.length} of 10 answers`);
}
const daemon = Number(readFileSync(join(home, 'pm2.pid'), 'utf8'));
const alone = await ask('alone-out.log');
const [one] = ten as [Answer];
console.log('cluster mode: isWorker', one.worker);
console.log('  parent is the daemon:', one.ppid === daemon);
console.log('fork mode: isWorker', alone.worker);
console.log('  parent is the daemon:', alone.ppid === daemon);
// #endregion ask

// #region orphan
process.kill(daemon, 'SIGKILL');
const answers = async (log: string): Promise<boolean> =>
  ask(log).then(
    () => true,
    () => false,
  );
while (await answers('api-out-0.log')) await sleep(20);
console.log('daemon killed; cluster mode: nobody answers any more');
console.log('fork mode: answers', await answers('alone-out.log'));
await pm2('ls'); // Starts a new daemon, which knows of nothing.
process.kill(alone.pid, 'SIGKILL'); // Nobody else would end it.
// #endregion orphan

assert.equal(ten.filter(({ instance }) => instance === '0').length, 5);
assert.deepEqual([one.worker, alone.worker], [true, false]);
