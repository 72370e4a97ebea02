// Keeps 20 MB more every 100 ms, up to a limit that its argument names.
import { createServer } from 'node:http';

// #region app
createServer((_request, response) => response.end('ok')).listen(0);
const kept: Buffer[] = [];
const most = Number(process.argv.at(-1));
console.log('started');
setInterval(() => {
  // Filled, so that it is in memory and not only promised.
  if (kept.length < most) kept.push(Buffer.alloc(20_000_000, 1));
}, 100);
// #endregion app
