// An Express application that counts what it does, and can ask what all have done.
import express, { type ErrorRequestHandler } from 'express';
import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

export type Stats = {
  id: number;
  requests: number;
  errors: number;
  slowest: number;
};

// #region count
const stats = { requests: 0, errors: 0, slowest: 0 };
const app = express();

// The first middleware, or it misses what others answer.
app.use((request, response, next) => {
  if (request.path === '/stats') return next();
  const start = performance.now();
  // 'close' and not 'finish': it also comes when the client has gone.
  response.once('close', () => {
    stats.requests++;
    if (response.statusCode >= 500) stats.errors++;
    stats.slowest = Math.max(stats.slowest, performance.now() - start);
  });
  next();
});
// #endregion count

app.get('/hello', (_request, response) => {
  response.send('hello');
});
app.get('/broken', async () => {
  await sleep(1); // It asks.
  throw new Error('no database'); // Express 5 takes it to the handler.
});

// #region stats
const answers = new EventEmitter();
let last = 0;

app.get('/stats', async (_request, response) => {
  const request = ++last; // Two may ask at the same time.
  const answer = once(answers, String(request), {
    signal: AbortSignal.timeout(20_000),
  });
  process.send!({ type: 'all', request });
  response.json((await answer)[0]);
});

process.on('message', ({ type, request, stats: all }: Message) => {
  if (type === 'report') process.send!({ type: 'stats', stats });
  if (type === 'all') answers.emit(String(request), all);
});
// #endregion stats
type Message = { type: string; request: number; stats: Stats[] };

const onError: ErrorRequestHandler = (_error, _request, response, _next) => {
  response.status(500).send('broken');
};
app.use(onError);
app.listen(0, '127.0.0.1');
