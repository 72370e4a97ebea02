import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Proofs } from '../../proving.ts';
import { program, run } from '../../proving.ts';

/** Runs a program with a pool of this size, and gives back what it printed. */
async function pool(size: number, source: string): Promise<string> {
  const env = { ...process.env, UV_THREADPOOL_SIZE: String(size) };
  const { stdout, stderr } = await run(source, { env });
  return stdout || stderr;
}

/** Prints how many of three hashes are done when something else is. */
const behind = (something: string): string => `
  import * as crypto from 'node:crypto';
  import * as dns from 'node:dns';
  import * as fs from 'node:fs';
  import * as net from 'node:net';
  import * as zlib from 'node:zlib';
  const server = net.createServer((socket) => socket.end('x')).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  let hashes = 0;
  for (let i = 0; i < 3; i++) crypto.pbkdf2('a', 'b', 2e5, 64, 'sha512', () => hashes++);
  const done = () => {
    console.log(hashes > 1 ? 'waits behind the hashes' : 'does not wait');
    process.exit();
  };
  ${something}`;

/**
 * Starts eight lookups that get no answer, and another job behind them. The C library asks a file with aliases before it asks
 * a name server; here that file is a pipe into which nobody writes.
 */
async function behindLookups(size: number, job: string): Promise<string> {
  const aliases = join(tmpdir(), `aliases-${size}`);
  if (!existsSync(aliases)) execFileSync('mkfifo', [aliases]);
  const { stdout } = await run(
    `import { lookup } from 'node:dns';
    import { stat } from 'node:fs';
    import { gzip } from 'node:zlib';
    import { writeSync } from 'node:fs';
    // process.exit() would wait for the threads of the pool.
    const say = (text) => { writeSync(1, text); process.kill(process.pid, 'SIGKILL'); };
    for (let i = 0; i < 8; i++) lookup('host' + i, () => say('a lookup was answered'));
    const done = () => say('does not wait');
    setTimeout(() => say('waits'), 1000);
    ${job}`,
    {
      env: {
        ...process.env,
        UV_THREADPOOL_SIZE: String(size),
        HOSTALIASES: aliases,
      },
    },
  );
  return stdout;
}

export const proofs: Proofs = {
  /**
   * What waits behind three hashes in a pool of one thread.
   * @zh 线程池只有一个线程、正在算三个哈希，什么会排在后面。
   */
  'threadpool-who-waits': async () => {
    const kinds: Record<string, string> = {
      'fs.stat()': `fs.stat('.', done);`,
      'fs.promises.readFile()': `fs.promises.readFile(process.execPath, { length: 1 }).catch(() => {}).then(done);`,
      'dns.lookup() of a name': `dns.lookup('localhost', done);`,
      'dns.lookup() of an address': `dns.lookup('127.0.0.1', done);`,
      'zlib.gzip()': `zlib.gzip('a', done);`,
      'crypto.randomBytes()': `crypto.randomBytes(8, done);`,
      'a socket': `net.connect(port, '127.0.0.1').on('data', done);`,
      'fetch() to an address': `fetch('http://127.0.0.1:' + port).catch(() => {}).then(done);`,
      'fetch() to localhost': `fetch('http://localhost:' + port).catch(() => {}).then(done);`,
      'a timer': `setTimeout(done, 1);`,
      'a child process': `(await import('node:child_process')).spawn('true').on('close', done);`,
    };
    const seen: Record<string, string> = {};
    for (const [kind, source] of Object.entries(kinds))
      seen[kind] = await pool(1, behind(source));
    return seen;
  },

  /**
   * Eight lookups of names that get no answer, and one other job behind them (Linux).
   * @zh 八次域名解析都等不到答复，后面再来一件别的活（Linux）。
   */
  'threadpool-slow-lookups': async () => ({
    'fs.stat(), a pool of 4': await behindLookups(4, `stat('.', done);`),
    'zlib.gzip(), a pool of 4': await behindLookups(4, `gzip('a', done);`),
    'another lookup, a pool of 4': await behindLookups(
      4,
      `lookup('localhost', done);`,
    ),
    'fetch() to a name, a pool of 4': await behindLookups(
      4,
      `fetch('http://localhost:59999').catch(done);`,
    ),
    'fs.stat(), a pool of 1': await behindLookups(1, `stat('.', done);`),
    'another lookup, a pool of 20': await behindLookups(
      20,
      `lookup('localhost', done);`,
    ),
  }),

  /**
   * `process.env.UV_THREADPOOL_SIZE = '1'` in the first line of a program, seen by a `stat` behind three hashes.
   * @zh 程序第一行写 `process.env.UV_THREADPOOL_SIZE = '1'`，用排在三个哈希后面的 `stat` 来看有没有用。
   */
  'threadpool-size-in-code': async () => {
    const set = `process.env.UV_THREADPOOL_SIZE = '1';`;
    const rest = `let hashes = 0;
      for (let i = 0; i < 3; i++) crypto.pbkdf2('a', 'b', 2e5, 64, 'sha512', () => hashes++);
      fs.stat('.', () => { console.log(hashes > 1 ? 'counts' : 'comes too late'); process.exit(); });`;
    const required = `const crypto = require('node:crypto'), fs = require('node:fs');`;
    const imported = `import * as crypto from 'node:crypto'; import * as fs from 'node:fs';`;
    const tried = async (
      source: string,
      extension?: string,
    ): Promise<string> => {
      const file = program(source, extension);
      return execFileSync(process.execPath, [file], {
        encoding: 'utf8',
      }).trim();
    };
    return {
      CommonJS: await tried(`${set} ${required} ${rest}`, '.cjs'),
      'CommonJS, after a stat': await tried(
        `${required} fs.stat('.', () => { ${set} ${rest} });`,
        '.cjs',
      ),
      'ES module': await tried(`${set} ${imported} ${rest}`),
      'ES module, after an import that has used the pool': await tried(
        `${set} import ${JSON.stringify(pathToFileURL(program(`import { stat } from 'node:fs/promises'; await stat('.');`)).href)}; ${imported} ${rest}`,
      ),
    };
  },

  /**
   * Threads of a process before its first `fs.readFile()`, and after it (Linux).
   * @zh 第一次 `fs.readFile()` 之前和之后，进程里有几个线程（Linux）。
   */
  'threadpool-threads': () => {
    const file = program(
      `const { readFile, readdirSync } = require('node:fs');
      const threads = () => readdirSync('/proc/self/task').length;
      const before = threads();
      readFile(__filename, () => console.log((before > 1 ? 'several' : 'one') + ' before, ' + (threads() - before) + ' more after it'));`,
      '.cjs',
    );
    return execFileSync(process.execPath, [file], { encoding: 'utf8' }).trim();
  },
};
