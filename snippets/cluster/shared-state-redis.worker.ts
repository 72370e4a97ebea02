// Keeps its counters in Redis, and answers 503 while Redis is away.
import { createServer } from 'node:http';
import { createClient } from 'redis';

// #region client
const redis = createClient({
  url: process.env.REDIS_URL!,
  // Otherwise commands wait in memory until Redis is back, and so do
  // their requests.
  disableOfflineQueue: true,
  pingInterval: 1_000, // Even a quiet connection has something to answer.
  socket: {
    connectTimeout: 5_000, // Time: limits for a Redis that is there, but stuck.
    // (A command's own `timeout` ends when it is sent.)
    socketTimeout: 5_000, // Time: the same.
    // A little chance, or all workers come back in the same instant.
    reconnectStrategy: (tries) =>
      Math.min(50 * 2 ** tries, 1_000) + Math.random() * 50,
  },
});
// Without a listener the first lost connection ends the process.
redis.on('error', () => {});
await redis.connect();
// #endregion client

// #region routes
const routes: Record<string, () => Promise<unknown>> = {
  '/visit': () => redis.incr('visits'), // One step, in Redis.
  '/visits': () => redis.get('visits'),
  '/lossies': () => redis.get('lossies'),
  // Two steps: others come in between, as with threads.
  '/lossy': async () => {
    const before = Number(await redis.get('lossies'));
    return redis.set('lossies', before + 1);
  },
};

const server = createServer(async (request, response) => {
  try {
    response.end(String(await routes[request.url!]!()));
  } catch {
    // Not 500: it is not our bug, and it will pass.
    response.writeHead(503, { 'Retry-After': '1' }).end('try again later');
  }
});
server.listen(0, '127.0.0.1');
// A connection to Redis is one more thing that keeps a process alive.
process.once('disconnect', () => redis.destroy());
// #endregion routes
