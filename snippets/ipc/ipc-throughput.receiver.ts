// The other side of ipc-throughput.ts, as a thread or as a process: counts messages and tells when a batch is there.
import { createServer } from 'node:net';
import type { Readable } from 'node:stream';
import { parentPort, workerData } from 'node:worker_threads';
import { Ring } from './ipc-throughput.ring.ts';

export interface Message {
  text: string;
  /** The last of a batch: answer now. */
  last: boolean;
}

/** Messages, one JSON text a line. */
async function eachLine(stream: Readable, take: (message: Message) => void) {
  stream.setEncoding('utf8');
  let begun = '';
  for await (const chunk of stream) {
    const parts = String(chunk).split('\n');
    parts[0] = begun + parts[0];
    begun = parts.pop()!;
    for (const line of parts) take(JSON.parse(line));
  }
}

let bytes = 0;
/** Counts; says how much a batch was. */
const receive =
  (answer: (bytes: number) => void) =>
  ({ text, last }: Message): void => {
    bytes += text.length;
    if (!last) return;
    answer(bytes);
    bytes = 0;
  };

const way = parentPort ? workerData.way : process.argv[2];
if (way === 'postMessage') {
  parentPort!.on(
    'message',
    receive((n) => parentPort!.postMessage(n)),
  );
} else if (way === 'shared memory') {
  const ring = new Ring(workerData.memory);
  const take = receive((n) => parentPort!.postMessage(n));
  for (;;) {
    const text = ring.read();
    if (text === 'end') break;
    // The first character says what `last` says elsewhere.
    take({ text, last: text.startsWith('L') });
  }
} else if (way === 'ipc') {
  process.on(
    'message',
    receive((n) => process.send!(n)),
  );
} else if (way === 'stdio') {
  await eachLine(
    process.stdin,
    receive((n) => process.stdout.write(`${n}\n`)),
  );
} else {
  const server = createServer((socket) => {
    void eachLine(
      socket,
      receive((n) => socket.write(`${n}\n`)),
    );
  });
  server.listen(process.argv[3], () => process.send!('listening'));
  process.on('disconnect', () => server.close());
}
