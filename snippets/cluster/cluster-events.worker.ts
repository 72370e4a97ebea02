// Listens, says so, and crashes when told to.
import { createServer } from 'node:http';

process.on('message', () => process.exit(7));
createServer().listen(0, '127.0.0.1', () => {
  // 'listening' says that the port is open. Ready is what you call so.
  process.send!({ ready: true });
});
