import { lastWords, lines, shell } from '../../proving-messages.ts';
import { program, run, type Proofs } from '../../proving.ts';

/** The exit code that a shell has for a program of this text. */
async function codeOf(source: string, flags = ''): Promise<string> {
  const line = `"${process.execPath}" ${flags} "${program(source)}"`;
  return `exit code ${(await shell(line)).code}`;
}

/** The code that a shell has after a program was ended by a signal. */
const signalled = (signal: string): Promise<string> =>
  shell(
    `"${process.execPath}" "${program(`process.kill(process.pid, '${signal}'); setInterval(() => {}, 1000);`)}"; exit $?`,
  ).then(({ code }) => `exit code ${code}`);

export const proofs: Proofs = {
  /**
   * The exit code of a Node.js program, by how it ends by itself.
   * @zh Node.js 程序自己结束时的退出码，按原因分。
   */
  'errors-exit-codes': async () => ({
    'nothing left to do': await codeOf(''),
    'an uncaught error': await codeOf(`throw new Error('bug');`),
    'process.exit(null)': await codeOf('process.exit(null);'),
    'process.exit(256)': await codeOf('process.exit(256);'),
    'process.exit(-1)': await codeOf('process.exit(-1);'),
    'a handler that throws': await codeOf(
      `process.on('uncaughtException', () => { throw new Error('again'); }); throw new Error('bug');`,
    ),
    'an unknown flag': await codeOf('', '--no-such-flag'),
    'an await that nobody settles': await codeOf(
      'await new Promise(() => {});',
    ),
    'process.abort()': await codeOf('process.abort();'),
    'a full heap': await codeOf(
      'const all = []; for (;;) all.push({});',
      '--max-old-space-size=16',
    ),
  }),

  /**
   * The exit code that a shell, and so Docker and CI, has for a program that a signal has ended.
   * @zh 程序被信号结束时，shell（以及 Docker、CI）看到的退出码。
   */
  'errors-signal-codes': async () => ({
    SIGHUP: await signalled('SIGHUP'),
    SIGINT: await signalled('SIGINT'),
    SIGQUIT: await signalled('SIGQUIT'),
    SIGABRT: await signalled('SIGABRT'),
    SIGKILL: await signalled('SIGKILL'),
    SIGSEGV: await signalled('SIGSEGV'),
    SIGTERM: await signalled('SIGTERM'),
  }),

  /**
   * A program in a pipeline whose reader has gone: one of the system, and one of Node.js.
   * @zh 管道里读的人走了：系统自带的程序，和 Node.js 程序。
   */
  'errors-pipe-codes': async () => {
    const endless = program(`setInterval(() => console.log('line'), 1);`);
    const code = async (command: string): Promise<string> => {
      const line = `{ ${command}; echo $? >&2; } | head -1`;
      return `exit code ${(await shell(line)).said.split('\n').at(-1)}`;
    };
    return {
      'yes | head -1': await code('yes'),
      'Node.js | head -1': await code(`"${process.execPath}" "${endless}"`),
    };
  },

  /**
   * The last words of a program that ends by an error that nobody handles, by what it is.
   * @zh 没人处理的错误让程序结束时的最后几行，按错误种类分。
   */
  'errors-last-words': async () => ({
    'an error': await lastWords(`throw new TypeError('rows is not iterable');`),
    'a rejection with a text': await lastWords(`Promise.reject('no luck');`),
    'a rejection without a reason': await lastWords('Promise.reject();'),
    "an 'error' that nobody hears": lines(
      (
        await run(`import { EventEmitter } from 'node:events';
        new EventEmitter().emit('error', new Error('socket closed'));`)
      ).stderr,
      /Unhandled 'error'|^Error/,
    ),
    "an 'error' with a text": await lastWords(
      `import { EventEmitter } from 'node:events'; new EventEmitter().emit('error', 'no luck');`,
    ),
    'a text that is thrown': lines(
      (await run(`throw 'no luck';`)).stderr,
      /no luck|Use .node/,
    ),
    'an await that nobody settles': lines(
      (await run('await new Promise(() => {});')).stderr,
      /^Warning/,
    ),
    'a listener for SIGKILL': await lastWords(
      `process.on('SIGKILL', () => {});`,
    ),
    'an exit code that is a text': await lastWords(
      `process.exitCode = 'failed';`,
    ),
  }),

  /**
   * Warnings that Node.js prints and goes on.
   * @zh Node.js 打印之后继续运行的警告。
   */
  'errors-warnings': async () => {
    const says = async (
      source: string,
      flags: string[] = [],
    ): Promise<string> =>
      lines((await run(source, { execArgv: flags })).stderr, /Warning|^DEP/) ||
      'no warning';
    return {
      'arguments and a shell':
        await says(`import { spawn } from 'node:child_process';
        spawn('echo', ['a b'], { shell: true });`),
      'a rejection that is handled too late': await says(
        `const late = Promise.reject(new Error('x')); process.on('unhandledRejection', () => {});
        setTimeout(() => late.catch(() => {}), 5);`,
      ),
      'a timer too long': await says(
        `setTimeout(() => process.exit(), 2 ** 31);`,
      ),
      '--unhandled-rejections=warn': await says(
        `Promise.reject(new Error('no luck'));`,
        ['--unhandled-rejections=warn'],
      ),
    };
  },

  /**
   * What the permission model says of a child, a thread and a file.
   * @zh 权限模型对子进程、线程、文件怎么说。
   */
  'errors-permission': async () => {
    const flag = process.allowedNodeEnvironmentFlags.has('--permission')
      ? '--permission'
      : '--experimental-permission';
    const { stdout } = await run(
      `import { spawn } from 'node:child_process';
      import { readFileSync } from 'node:fs';
      import { Worker } from 'node:worker_threads';
      for (const work of [() => spawn('true'), () => new Worker('', { eval: true }), () => readFileSync('/etc/hostname')])
        try { work(); } catch (error) { console.log('Error [' + error.code + ']: ' + error.message); }`,
      { execArgv: [flag, `--allow-fs-read=${process.env.TMPDIR}`] },
    );
    const [child = '', worker = '', file = ''] = stdout.split('\n');
    return { 'a child': child, 'a thread': worker, 'a file': file };
  },
};
