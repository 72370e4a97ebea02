import type { Proofs } from '../../proving.ts';
import { endOf, run } from '../../proving.ts';

/** What a program printed before its end, and its end. */
async function outcome(source: string): Promise<string> {
  const ended = await run(source);
  return [...ended.stdout.split('\n').filter(Boolean), endOf(ended)].join(', ');
}

/** A server whose handler is this; it is asked once, and then it is asked for `/ok`. */
const server = (create: string): string => `
  import express from 'express';
  import { once } from 'node:events';
  import { createServer, get } from 'node:http';
  const fails = async ({ url }, response) => {
    if (url === '/bug') throw new Error('a bug');
    response.end('ok');
  };
  const server = ${create};
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const ask = (path) => new Promise((resolve) => {
    const where = { port: server.address().port, host: '127.0.0.1', path, agent: false };
    get(where, ({ statusCode }) => resolve(console.log(path, statusCode)));
  });
  await ask('/ok');
  await ask('/bug');
  process.exit();`;

export const proofs: Proofs = {
  /**
   * A promise is rejected and nobody catches it, by the listeners on `process`.
   * @zh 一个 promise 被拒绝、没人接，看 `process` 上有哪些监听。
   */
  'rejection-listeners': async () => {
    const rejects = (listeners: string): Promise<string> =>
      outcome(`
        ${listeners}
        Promise.reject(new Error('x'));
        setTimeout(() => console.log('goes on'), 50);`);
    return {
      none: await rejects(''),
      "'unhandledRejection' that logs": await rejects(
        `process.on('unhandledRejection', () => console.log('logged'));`,
      ),
      "'uncaughtException'": await rejects(
        `process.on('uncaughtException', (_, origin) => console.log(origin));`,
      ),
    };
  },

  /**
   * An `async` handler that throws.
   * @zh 一个会抛错的 `async` 处理函数。
   */
  'async-handler-throws': async () => ({
    'createServer(handler)': await outcome(server('createServer(fails)')),
    'Express 5': await outcome(
      server(`createServer(express()
        .set('env', 'test').get('/{*path}', fails))`),
    ),
  }),

  /**
   * `try` around these, each of which throws.
   * @zh 用 `try` 包住下面这些会抛错的写法。
   */
  'try-around-callback': async () => {
    const tried = (work: string): Promise<string> =>
      outcome(`
        import { readFile } from 'node:fs';
        const fails = () => { throw new Error('x'); };
        try { ${work} } catch { console.log('caught'); }`);
    return {
      'a call': await tried('fails();'),
      'a callback': await tried('readFile(process.execPath, fails);'),
      'a promise, not awaited': await tried('(async () => fails())();'),
      'a promise, awaited': await tried('await (async () => fails())();'),
    };
  },

  /**
   * What a listener for `'exit'` starts.
   * @zh `'exit'` 监听里启动的几种工作。
   */
  'exit-listener-work': async () => {
    const done = async (work: string, end = ''): Promise<string> => {
      const { stdout } = await run(`
        import { writeFile, writeSync } from 'node:fs';
        const say = (word) => writeSync(1, word);
        process.on('exit', () => { ${work} });
        ${end}`);
      return stdout === 'done' ? 'done' : 'not done';
    };
    const awaits = `(async () => { await null; say('done'); })();`;
    return {
      'synchronous code': await done(`say('done');`),
      'a timer': await done(`setTimeout(say, 0, 'done');`),
      'after await, the loop is empty': await done(awaits),
      'after await, process.exit()': await done(awaits, 'process.exit();'),
      'writeFile()': await done(
        `writeFile('/dev/null', 'x', () => say('done'));`,
      ),
    };
  },

  /**
   * What is printed and sent just before `process.exit()` in the handler of a signal.
   * @zh 信号处理函数里 `process.exit()`：手上的请求怎么样。
   */
  'exit-in-handler': async () => {
    const { stdout } = await run(`
      import { once } from 'node:events';
      import { createServer, get } from 'node:http';
      import { fork } from 'node:child_process';
      if (process.send) {
        process.on('SIGTERM', () => process.exit(0));
        const server = createServer(() => process.send('asked'));
        server.listen(0, '127.0.0.1', () => process.send(server.address().port));
      } else {
        const child = fork(process.argv[1]);
        const [port] = await once(child, 'message');
        get({ port, host: '127.0.0.1' }).on('error', ({ code }) => console.log(code));
        await once(child, 'message');
        child.kill();
        const [code] = await once(child, 'exit');
        console.log('exit', code);
      }`);
    return stdout.split('\n').sort().join(', ');
  },
};
