import {
  exec,
  execFile,
  execFileSync,
  execSync,
  fork,
  spawn,
  spawnSync,
  type ExecException,
} from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { nameOf, program, run, type Proofs } from '../../proving.ts';

const node = process.execPath;

/** What a line ends with, as `exec` tells. */
const codeOf = (
  line: string,
  options: { shell?: string; cwd?: string; timeout?: number } = {},
): Promise<string> =>
  new Promise((resolve) => {
    exec(line, options, (error) => {
      if (!error) return resolve('no error');
      const { code, signal } = error;
      resolve(`error, ${signal ? `signal ${signal}` : `code ${code}`}`);
    });
  });

export const proofs: Proofs = {
  /**
   * What each of the four calls starts.
   * @zh 四个调用各启动什么。
   */
  'calls-what-starts': async () => {
    const script = program('');
    const children = {
      spawn: spawn('echo', ['hi']),
      execFile: execFile('echo', ['hi'], () => {}),
      exec: exec('echo hi', () => {}),
      fork: fork(script, ['hi']),
    };
    return Object.fromEntries(
      Object.entries(children).map(([name, { spawnargs, channel }]) => [
        name,
        spawnargs.join(' ').replace(node, 'node').replace(script, 'script') +
          (channel ? ', with a channel' : ''),
      ]),
    );
  },

  /**
   * `detached: true` given to each call: does the child lead a group of its own?
   * @zh 给每个调用传 `detached: true`：子进程会自成一组吗？
   */
  'detached-by-call': async () => {
    const script = 'ps -o pgid= -p $$; echo $$ #';
    const groups = (output: string): string => {
      const [group, pid] = output.trim().split(/\s+/);
      return group === pid ? 'a group of its own' : "the parent's group";
    };
    const options = { detached: true } as { cwd?: string };
    const args = ['-c', script];
    return {
      spawn: groups(await text(spawn('sh', args, options).stdout)),
      execFile: groups(await text(execFile('sh', args, options).stdout!)),
      exec: groups(await text(exec(script, options).stdout!)),
    };
  },

  /**
   * A text with `;` in it, as an argument: does a second command run?
   * @zh 把带 `;` 的文本当参数：第二条命令会执行吗？
   */
  'client-text-by-call': async () => {
    const mark = join(tmpdir(), 'mark');
    let marks = 0;
    const ran = async (
      start: (value: string) => ReturnType<typeof spawn>,
    ): Promise<string> => {
      const name = `${mark}-${++marks}`;
      await text(start(`x; touch ${name}`).stdout!);
      return existsSync(name) ? 'a second command ran' : 'passed as it is';
    };
    const script = program('console.log(process.argv[2])');
    return {
      spawn: await ran((value) => spawn('echo', [value])),
      execFile: await ran((value) => execFile('echo', [value])),
      fork: await ran((value) => fork(script, [value], { silent: true })),
      exec: await ran((value) => exec(`echo ${value}`)),
      'spawn, shell: true': await ran((value) =>
        spawn('echo', [value], { shell: true }),
      ),
    };
  },

  /**
   * When does `exec` set its error?
   * @zh `exec` 什么时候会设 error？
   */
  'exec-error-when': async () => ({
    'words on stderr': await codeOf('echo warning >&2'),
    'exit 3': await codeOf('exit 3'),
    'a signal': await codeOf('kill -KILL $$'),
    'no such command': await codeOf('no-such-program'),
    'no such cwd': await codeOf('true', { cwd: join(tmpdir(), 'nowhere') }),
    'no such shell': await codeOf('true', { shell: '/no/such/shell' }),
    'its time is up': await codeOf('exec sleep 30', { timeout: 300 }),
  }),

  /**
   * A failure inside of a line: does `exec` learn of it?
   * @zh 一行命令中间有失败：`exec` 会知道吗？
   */
  'exec-line-code': async () => ({
    'false; true': await codeOf('false; true'),
    'false && true': await codeOf('false && true'),
    'set -e; false; true': await codeOf('set -e; false; true'),
    'false | true': await codeOf('false | true'),
    'set -e; false | true': await codeOf('set -e; false | true'),
    'bash, set -o pipefail; false | true': await codeOf(
      'set -o pipefail; false | true',
      { shell: 'bash' },
    ),
  }),

  /**
   * A rejection of `promisify(exec)`: what does it carry?
   * @zh `promisify(exec)` 的 rejection 带着什么？
   */
  'promisified-exec-rejection': async () => {
    const line = 'echo out; echo err >&2; exit 4';
    const error = (await promisify(exec)(line).catch(
      (reason) => reason,
    )) as ExecException & { stdout: string; stderr: string };
    const { code, killed, signal, stdout, stderr, message } = error;
    return {
      fields: `code ${code}, killed ${killed}, signal ${signal}`,
      output: `stdout "${stdout.trim()}", stderr "${stderr.trim()}"`,
      'in the message': ['exit 4', 'err\n', 'out\n']
        .map((part) => `${part.trim()}: ${message.includes(part)}`)
        .join(', '),
    };
  },

  /**
   * An array of arguments together with `shell: true`.
   * @zh 参数数组和 `shell: true` 一起用。
   */
  'shell-true-arguments': async () => {
    const { stdout, stderr } = await run(`
      import { spawn } from 'node:child_process';
      const child = spawn('printf "<%s>"', ['a b', '$(echo ran)'], { shell: true, stdio: 'inherit' });`);
    return {
      arrives: stdout,
      warning: /DEP\d+/.exec(stderr)?.[0] ?? 'none',
    };
  },

  /**
   * The child's stderr, with the synchronous calls.
   * @zh 同步调用时，子进程的 stderr 去哪儿。
   */
  'sync-calls-stderr': async () => {
    const where = async (call: string): Promise<string> => {
      const { stdout, stderr } = await run(`
        import * as calls from 'node:child_process';
        const line = 'echo word >&2; exit 1';
        try {
          const { stderr } = calls.${call};
          console.log('in the result:', String(stderr).trim());
        } catch ({ stderr }) { console.log('in the error:', String(stderr).trim()); }`);
      return `${stdout}${stderr ? ', and printed as ours' : ''}`;
    };
    return {
      spawnSync: await where("spawnSync('sh', ['-c', line])"),
      execFileSync: await where("execFileSync('sh', ['-c', line])"),
      execSync: await where('execSync(line)'),
      "execSync, stdio: 'pipe'": await where(
        "execSync(line, { stdio: 'pipe' })",
      ),
    };
  },

  /**
   * `spawnSync` with a `timeout`, and a child that ignores SIGTERM for three seconds.
   * @zh `spawnSync` 带 `timeout`，子进程三秒内不理 SIGTERM。
   */
  'spawn-sync-timeout-ignored': () => {
    const tried = (killSignal: NodeJS.Signals): string => {
      const mark = join(tmpdir(), killSignal);
      const line = `trap '' TERM; sleep 3; touch ${mark}`;
      const { error } = spawnSync('sh', ['-c', line], {
        timeout: 300,
        killSignal,
      });
      const how = existsSync(mark) ? 'waited for its end' : 'ended it';
      return `${how}, ${nameOf(error)}`;
    };
    return { SIGTERM: tried('SIGTERM'), SIGKILL: tried('SIGKILL') };
  },

  /**
   * What the synchronous calls give back, and when they throw.
   * @zh 同步调用返回什么，什么时候抛错。
   */
  'sync-calls-give': () => {
    const tried = (work: () => unknown): string => {
      try {
        return `returns ${JSON.stringify(String(work()).trim())}`;
      } catch (error) {
        return `throws, status ${(error as { status: number }).status}`;
      }
    };
    return {
      'execFileSync, exit 0': tried(() => execFileSync('echo', ['out'])),
      'execFileSync, exit 1': tried(() => execFileSync('false')),
      'execSync, exit 0': tried(() => execSync('echo out')),
      'execSync, exit 1': tried(() => execSync('exit 1')),
    };
  },

  /**
   * Three commands are started at once, and the first is awaited while the second fails.
   * @zh 同时启动多条命令，等第一条时第二条失败了。
   */
  'rejection-before-await': async () => {
    const ended = async (work: string): Promise<string> => {
      const { code, stdout } = await run(`
        import { exec } from 'node:child_process';
        import { promisify } from 'node:util';
        const run = promisify(exec);
        const [first, second] = [run('sleep 1'), run('exit 1')];
        try { ${work} } catch { console.log('caught'); }`);
      return `${stdout || 'not caught'}, exit ${code}`;
    };
    return {
      'one after the other': await ended('await first; await second;'),
      'Promise.all()': await ended('await Promise.all([first, second]);'),
    };
  },
};
