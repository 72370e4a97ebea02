// Answers with who it is. Nothing in it knows of PM2.
import cluster from 'node:cluster';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// #region app
const server = createServer((_request, response) => {
  response.end(
    JSON.stringify({
      pid: process.pid,
      ppid: process.ppid,
      instance: process.env.NODE_APP_INSTANCE,
      worker: cluster.isWorker,
    }),
  );
});
server.listen(0, '127.0.0.1', () => {
  console.log(String((server.address() as AddressInfo).port));
});
// #endregion app
