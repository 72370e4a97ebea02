import { once } from 'node:events';
import { open, type FileHandle } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setImmediate as turn } from 'node:timers/promises';
import * as threads from 'node:worker_threads';
import type { TransferListItem } from 'node:worker_threads';
import type { Proofs } from '../../proving.ts';
import { nameOf } from '../../proving.ts';
import { answerOf, shown, thread } from '../../proving-threads.ts';

const { MessageChannel, markAsUntransferable, receiveMessageOnPort } = threads;

/** The class of open files is not exported. */
const handleClass = await open(process.execPath).then(async (handle) => {
  await handle.close();
  return handle.constructor as new () => FileHandle;
});

/** What becomes of a value that is posted with this transfer list. */
function posted(value: unknown, list: readonly unknown[]): string {
  const { port1, port2 } = new MessageChannel();
  try {
    port1.postMessage(value, list as TransferListItem[]);
    const received = receiveMessageOnPort(port2) as
      { message: unknown } | undefined;
    // An open file that nobody closes is an error by itself on new versions.
    if (received?.message instanceof handleClass) void received.message.close();
    return received ? 'arrives' : 'does not arrive';
  } catch (error) {
    return `throws ${nameOf(error)}`;
  } finally {
    port1.close();
  }
}

/** The same for memory, and what is left of it here. */
function given(
  view: Uint8Array,
  list: readonly unknown[] = [view.buffer],
): string {
  const length = view.byteLength;
  const seen = posted(view, list);
  const left =
    view.byteLength === 0
      ? 'gone here'
      : view.byteLength === length
        ? 'still here'
        : 'cut';
  return `${seen}, ${left}`;
}

