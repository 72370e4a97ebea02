import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync, readdirSync, statSync } from 'node:fs';
import { createServer as createHttpServer, get } from 'node:http';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { endOf, nameOf, run, type Proofs } from '../../proving.ts';

/** The lines that `readline` makes of a text. */
async function lines(input: string): Promise<string[]> {
  const stream = new PassThrough();
  stream.end(input);
  const found: string[] = [];
  for await (const line of createInterface({
    input: stream,
    crlfDelay: Infinity,
  }))
    found.push(line);
  return found;
}

/** What listening at a path comes to. */
const listens = async (path: string): Promise<string> => {
  const server = createServer().listen(path);
  try {
    await once(server, 'listening');
    server.close();
    return 'listens';
  } catch (error) {
    return nameOf(error);
  }
};

let times = 0;

export const proofs: Proofs = {
  /**
   * `readline` and a line of JSON with an unusual character inside of a string.
   * @zh `readline` 遇到一行 JSON，字符串里有不常见的字符。
   */
  'readline-odd-characters': async () => {
    const count = async (character: string): Promise<string> => {
      const { length } = await lines(`${JSON.stringify(`a${character}b`)}\n`);
      return length === 1 ? 'one line' : `${length} lines`;
    };
    return {
      'U+2028': await count('\u2028'),
      'U+2029': await count('\u2029'),
      'U+0085': await count('\u0085'),
      'a form feed, unescaped': `${(await lines('a\fb\n')).length === 1 ? 'one line' : 'more'}`,
    };
  },

  /**
   * A writer dies in the middle of a line: what does `readline` give?
   * @zh 写的一方在一行中间死了：`readline` 给出什么？
   */
  'readline-half-line': async () => {
    const got = await lines('{"a":1}\n{"b":');
    return got.map((line) => `"${line}"`).join(' and ');
  },

  /**
   * A character of three bytes is cut between two chunks.
   * @zh 一个三字节的字符被切在两个 chunk 之间。
   */
  'chunk-cuts-character': async () => {
    const [first, second] = [Buffer.from([0xe4, 0xb8]), Buffer.from([0xad])];
    const stream = new PassThrough();
    stream.setEncoding('utf8');
    stream.write(first);
    stream.end(second);
    return {
      'toString() of each': `"${first.toString()}${second.toString()}"`,
      'setEncoding()': `"${await text(stream)}"`,
    };
  },

  /**
   * A server listens at a path, and ends in order, or is killed.
   * @zh server 监听在路径上，正常结束，或被杀。
   */
  'socket-file-after-end': async () => {
    const after = async (how: string): Promise<string> => {
      const path = join(tmpdir(), `${++times}.sock`);
      const { code, signal } = await run(
        `import { createServer } from 'node:net';
         const server = createServer().listen('${path}', () => { ${how} });`,
      );
      const file = existsSync(path) ? 'the file stays' : 'no file';
      return `${endOf({ code, signal })}, ${file}, the next: ${await listens(path)}`;
    };
    return {
      'server.close()': await after('server.close();'),
      'process.exit()': await after('process.exit();'),
      SIGTERM: await after("process.kill(process.pid, 'SIGTERM');"),
      SIGKILL: await after("process.kill(process.pid, 'SIGKILL');"),
    };
  },

  /**
   * A path for a socket, by its length in bytes.
   * @zh socket 路径的长度，按字节算。
   */
  'socket-path-length': async () => {
    process.chdir(tmpdir());
    const tried = async (bytes: number): Promise<string> => {
      const server = createServer().listen('x'.repeat(bytes));
      const heard = await once(server, 'listening').then(
        () => 'listens',
        nameOf,
      );
      const [name] = readdirSync('.').filter((entry) =>
        entry.startsWith('xxx'),
      );
      server.close();
      return heard === 'listens' ? `listens, at ${name?.length} bytes` : heard;
    };
    return {
      '107 bytes': await tried(107),
      '108 bytes': await tried(108),
      '109 bytes': await tried(109),
    };
  },

  /**
   * A connection whose other side is gone: is it made again?
   * @zh 对方没了的连接：会自动重连吗？
   */
  'socket-comes-back': async () => {
    const path = join(tmpdir(), 'a.sock');
    const server = createServer((socket) => socket.destroy()).listen(path);
    await once(server, 'listening');
    const client = connect(path);
    await once(client.resume(), 'close');
    client.on('error', () => {});
    const error = await new Promise((resolve) => client.write('late', resolve));
    server.close();
    return `connecting ${client.connecting}, write(): ${nameOf(error)}`;
  },

  /**
   * HTTP on a path instead of a port.
   * @zh HTTP 监听在路径上，而不是端口。
   */
  'http-on-a-path': async () => {
    const socketPath = join(tmpdir(), 'http.sock');
    const server = createHttpServer((_, response) => response.end('hello'));
    await once(server.listen(socketPath), 'listening');
    const [response] = await once(get({ socketPath, path: '/' }), 'response');
    const body = await text(response);
    server.close();
    return `${response.statusCode} ${body}`;
  },

  /**
   * A program that asks for input until its end, and a parent that writes everything first and reads afterwards.
   * @zh 子程序边读边答，父进程先全部写完、再去读：谁在等？
   */
  'write-first-read-later': async () => {
    const child = spawn('cat'); // Answers while it is being written to.
    let written = false;
    child.stdin.write(Buffer.alloc(8_000_000), () => (written = true));
    let before = -1;
    // Until nothing more has come in for half a second.
    while (child.stdout.readableLength !== before || before === 0) {
      before = child.stdout.readableLength;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    const early = written ? 'written' : 'both wait';
    const { writableLength } = child.stdin;
    child.stdout.resume();
    child.stdin.end();
    await once(child, 'close');
    const kept = writableLength === 8_000_000 ? 'all' : 'none';
    return `${early}, with ${kept} of it kept in memory; once read: ${written ? 'written' : 'waits'}`;
  },

  /**
   * A line is printed by a child, and then `process.exit()`: does all of it arrive at the reader?
   * @zh 子进程打印之后调用 `process.exit()`：读的一方全收到了吗？
   */
  'stdout-before-exit': async () => {
    const file = join(tmpdir(), 'out');
    const arrives = async (bytes: number, end: string): Promise<string> => {
      const { stdout } = await run(`const text = 'x'.repeat(${bytes}); ${end}`);
      return stdout.length === bytes ? 'all' : 'cut off';
    };
    const write = 'process.stdout.write(text';
    const out = openSync(file, 'w');
    await run(`process.stdout.write('x'.repeat(5e6)); process.exit();`, {
      stdio: ['ignore', out, 'ignore'],
    });
    return {
      'a line, exit()': await arrives(100, `${write}); process.exit();`),
      '5 MB, exit()': await arrives(5e6, `${write}); process.exit();`),
      '5 MB, exitCode': await arrives(5e6, `${write}); process.exitCode = 0;`),
      '5 MB, exit() in the callback': await arrives(
        5e6,
        `${write}, () => process.exit());`,
      ),
      '5 MB to a file, exit()': statSync(file).size === 5e6 ? 'all' : 'cut off',
    };
  },

  /**
   * A thread prints a line and ends by `process.exit()`: does the line come out?
   * @zh 线程打印一行，再用 `process.exit()` 结束：这一行出得来吗？
   */
  'thread-output-at-exit': async () => {
    const printed = async (main: string): Promise<string> => {
      const { stdout } = await run(`
        import { Worker } from 'node:worker_threads';
        const flag = new Int32Array(new SharedArrayBuffer(4));
        const worker = new Worker(
          "const { workerData } = require('worker_threads'); console.log('a line');"
            + " Atomics.store(workerData, 0, 1); Atomics.notify(workerData, 0); process.exit();",
          { eval: true, workerData: flag },
        );
        ${main}`);
      return stdout ? 'printed' : 'lost';
    };
    return {
      'the main thread goes on': await printed(''),
      'it is busy, and then exits': await printed(
        'Atomics.wait(flag, 0, 0); process.exit();',
      ),
    };
  },

  /**
   * Work that is begun in an `exit` handler.
   * @zh 在 `exit` 处理函数里开始的工作。
   */
  'exit-handler-async': async () => {
    const ran = async (end: string): Promise<string> => {
      const { stdout } = await run(`
        import { writeSync } from 'node:fs';
        process.on('exit', () => {
          writeSync(1, 'sync ');
          Promise.resolve().then(() => writeSync(1, 'promise '));
          process.nextTick(() => writeSync(1, 'tick '));
          setImmediate(() => writeSync(1, 'immediate '));
        });
        ${end}`);
      return stdout;
    };
    return {
      'process.exit()': await ran('process.exit();'),
      'by itself': await ran(''),
    };
  },
};
