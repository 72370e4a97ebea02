import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Proofs } from '../../proving.ts';
import { endOf, program, run } from '../../proving.ts';

/** Which events of the end a program prints, and how it ends. */
async function events(cause: string): Promise<string> {
  const ended = await run(`import { writeSync } from 'node:fs';
    const say = (text) => writeSync(1, text + '\\n');
    let again = true;
    process.on('beforeExit', () => {
      say('beforeExit');
      if (again) setTimeout(() => say('its timer'), 1);
      again = false;
    });
    process.on('exit', (code) => {
      say('exit ' + code);
      setTimeout(() => say('a timer of exit'), 0);
      Promise.resolve().then(() => say('a promise of exit'));
    });
    ${cause}`);
  return `${[...ended.stdout.split('\n').filter(Boolean), endOf(ended)].join(', ')}`;
}

/** The word that a program prints, and its end. */
const said = async (source: string): Promise<string> => {
  const ended = await run(source);
  return [ended.stdout.split('\n').join(', '), endOf(ended)]
    .filter(Boolean)
    .join(', ');
};

export const proofs: Proofs = {
  /**
   * `'beforeExit'` and `'exit'`, by the way in which a process ends.
   * @zh 进程以各种方式结束，`'beforeExit'` 和 `'exit'` 来不来。
   */
  'exit-events': async () => ({
    'nothing left to do': await events(''),
    'process.exitCode = 3': await events('process.exitCode = 3;'),
    'process.exit(3)': await events('process.exit(3);'),
    'an exception': await events(
      `setImmediate(() => { throw new Error('no'); });`,
    ),
    SIGTERM: await events(
      `setInterval(() => {}, 1000); process.kill(process.pid, 'SIGTERM');`,
    ),
    'process.abort()': await events('process.abort();'),
  }),

  /**
   * `process.exit()` while a job of the threadpool is stuck, a second later.
   * @zh 线程池里有一件活卡住了，`process.exit()` 一秒之后。
   */
  'exit-threadpool-stuck': async () => {
    const fifo = join(tmpdir(), 'fifo');
    execFileSync('mkfifo', [fifo]);
    const child = spawn(process.execPath, [
      program(`import { readFile } from 'node:fs'; import { writeSync } from 'node:fs';
        readFile(${JSON.stringify(fifo)}, () => {});
        setTimeout(() => { writeSync(1, 'exiting'); process.exit(); }, 200);`),
    ]);
    await once(child.stdout, 'data');
    const gone = once(child, 'exit').then(() => 'ends at once');
    const seen = await Promise.race([gone, sleep(1000, 'waits for the job')]);
    writeFileSync(fifo, '');
    await gone;
    return seen;
  },

  /**
   * One megabyte written to a pipe that is read slowly, and then `process.exit()` or `process.exitCode`.
   * @zh 往一个读得慢的管道写一兆，然后 `process.exit()`，或者设 `process.exitCode`。
   */
  'exit-pipe-output': () => {
    const received = (end: string): string => {
      const file = program(`process.stdout.write('a'.repeat(1e6)); ${end}`);
      // The reader comes late; the pipe itself holds 64 kB.
      const line = `"${process.execPath}" "${file}" | { sleep 0.5; wc -c; }`;
      const length = Number(
        execFileSync('sh', ['-c', line], { encoding: 'utf8' }),
      );
      return length === 1e6 ? 'all of it arrives' : 'a part arrives';
    };
    return {
      'process.exit(1)': received('process.exit(1)'),
      'process.exitCode = 1': received('process.exitCode = 1'),
    };
  },

  /**
   * One megabyte written to a file as stdout, and then `process.exit()`.
   * @zh stdout 是文件，写一兆，然后 `process.exit()`。
   */
  'exit-file-output': () => {
    const file = join(tmpdir(), 'out');
    const child = program(
      `process.stdout.write('a'.repeat(1e6)); process.exit();`,
    );
    execFileSync('sh', ['-c', `"${process.execPath}" "${child}" > "${file}"`]);
    const length = Number(
      execFileSync('wc', ['-c', file], { encoding: 'utf8' })
        .trim()
        .split(' ')[0],
    );
    return length === 1e6 ? 'all of it is there' : 'a part is there';
  },

  /**
   * A top-level `await` that nothing can settle: what `'exit'` is told, and `process.exitCode` in it.
   * @zh 顶层 `await` 再也等不到结果：`'exit'` 的参数，以及这时的 `process.exitCode`。
   */
  'exit-code-13': () =>
    said(`process.on('exit', (code) => console.log('argument ' + code + ', process.exitCode ' + process.exitCode));
      await new Promise(() => {});`),

  /**
   * A rejection that nobody handles, and who listens.
   * @zh 没人处理的 rejection，看谁在监听。
   */
  'unhandled-rejection-listeners': async () => {
    const reject = `Promise.reject(new Error('no'));`;
    return {
      nobody: await said(reject),
      "'unhandledRejection'": await said(
        `process.on('unhandledRejection', () => console.log('heard')); ${reject}`,
      ),
      "'uncaughtException'": await said(
        `process.on('uncaughtException', (error, origin) => console.log(origin)); ${reject}`,
      ),
      "'uncaughtExceptionMonitor'": await said(
        `process.on('uncaughtExceptionMonitor', (error, origin) => console.log(origin)); ${reject}`,
      ),
      'handled a turn later': await said(
        `const p = Promise.reject(new Error('no')); setImmediate(() => p.catch(() => {}));`,
      ),
    };
  },

  /**
   * An exception with a handler that only logs, with a monitor, and with both.
   * @zh 异常出现时：只打日志的处理函数、monitor、两者都有。
   */
  'uncaught-exception-listeners': async () => {
    const fail = `setImmediate(() => { throw new Error('no'); }); setTimeout(() => console.log('goes on'), 50);`;
    const handler = `process.on('uncaughtException', () => console.log('handler'));`;
    const monitor = `process.on('uncaughtExceptionMonitor', () => console.log('monitor'));`;
    return {
      nobody: await said(fail),
      "'uncaughtException'": await said(handler + fail),
      "'uncaughtExceptionMonitor'": await said(monitor + fail),
      both: await said(handler + monitor + fail),
      'a handler that throws': await said(
        `process.on('uncaughtException', () => { throw new Error('again'); }); ${fail}`,
      ),
      "an 'error' event that nobody hears": await said(
        `import { EventEmitter } from 'node:events'; ${handler} new EventEmitter().emit('error', new Error('no'));`,
      ),
    };
  },

  /**
   * What keeps a process that has set `process.exitCode`, by `process.getActiveResourcesInfo()`.
   * @zh 设了 `process.exitCode` 的进程被什么拖住，问 `process.getActiveResourcesInfo()`。
   */
  'active-resources': async () => {
    const named = (start: string): Promise<string> =>
      said(`import { createServer } from 'node:net'; import { Worker } from 'node:worker_threads';
        ${start} process.exitCode = 1; setImmediate(() => { console.log(process.getActiveResourcesInfo().filter((name) => !/Pipe|TTY/.test(name)).join(' ')); process.exit(); });`);
    return {
      'a timer': await named('setTimeout(() => {}, 1e6);'),
      'a server': await named('createServer().listen(0);'),
      'a timer with unref()': await named('setTimeout(() => {}, 1e6).unref();'),
      'a worker': await named(
        `new Worker("setInterval(() => {}, 1000)", { eval: true });`,
      ),
    };
  },

  /**
   * A tool whose reader goes away: `tool | head -1`.
   * @zh 读的一方走了：`tool | head -1`。
   */
  'stdout-epipe': async () => {
    const tried = async (listen: string): Promise<string> => {
      const file = program(
        `${listen} setInterval(() => process.stdout.write('line\\n'.repeat(1000)), 1);`,
      );
      const child = spawn(
        'sh',
        [
          '-c',
          `{ "${process.execPath}" "${file}"; echo "exit $?" >&2; } | head -1`,
        ],
        {
          stdio: ['ignore', 'ignore', 'pipe'],
        },
      );
      let text = '';
      child
        .stderr!.setEncoding('utf8')
        .on('data', (chunk: string) => (text += chunk));
      await once(child, 'close');
      return `${text.includes('EPIPE') ? 'EPIPE with a stack trace, ' : ''}${/exit \d+/.exec(text)?.[0]}`;
    };
    return {
      'no listener': await tried(''),
      "'error' on stdout": await tried(
        `process.stdout.on('error', () => process.exit(0));`,
      ),
    };
  },

  /**
   * SIGTERM and SIGINT to a process, by its listeners; and listening to SIGKILL and SIGSTOP.
   * @zh 进程收到 SIGTERM、SIGINT，看有没有监听；以及监听 SIGKILL 和 SIGSTOP。
   */
  'signal-listeners': async () => {
    const tried = (signal: string, listen: string): Promise<string> =>
      said(
        `${listen} setTimeout(() => console.log('goes on'), 100); process.kill(process.pid, '${signal}');`,
      );
    return {
      'SIGTERM, nobody listens': await tried('SIGTERM', ''),
      'SIGTERM, a listener that does nothing': await tried(
        'SIGTERM',
        `process.on('SIGTERM', () => {});`,
      ),
      'SIGINT, a listener that does nothing': await tried(
        'SIGINT',
        `process.on('SIGINT', () => {});`,
      ),
      'listening to SIGKILL': await said(
        `try { process.on('SIGKILL', () => {}); } catch (error) { console.log(error.code); }`,
      ),
      'listening to SIGSTOP': await said(
        `try { process.on('SIGSTOP', () => {}); } catch (error) { console.log(error.code); }`,
      ),
      'signal 0': await said(`console.log(process.kill(process.pid, 0));`),
    };
  },
};