export const proofs: Proofs = {
  /**
   * Every view over memory that is moved away, and reading from one afterwards.
   * @zh 移交一块内存，它上面的所有视图，以及之后再去读。
   */
  'transfer-views': () => {
    const memory = new ArrayBuffer(16);
    const views = [
      new Uint8Array(memory),
      new Float64Array(memory),
      Buffer.from(memory, 4, 8),
    ];
    posted(memory, [memory]);
    const first = views[0]!;
    first[0] = 5;
    return {
      'length of each view': views
        .map(({ byteLength }) => byteLength)
        .join(', '),
      'reading an element': shown(first[0]),
      'writing an element': 'no error',
      'Buffer toString()': `"${views[2]!.toString()}"`,
      'DataView over it': (() => {
        try {
          return shown(new DataView(memory).byteLength);
        } catch (error) {
          return `throws ${nameOf(error)}`;
        }
      })(),
    };
  },

  /**
   * Memory out of the pool of Buffers, or marked, in a transfer list.
   * @zh transfer list 里放 Buffer 池中的内存，或者标记过的内存。
   */
  'transfer-pooled': () => {
    const marked = new Uint8Array(8);
    markAsUntransferable(marked.buffer);
    return {
      'a Buffer out of the pool': given(Buffer.from('ab')),
      'marked by markAsUntransferable()': given(marked),
      'Buffer.alloc()': given(Buffer.alloc(8)),
      'Buffer.allocUnsafeSlow()': given(Buffer.allocUnsafeSlow(8)),
    };
  },

  /**
   * Memory that was moved away before, moved again.
   * @zh 已经移走的内存，再移一次。
   */
  'transfer-twice': () => {
    const memory = new ArrayBuffer(8);
    posted(memory, [memory]);
    return {
      'in the value and in the list': posted(memory, [memory]),
      'in the list alone': posted('text', [memory]),
      'twice in one list': (() => {
        const other = new ArrayBuffer(8);
        return posted(other, [other, other]);
      })(),
    };
  },

  /**
   * A message that cannot be cloned, with memory and a port in its transfer list, and a second try.
   * @zh 消息不能克隆，transfer list 里有内存和端口；之后再试一次。
   */
  'transfer-failed': () => {
    const memory = new ArrayBuffer(8);
    const { port1 } = new MessageChannel();
    const first = posted({ memory, port1, f() {} }, [memory, port1]);
    const left = memory.byteLength;
    const second = posted({ memory, port1 }, [memory, port1]);
    return `first ${first}, ${left} bytes still here; then it ${second}`;
  },

  /**
   * What stands in the value and not in the transfer list.
   * @zh 值里有、transfer list 里没写的东西。
   */
  'transfer-unlisted': async () => {
    const { port1 } = new MessageChannel();
    const handle = await open(process.execPath);
    const seen = {
      MessagePort: posted(port1, []),
      FileHandle: posted(handle, []),
      ReadableStream: posted(new ReadableStream(), []),
      WritableStream: posted(new WritableStream(), []),
      ArrayBuffer: posted(new ArrayBuffer(8), []),
      'Readable of node:stream': posted(process.stdin, []),
    };
    port1.close();
    await handle.close();
    return seen;
  },

  /**
   * What a transfer list takes.
   * @zh transfer list 收哪些东西。
   */
  'transfer-list-kinds': async () => {
    const memory = new Uint8Array(8);
    const handle = await open(process.execPath);
    return {
      'an object': posted('text', [{}]),
      'the view instead of its memory': given(memory, [memory]),
      SharedArrayBuffer: posted('text', [new SharedArrayBuffer(8)]),
      'an ArrayBuffer that is not in the value': posted('text', [
        new ArrayBuffer(8),
      ]),
      FileHandle: posted(handle, [handle]),
      ReadableStream: ((s) => posted(s, [s]))(new ReadableStream()),
      'a FileHandle in use': await (async () => {
        const busy = await open(process.execPath);
        const reading = busy.read(Buffer.alloc(10), 0, 10, 0);
        const seen = posted(busy, [busy]);
        await reading.catch(() => {});
        return seen;
      })(),
      'its own port': (() => {
        const { port1 } = new MessageChannel();
        try {
          port1.postMessage(port1, [port1]);
          return 'is taken';
        } catch (error) {
          return `throws ${nameOf(error)}`;
        } finally {
          port1.close();
        }
      })(),
    };
  },

  /**
   * A port that is moved while two messages wait in it.
   * @zh 端口里还有两条没取走的消息，就被移交。
   */
  'transfer-port-messages': async () => {
    const { port1, port2 } = new MessageChannel();
    port1.postMessage('first');
    port1.postMessage('second');
    const worker = thread(`parentPort.once('message', (port) => {
      const read = () => threads.receiveMessageOnPort(port)?.message;
      parentPort.postMessage([read(), read()]);
    });`);
    worker.postMessage(port2, [port2]);
    return shown(await answerOf(worker));
  },

  /**
   * A stream moved to a worker that reads it to its end.
   * @zh 把流移交给 worker，由它读到底。
   */
  'transfer-stream': async () => {
    const stream = new Blob(['a'.repeat(100_000)]).stream();
    const worker = thread(`parentPort.once('message', async (stream) => {
      let length = 0;
      for await (const chunk of stream) length += chunk.length;
      parentPort.postMessage(length);
    });`);
    worker.postMessage(stream, [stream] as unknown as TransferListItem[]);
    const here = stream.locked ? 'locked' : 'free';
    return `the stream is ${here} here, the worker reads ${shown(await answerOf(worker))} bytes`;
  },

  /**
   * A file handle moved to a worker, and used by whoever had it.
   * @zh 把文件句柄移交给 worker，原主人再去用它。
   */
  'transfer-file-handle': async () => {
    const handle = await open(process.execPath);
    const worker = thread(`parentPort.once('message', async (handle) => {
      const { bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
      await handle.close();
      parentPort.postMessage(bytesRead);
    });`);
    worker.postMessage(handle, [handle] as unknown as TransferListItem[]);
    const read = await answerOf(worker);
    const here = await handle.stat().then(() => 'works', nameOf);
    return `the worker reads ${read} bytes; here it gives ${here}`;
  },

  /**
   * A listening TCP server and connections, in a transfer list.
   * @zh transfer list 里放监听中的 TCP server，以及各种连接。
   */
  'transfer-socket': async () => {
    const accepted = async (options: object): Promise<Socket> => {
      const server = createServer(options).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      connect(port, '127.0.0.1')
        .on('error', () => {})
        .end('hello');
      const [socket] = (await once(server, 'connection')) as [Socket];
      server.close();
      return socket;
    };
    const word = (socket: unknown): string => posted(socket, [socket]);
    const withBytes = async (): Promise<Socket> => {
      const socket = await accepted({});
      while (socket.bytesRead === 0) await turn();
      return socket;
    };
    const listening = createServer().listen(0, '127.0.0.1');
    await once(listening, 'listening');
    const read = await accepted({});
    await buffer(read);
    const { port } = listening.address() as AddressInfo;
    const own = connect(port, '127.0.0.1');
    await once(own, 'connect');
    return {
      'a connection that was read': word(read),
      'a connection as it comes': word(await accepted({})),
      'the same, once it has bytes that nobody read': word(await withBytes()),
      '`pauseOnConnect: true`': word(await accepted({ pauseOnConnect: true })),
      'a connection of your own': word(own),
      'a listening server': word(listening),
    };
  },

  /**
   * Eight megabytes there and back by transfer: whether they are copied on the way.
   * @zh 八兆字节移交过去再移交回来，路上有没有复制。
   */
  'transfer-back': async () => {
    const worker = thread(`parentPort.on('message', (bytes) => {
      bytes[0]++; parentPort.postMessage(bytes, [bytes.buffer]);
    });`);
    let bytes = new Uint8Array(8e6);
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 20; i++) {
      worker.postMessage(bytes, [bytes.buffer]);
      bytes = (await answerOf(worker)) as typeof bytes;
    }
    const grown = process.memoryUsage().arrayBuffers - before;
    return `${bytes[0]} times there and back, the memory of the main thread grew by ${grown < 8e6 ? 'less than' : 'more than'} 8 MB`;
  },

  /**
   * How code finds out that memory is gone: `detached`, `byteLength`, `isMarkedAsUntransferable()`.
   * @zh 代码怎样看出内存已移走：`detached`、`byteLength`、`isMarkedAsUntransferable()`。
   */
  'transfer-detached': () => {
    const memory = new ArrayBuffer(8);
    posted(memory, [memory]);
    const { detached } = memory as ArrayBuffer & { detached?: boolean };
    // Not there on Node 20.
    const { isMarkedAsUntransferable: isMarked } = threads as {
      isMarkedAsUntransferable?: (value: object) => boolean;
    };
    const pooled = isMarked
      ? shown(isMarked(Buffer.from('ab').buffer))
      : 'no such function';
    return {
      detached: shown(detached),
      byteLength: String(memory.byteLength),
      'isMarkedAsUntransferable() of the pool': pooled,
    };
  },
};
