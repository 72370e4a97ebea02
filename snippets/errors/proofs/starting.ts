import {
  exec,
  execFile,
  execFileSync,
  execSync,
  fork,
  spawn,
  spawnSync,
  type SpawnOptions,
} from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  openSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { promisify } from 'node:util';
import { executable, inTmp } from '../../proving-files.ts';
import { emitted, printed, shell, thrown } from '../../proving-messages.ts';
import { lastWords } from '../../proving-messages.ts';
import { program, run, type Proofs } from '../../proving.ts';

/** The error of a child that cannot be started. */
const fails = (
  file: string,
  args: string[] = [],
  options: SpawnOptions = {},
): Promise<string> => emitted(() => spawn(file, args, options));

/** The message of a program that spawns and prints what it is told. */
const told = async (source: string): Promise<string> =>
  (await run(`import { spawn } from 'node:child_process';${source}`)).stdout;

export const proofs: Proofs = {
  /**
   * The system cannot start a program: the message, by the reason.
   * @zh 系统启动不了一个程序：各种原因各是什么报错。
   */
  'errors-spawn': async () => {
    const plain = inTmp('notes.txt');
    writeFileSync(plain, 'not a program\n');
    const busy = inTmp('tool');
    copyFileSync('/bin/true', busy);
    const writing = openSync(busy, 'r+');
    symlinkSync(inTmp('loop'), inTmp('loop'));
    const seen = {
      'not there': await fails('no-such-program'),
      'no cwd': await fails('ls', [], { cwd: inTmp('no-such-folder') }),
      'a whole line': await fails('ls -l'),
      'a Windows line end': await fails(
        executable('deploy.sh', '#!/bin/sh\r\nexit 0\r\n'),
      ),
      'not executable': await fails(plain),
      'below a file': await fails(join(plain, 'tool')),
      'being written': await fails(busy),
      'a loop of links': await fails(inTmp('loop')),
      'arguments too long': await fails('true', ['x'.repeat(3_000_000)]),
      'a closed descriptor': await fails('true', [], { stdio: [400] }),
    };
    closeSync(writing);
    return seen;
  },

  /**
   * A user or a process has reached a limit, or lacks a right: the message when it starts a child.
   * @zh 用户或进程到了上限，或缺少权限：启动子进程时的报错。
   */
  'errors-spawn-limits': async () => {
    const file = program(`
      import { spawn } from 'node:child_process';
      import { openSync } from 'node:fs';
      try { for (;;) openSync('/dev/null'); } catch (error) { process._rawDebug(error.message); }
      spawn('true').on('error', ({ message }) => process._rawDebug(message));`);
    const line = `ulimit -n 100 && exec "${process.execPath}" "${file}"`;
    const [open = '', start = ''] = (await shell(line)).said.split('\n');
    return {
      'no descriptor left, open()': open,
      'no descriptor left, spawn()': start,
      'no process left': await told(`
        import { execFileSync } from 'node:child_process';
        execFileSync('prlimit', ['--nproc=1:1', '--pid', process.pid]);
        if (process.getuid() === 0) process.setuid(54321); // root has no such limit.
        spawn('true').on('error', (error) => console.log(String(error)));`),
      'a user that you may not be': await told(`
        if (process.getuid() === 0) process.setuid(65534);
        try { spawn('true', { uid: 0 }); } catch (error) { console.log(String(error)); }`),
    };
  },

  /**
   * Arguments that `child_process` refuses before the system is asked.
   * @zh `child_process` 自己就拒绝的参数，还没有问到系统。
   */
  'errors-spawn-arguments': async () => {
    const wrong = <T>(value: unknown): T => value as T;
    const file = program('');
    return {
      'a text for the list': await fails('echo', wrong('text')),
      'a zero byte': await fails('echo', ['a\0b']),
      'a stream without a descriptor': await fails('echo', [], {
        stdio: ['ignore', new PassThrough()],
      }),
      'two channels': await fails('node', [], { stdio: ['ipc', 'ipc'] }),
      'a channel for a synchronous call': await thrown(() =>
        spawnSync('node', [], { stdio: wrong(['ipc']) }),
      ),
      'fork() without a channel': await thrown(() =>
        fork(file, { stdio: ['ignore', 'ignore', 'ignore'] }),
      ),
      'a signal that does not exist': await thrown(() =>
        spawn('true').kill(wrong('SIGSTOPP')),
      ),
    };
  },

  /**
   * `exec` and the calls that collect output, when the command fails, prints too much or takes too long.
   * @zh `exec` 和收集输出的调用：命令失败、输出太多、耗时太长。
   */
  'errors-exec': async () => {
    const later = promisify(exec);
    const much = `head -c 2000000 /dev/zero`;
    return {
      'exit 3': await thrown(() => later('echo why >&2; exit 3')),
      'no such command': await thrown(() => later('no-such-command')),
      'its time is up': await thrown(() => later('sleep 60', { timeout: 50 })),
      'too much output': await thrown(() => later(much)),
      'too much output, execSync()': await thrown(() => execSync(much)),
      'its time is up, execFileSync()': await thrown(() =>
        execFileSync('sleep', ['60'], { timeout: 50 }),
      ),
      'exit 3, execFileSync()': await thrown(() =>
        execFileSync('sh', ['-c', 'exit 3'], { stdio: 'ignore' }),
      ),
      aborted: await thrown(() =>
        promisify(execFile)('sleep', ['60'], {
          signal: AbortSignal.timeout(50),
        }),
      ),
    };
  },

  /**
   * What a shell says of a command that it cannot run.
   * @zh shell 运行不了一条命令时怎么说。
   */
  'errors-shell': async () => {
    const plain = inTmp('notes.txt');
    writeFileSync(plain, 'not a program\n');
    const said = async (line: string): Promise<string> => {
      const { said, code } = await shell(line);
      return `${said.replace(/^sh: \d+: /, 'sh: ')}\nexit code ${code}`;
    };
    return {
      'no such command': await said('no-such-command'),
      'not executable': await said(plain),
      'dev/stdin of a child': await said(
        `"${process.execPath}" -e "require('child_process').spawn('cat', ['/dev/stdin'], { stdio: ['pipe', 1, 2] })"`,
      ),
    };
  },

  /**
   * A signal to a process that is gone, and to one of another user.
   * @zh 给已经不在的进程、给别的用户的进程发信号。
   */
  'errors-kill': async () => ({
    gone: await thrown(() => process.kill(spawnSync('true').pid)),
    'of another user': (
      await run(`
        if (process.getuid() === 0) process.setuid(65534);
        try { process.kill(1, 'SIGTERM'); } catch (error) { console.log(String(error)); }`)
    ).stdout,
  }),

  /**
   * A child that ends without reading its stdin, or is written to after its end.
   * @zh 子进程没读 stdin 就结束，或结束之后还往里写。
   */
  'errors-stdin': async () => {
    const child = spawn('true');
    const early = emitted(() => child.stdin);
    child.stdin.write('x'.repeat(1_000_000));
    const seen = await early;
    const ended = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
    ended.stdin.end();
    return {
      'it did not read': seen,
      'after end()': await new Promise((resolve) => {
        ended.stdin.on('error', (error) => resolve(printed(error)));
        ended.stdin.write('late');
      }),
    };
  },

  /**
   * Node.js is started with a file or a flag that it cannot use.
   * @zh 用一个不存在的文件、一个不认识的参数启动 Node.js。
   */
  'errors-node-start': async () => {
    const node = (line: string) => shell(`"${process.execPath}" ${line}`);
    const { said } = await node('--no-such-flag -e 1');
    return {
      'no such file': await lastWords('', { execArgv: ['./missing.js'] }),
      'no such flag': said,
      'a flag that NODE_OPTIONS may not have': (
        await shell(`"${process.execPath}" -e 1`, {
          env: { NODE_OPTIONS: '--test' },
        })
      ).said,
      'no such module to import': await lastWords(`import './missing.mjs'`),
      'no such package': await lastWords(`import 'no-such-package'`),
      'require() in an ES module': await lastWords(`require('node:fs')`),
      'import in CommonJS': await lastWords('', {
        execArgv: [program(`import 'node:fs'`, '.cjs')],
      }),
    };
  },
};
