/**
 * Publishes messages through Redis to two processes: who gets them, who misses them,
 * and how a stream gives the missed ones back.
 *
 * @zh 经 Redis 把消息发布给两个进程：谁收得到，谁会错过，stream 又怎样把错过的补回来。
 * @needs redis-server
 */
import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'redis';
import { startRedis } from './ipc-redis.server.ts';

const file = new URL('./ipc-redis.subscriber.ts', import.meta.url);
const redis = await startRedis();
// Others may use the same Redis: a name of our own.
const channel = `news-${randomUUID()}`;

const client = createClient(redis.options);
client.on('error', (error) => console.error(error.message));
await client.connect();

/** Starts a subscriber process, and waits until it has subscribed. */
async function subscriber(): Promise<ChildProcess> {
  const child = fork(file, [channel, JSON.stringify(redis.options)]);
  await once(child, 'message');
  return child;
}

// #region publish
async function publish(text: string): Promise<number> {
  await client.xAdd(`${channel}:log`, '*', { text });
  const receivers = await client.publish(channel, text);
  console.log(`${text}: ${receivers} got it`);
  return receivers;
}
// #endregion publish

// #region story
const counts = [await publish('before anybody listens')];
const [one, two] = [await subscriber(), await subscriber()];
counts.push(await publish('to both'));
for (const child of [one, two]) {
  const [seen] = await once(child, 'message');
  console.log('  a subscriber has:', seen);
}

const killed = once(one, 'exit');
one.kill('SIGKILL');
await killed;
// Redis notices when its socket closes, not by itself at once.
while ((await client.pubSubNumSub(channel))[channel]! > 1) await sleep(5);
counts.push(await publish('while one is down'));
const [news] = await once(two, 'message');
console.log('  the other one has:', news);
// #endregion story

// #region stream
// The dead one was told "to both" last: a consumer keeps the id of what
// it has done, and asks for all that came later.
const log = (await client.xRange(`${channel}:log`, '-', '+')) ?? [];
const done = log.find(({ message }) => message.text === 'to both')!.id;
const later = await client.xRange(`${channel}:log`, `(${done}`, '+');
const missed = later?.map(({ message }) => message.text);
console.log('the stream still has:', missed?.join(', '));
// #endregion stream

const ended = once(two, 'exit');
two.disconnect();
await ended;
await client.del(`${channel}:log`);
client.destroy();
await redis.stop();
assert.deepEqual(counts, [0, 2, 1]);
assert.equal(news, 'while one is down');
assert.deepEqual(missed, ['while one is down']);
