// Keeps 20 MB more every 100 ms, up to a limit that its argument names: in its first life only.
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

// #region app
createServer((_request, response) => response.end('ok')).listen(0);
const kept: Buffer[] = [];
// One restart is all that there is to see.
const mark = join(process.env.PM2_HOME!, 'grew');
const most = existsSync(mark) ? 0 : Number(process.argv.at(-1));
if (most > 0) writeFileSync(mark, '');
console.log('started');
setInterval(() => {
  // Filled, so that it is in memory and not only promised.
  if (kept.length < most) kept.push(Buffer.alloc(20_000_000, 1));
}, 100);
// #endregion app
