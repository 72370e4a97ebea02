import {
  execFile,
  spawn,
  spawnSync,
  type SpawnOptions,
} from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  copyFileSync,
  createWriteStream,
  mkdirSync,
  openSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, type Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { executable, inTmp } from '../../proving-files.ts';
import { endOf, nameOf, program, run, type Proofs } from '../../proving.ts';

const node = process.execPath;

/** Whether spawn() throws an error, or gives a child that emits one. */
const fails = (
  file: string,
  args: string[] = [],
  options: SpawnOptions = {},
): Promise<string> =>
  new Promise((resolve) => {
    try {
      spawn(file, args, options)
        .on('error', (error) => resolve(`'error' ${nameOf(error)}`))
        .on('close', (code, signal) => resolve(endOf({ code, signal })));
    } catch (error) {
      resolve(`throws ${nameOf(error)}`);
    }
  });

export const proofs: Proofs = {
  /**
   * A program that cannot be started, by what the system says of it.
   * @zh 程序启动不了，看系统报的是哪一种原因。
   */
  'spawn-system-errors': async () => {
    const plain = inTmp('plain.txt');
    writeFileSync(plain, 'not a program\n');
    const busy = inTmp('busy');
    copyFileSync('/bin/true', busy);
    const writing = openSync(busy, 'r+');
    symlinkSync(inTmp('loop'), inTmp('loop'));
    const seen = {
      'not there': await fails('no-such-program', []),
      'no cwd': await fails('true', [], { cwd: inTmp('no-such-folder') }),
      'not executable': await fails(plain, []),
      'a folder': await fails(tmpdir(), []),
      'below a file': await fails(join(plain, 'x'), []),
      'cwd is a file': await fails('true', [], { cwd: plain }),
      'being written': await fails(busy, []),
      'a loop of links': await fails(inTmp('loop'), []),
      'a name too long': await fails(inTmp('x'.repeat(300)), []),
      'arguments too long': await fails('true', ['x'.repeat(3_000_000)]),
    };
    closeSync(writing);
    return seen;
  },

  /**
   * A user that may not become the one in `uid`.
   * @zh 没有权限变成 `uid` 里的那个用户。
   */
  'spawn-uid-not-allowed': async () => {
    const { stdout } = await run(`
      import { spawn } from 'node:child_process';
      if (process.getuid() === 0) process.setuid(65534);
      try {
        spawn('true', { uid: 0 }).on('error', ({ code }) => console.log("'error'", code));
      } catch ({ code }) { console.log('throws', code); }`);
    return stdout;
  },

  /**
   * No file descriptors are left: what does `spawn` give?
   * @zh 文件描述符用完了：`spawn` 给出什么？
   */
  'spawn-no-descriptors': async () => {
    const file = program(`
      import { spawn } from 'node:child_process';
      import { openSync } from 'node:fs';
      try { for (;;) openSync('/dev/null'); } catch {}
      const child = spawn('true');
      const seen = [\`stdout \${child.stdout}\`];
      for (const name of ['error', 'exit', 'close'])
        child.on(name, (error) => seen.push(\`'\${name}' \${error?.code ?? error}\`));
      process.on('exit', () => process._rawDebug(seen.join(', ')));`);
    const line = 'ulimit -n 100 && exec "$@"';
    const child = spawn('sh', ['-c', line, 'sh', node, file]);
    return (await text(child.stderr)).trim();
  },

  /**
   * The user has as many processes as it may: what does `spawn` give?
   * @zh 该用户的进程数已到上限：`spawn` 给出什么？
   */
  'spawn-no-processes': async () => {
    const { stdout } = await run(`
      import { execFileSync, spawn } from 'node:child_process';
      execFileSync('prlimit', ['--nproc=1:1', '--pid', process.pid]);
      if (process.getuid() === 0) process.setuid(54321); // root has no such limit.
      try {
        spawn('true').on('error', ({ code }) => console.log("'error'", code));
      } catch ({ code }) { console.log('throws', code); }`);
    return stdout;
  },

  /**
   * Odd arguments: a zero byte, a number, an empty name, a text for the list.
   * @zh 奇怪的参数：零字节、数字、空名字、用字符串代替列表。
   */
  'spawn-impossible-arguments': async () => ({
    'a zero byte': await fails('echo', ['a\0b']),
    'a number': await fails('echo', [1 as unknown as string]),
    'an empty name': await fails('', []),
    'not a list': await fails('echo', 'text' as unknown as string[]),
  }),

  /**
   * A stream in `stdio`: a file that is open or not yet, and one without a descriptor.
   * @zh `stdio` 里放流：已打开或尚未打开的文件，以及没有描述符的流。
   */
  'stdio-streams': async () => {
    const into = (stream: Writable): Promise<string> =>
      fails('echo', ['a line'], { stdio: ['ignore', stream] });
    const open = createWriteStream(inTmp('open'));
    await once(open, 'open');
    return {
      'an open file': await into(open),
      'not open yet': await into(createWriteStream(inTmp('not-yet'))),
      'a PassThrough': await into(new PassThrough()),
    };
  },

  /**
   * A missing program, and a promise that waits for 'exit' alone.
   * @zh 程序不存在，而 Promise 只等 'exit'。
   */
  'missing-program-exit-alone': async () => {
    const source = (listener: string): string => `
      import { spawn } from 'node:child_process';
      const child = spawn('no-such-program');
      ${listener}
      await new Promise((resolve) => child.on('exit', resolve));
      console.log('settled');`;
    const ended = async (listener: string): Promise<string> => {
      const { code, stdout } = await run(source(listener));
      return `${stdout || 'never settles'}, exit ${code}`;
    };
    return {
      "with an 'error' listener": await ended("child.on('error', () => {});"),
      'without one': await ended(''),
    };
  },

  /**
   * A line with arguments in it as the name of the program.
   * @zh 把带参数的一整行当作程序名。
   */
  'spawn-whole-line': async () => ({
    spawn: await fails('echo hi'),
    'spawn with shell: true': await fails('echo hi', [], { shell: true }),
    execFile: await new Promise((resolve) => {
      execFile('echo hi', (error) => resolve(`error ${String(error?.code)}`));
    }),
  }),

  /**
   * Where is the program looked for?
   * @zh 程序到哪里去找？
   */
  'spawn-looked-up': async () => {
    mkdirSync(inTmp('bin'));
    executable('bin/my-tool', '#!/bin/sh\nexit 0\n');
    const cwd = inTmp('bin');
    const env = { PATH: `${cwd}:${process.env.PATH}` };
    return {
      'a name, in PATH of env': await fails('my-tool', [], { env }),
      'a name, in cwd': await fails('my-tool', [], { cwd }),
      './name, in cwd': await fails('./my-tool', [], { cwd }),
      './name, not in cwd': await fails('./my-tool', [], { cwd: '/' }),
    };
  },

  /**
   * A script of your own, by its first line.
   * @zh 自己的脚本，看首行。
   */
  'script-first-line': async () => ({
    '#!/bin/sh': await fails(executable('good', '#!/bin/sh\nexit 5\n')),
    'no first line': await fails(executable('none', 'exit 5\n')),
    'a Windows line end': await fails(executable('crlf', '#!/bin/sh\r\n')),
    'a missing interpreter': await fails(executable('gone', '#!/no/such\n')),
  }),

  /**
   * The synchronous call, for the same reasons to fail.
   * @zh 同步调用遇到同样的失败原因。
   */
  'spawn-sync-failures': () => {
    const tried = (...words: Parameters<typeof spawnSync>): string => {
      try {
        const { error, status } = spawnSync(...words);
        return error ? `gives ${nameOf(error)}` : `exit ${status}`;
      } catch (error) {
        return `throws ${nameOf(error)}`;
      }
    };
    return {
      'not there': tried('no-such-program'),
      'below a file': tried('/etc/passwd/x'),
      'arguments too long': tried('true', ['x'.repeat(3_000_000)]),
      'exit code 3': tried('sh', ['-c', 'exit 3']),
      'a zero byte': tried('echo', ['a\0b']),
      'not a list': tried('echo', 'text' as unknown as string[]),
    };
  },

  /**
   * A word given to a program: who else on the machine sees it?
   * @zh 传给程序的一个词：机器上还有谁看得到？
   */
  'arguments-in-ps': async () => {
    const secret = 'hunter-2-hunter';
    const child = spawn('sh', ['-c', 'read line', secret], {
      env: { ...process.env, TOKEN: 'token-in-env' },
    });
    await once(child, 'spawn');
    const { stdout } = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
    child.stdin.end();
    await once(child, 'close');
    const in_ = (word: string): string =>
      stdout.split('\n').some((line) => line.includes(word))
        ? 'in the list of processes'
        : 'not there';
    return { 'an argument': in_(secret), 'the environment': in_('token-in') };
  },
};
