// Does what its role says: serves HTTP, or works at intervals.
import { createServer } from 'node:http';

// #region worker
if (process.env.ROLE === 'http') {
  createServer((_request, response) => {
    response.end('answered by an http worker');
  }).listen(0, '127.0.0.1');
} else {
  // In every worker, this would run once per worker: three nightly
  // mails. And a second machine would run it again: see the page.
  const timer = setInterval(() => process.send!('tick'), 50);
  // It has no server to close: at disconnect() it ends what it has.
  process.once('disconnect', () => clearInterval(timer));
}
// #endregion worker
