// The six ways of ipc-throughput.ts, each with the same two calls.
import { fork, spawn, type SerializationType } from 'node:child_process';
import { once, type EventEmitter } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Message } from './ipc-throughput.receiver.ts';
import { Ring } from './ipc-throughput.ring.ts';

export interface Way {
  name: string;
  send: (message: Message) => void;
  /** The receiver's word that a batch is there, with its bytes. */
  answer: () => Promise<number>;
  close: () => Promise<void>;
}

const file = new URL('./ipc-throughput.receiver.ts', import.meta.url);
const hear = async (from: EventEmitter, event = 'message'): Promise<number> =>
  Number((await once(from, event))[0]);
async function ending(of: EventEmitter, end: () => void): Promise<void> {
  const exited = once(of, 'exit');
  end();
  await exited;
}

// #region threads
function postMessage(): Way {
  const worker = new Worker(file, { workerData: { way: 'postMessage' } });
  return {
    name: 'postMessage',
    send: (message) => worker.postMessage(message),
    answer: () => hear(worker),
    close: () => ending(worker, () => void worker.terminate()),
  };
}

function sharedMemory(): Way {
  const ring = new Ring();
  const workerData = { way: 'shared memory', memory: ring.memory };
  const worker = new Worker(file, { workerData });
  return {
    name: 'shared memory',
    send: ({ text, last }) => ring.write(last ? `L${text.slice(1)}` : text),
    answer: () => hear(worker),
    close: () => ending(worker, () => ring.write('end')),
  };
}
// #endregion threads

// #region processes
function ipc(serialization: SerializationType): Way {
  const child = fork(file, ['ipc'], { serialization });
  return {
    name: `IPC ${serialization}`,
    send: (message) => child.send(message),
    answer: () => hear(child),
    close: () => ending(child, () => child.disconnect()),
  };
}

function stdio(): Way {
  const args = [...process.execArgv, fileURLToPath(file), 'stdio'];
  const child = spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return {
    name: 'stdio',
    send: (message) => child.stdin.write(`${JSON.stringify(message)}\n`),
    answer: () => hear(child.stdout, 'data'),
    close: () => ending(child, () => child.stdin.end()),
  };
}

async function unixSocket(folder: string): Promise<Way> {
  const path =
    process.platform === 'win32'
      ? String.raw`\\.\pipe\ipc-throughput-${process.pid}`
      : join(folder, 'socket');
  const child = fork(file, ['socket', path]);
  await once(child, 'message');
  const socket = connect(path);
  return {
    name: 'Unix socket',
    send: (message) => socket.write(`${JSON.stringify(message)}\n`),
    answer: () => hear(socket, 'data'),
    close: () =>
      ending(child, () => {
        socket.end();
        child.disconnect();
      }),
  };
}
// #endregion processes

export const openAll = async (folder: string): Promise<Way[]> => [
  postMessage(),
  ipc('json'),
  ipc('advanced'),
  stdio(),
  await unixSocket(folder),
  sharedMemory(),
];
