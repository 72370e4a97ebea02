// An Express application with sessions, in memory or in Redis.
import { RedisStore } from 'connect-redis';
import express from 'express';
import session, { MemoryStore } from 'express-session';
import cluster from 'node:cluster';
import { createClient } from 'redis';

declare module 'express-session' {
  interface SessionData {
    user?: string;
  }
}

// #region store
async function makeStore(): Promise<session.Store> {
  if (process.env.STORE === 'memory') return new MemoryStore();
  const client = createClient({ url: process.env.REDIS_URL! });
  client.on('error', ({ message }) => console.error(message));
  await client.connect();
  process.once('disconnect', () => client.destroy());
  // ttl: seconds. Sessions that nobody ends must end by themselves.
  return new RedisStore({ client, prefix: 'session:', ttl: 3_600 });
}
// #endregion store

// #region app
const app = express();
app.use(
  session({
    store: await makeStore(),
    secret: 'the same for all workers', // From the environment, really.
    resave: false,
    saveUninitialized: false, // No session for those who only look.
    cookie: { httpOnly: true, sameSite: 'lax' },
  }),
);
const worker = cluster.worker!.id % 2 ? 'A' : 'B';
app.get('/login', (request, response) => {
  // A new id at login: one that was planted before is worth nothing.
  request.session.regenerate(() => {
    request.session.user = String(request.query.user);
    response.json({ worker, user: request.session.user });
  });
});
app.get('/me', (request, response) => {
  response.json({ worker, user: request.session.user ?? null });
});
app.listen(0, '127.0.0.1');
// #endregion app
