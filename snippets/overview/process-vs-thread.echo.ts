// Runs as a child process and as a worker thread: answers what it is asked.
import { parentPort } from 'node:worker_threads';

const answer = (message: string): void => {
  const result = message === 'rss' ? process.memoryUsage.rss() : message;
  if (parentPort) parentPort.postMessage(result);
  else process.send!(result);
  if (message !== 'end') return;
  // Nothing holds the event loop open now, so either ends by itself.
  if (parentPort) parentPort.close();
  else process.disconnect();
};

if (parentPort) parentPort.on('message', answer);
else process.on('message', answer);
