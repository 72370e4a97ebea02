import { spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readdirSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { inTmp } from '../../proving-files.ts';
import { program, run, type Proofs } from '../../proving.ts';

const node = process.execPath;

/** Where the descriptors 3 and 4 of a child lead, told on its stdout. */
const looks = program(
  `
  const { readlinkSync } = require('node:fs');
  const lead = (fd) => {
    try { return readlinkSync('/proc/' + process.ppid + '/fd/' + fd).replace(/:.*/, '').replace(/^.*[/]/, ''); }
    catch { return 'closed'; }
  };
  console.log('3 ' + lead(3) + ', 4 ' + lead(4));`,
  '.cjs',
);

export const proofs: Proofs = {
  /**
   * What a child finds at descriptors 3 and 4, by what stands there in `stdio`.
   * @zh 子进程的描述符 3、4 上是什么，按 `stdio` 里对应的位置写了什么分。
   */
  'stdio-beyond-two': async () => {
    const file = openSync(inTmp('notes'), 'w');
    const found = async (
      ...more: Exclude<StdioOptions, string>
    ): Promise<string> => {
      // A shell between the two has the descriptors, and opens none of its own.
      const line = `"${node}" ${looks}; true`;
      const stdio = ['ignore', 'pipe', 'inherit', ...more] as StdioOptions;
      const child = spawn('sh', ['-c', line], { stdio });
      const [said] = await Promise.all([
        text(child.stdout!),
        once(child, 'exit'),
      ]);
      child.stdio.forEach((stream) => stream?.destroy());
      return said.trim();
    };
    return {
      'left out': await found(),
      "'pipe', 'ignore'": await found('pipe', 'ignore'),
      'undefined, null': await found(undefined, null),
      'a file, the same again': await found(file, file),
    };
  },

  /**
   * A file is open in a process, or came to it from its shell: does its child have it without being given it?
   * @zh 进程打开着一个文件，或者从 shell 得到一个：没有交给子进程，子进程有吗？
   */
  'descriptors-inherited': async () => {
    const child = (stdio: string): string =>
      program(`
      import { spawn } from 'node:child_process';
      import { openSync } from 'node:fs';
      const own = openSync('${inTmp('own')}', 'w');
      spawn('sh', ['-c', 'ls -l /proc/$$/fd; true'], { stdio: ${stdio} });`);
    const open = async (stdio: string): Promise<string> => {
      const line = `exec 7>${inTmp('given')}; exec "${node}" ${child(stdio)}`;
      const said = await text(
        spawn('sh', ['-c', line], { stdio: ['ignore', 'pipe', 'inherit'] })
          .stdout,
      );
      const of = (name: string): string =>
        said.includes(inTmp(name)) ? 'has' : 'has not';
      return `${of('own')} what the process opened, ${of('given')} what the shell did`;
    };
    return {
      "'inherit'": await open("'inherit'"),
      'named in stdio': await open("['ignore', 'inherit', 'inherit', own, 7]"),
    };
  },

  /**
   * How many descriptors a running child takes in its parent, by `stdio`.
   * @zh 一个在跑的子进程在父进程里占几个描述符，按 `stdio` 分。
   */
  'descriptors-each-child': async () => {
    const taken = async (stdio: StdioOptions): Promise<string> => {
      const count = (): number => readdirSync('/proc/self/fd').length;
      const before = count();
      const child = spawn('sleep', ['30'], { stdio });
      await once(child, 'spawn');
      const during = count() - before;
      child.kill();
      await once(child, 'close');
      return String(during);
    };
    await taken('pipe'); // What the first child brings along stays.
    return {
      "'pipe'": await taken('pipe'),
      "'ignore'": await taken('ignore'),
      "'inherit'": await taken('inherit'),
      "'ignore', with 'ipc'": await taken([
        'ignore',
        'ignore',
        'ignore',
        'ipc',
      ]),
    };
  },

  /**
   * A shell has a limit of 300 descriptors, which may be raised to 500: which limit has Node.js, and its child?
   * @zh shell 的描述符上限是 300，最多可提到 500：Node.js 和它的子进程各是多少？
   */
  'descriptor-limit': async () => {
    const file = program(`
      import { spawnSync } from 'node:child_process';
      import { readFileSync } from 'node:fs';
      const limit = /open files +(\\d+)/.exec(readFileSync('/proc/self/limits', 'utf8'))[1];
      const child = spawnSync('sh', ['-c', 'ulimit -Sn'], { encoding: 'utf8' }).stdout.trim();
      console.log('Node.js ' + limit + ', its child ' + child);`);
    const line = `ulimit -Sn 300; ulimit -Hn 500; "${node}" ${file}`;
    return (await text(spawn('sh', ['-c', line]).stdout)).trim();
  },

  /**
   * `readFileSync(0)`, while nothing has come yet, by whether `process.stdin` was touched before.
   * @zh 还没有输入时调用 `readFileSync(0)`，看之前有没有碰过 `process.stdin`。
   */
  'read-stdin-sync': async () => {
    const read = async (touch: string): Promise<string> => {
      const file = program(`
        import { readFileSync, writeSync } from 'node:fs';
        ${touch}
        writeSync(2, 'reads');
        try { console.log(readFileSync(0, 'utf8').trim()); } catch ({ code }) { console.log(code); }`);
      // A pipe of the shell, into which nothing is written until it reads.
      const line = `{ read go <&3; echo a line; } | "${node}" ${file}`;
      const shell = spawn('sh', ['-c', line], {
        stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      });
      let said = '';
      shell.stdout!.setEncoding('utf8').on('data', (part) => (said += part));
      await once(shell.stderr!, 'data');
      if (touch && !said) await once(shell.stdout!, 'data'); // It does not wait.
      (shell.stdio[3] as NodeJS.WritableStream).end('\n');
      await once(shell, 'close');
      return said.trim();
    };
    return {
      'not touched': await read(''),
      'touched, as by process.stdin.isTTY': await read('process.stdin.isTTY;'),
    };
  },

  /**
   * A program is written by a stream and started: at 'finish', at 'close', and after a rename.
   * @zh 用流写出一个程序再启动它：在 'finish'、在 'close' 时，以及改名之后。
   */
  'start-what-was-written': async () => {
    const tried = async (event: string): Promise<string> => {
      const { stdout } = await run(`
        import { spawn } from 'node:child_process';
        import { createWriteStream, closeSync, openSync, renameSync, writeSync } from 'node:fs';
        const path = '${inTmp('tool-')}' + '${event}'.replace(/\\W/g, '');
        const start = (file) => {
          try { spawn(file).on('error', ({ code }) => console.log(code)).on('exit', (code) => console.log('exit ' + code)); }
          catch ({ code }) { console.log('throws ' + code); }
        };
        if ('${event}' === 'a rename') {
          const fd = openSync(path, 'w', 0o755);
          writeSync(fd, '#!/bin/sh\\nexit 5\\n');
          renameSync(path, path + '2'); // Still the same file, still open.
          start(path + '2');
          closeSync(fd);
        } else {
          const file = createWriteStream(path, { mode: 0o755 });
          file.end('#!/bin/sh\\nexit 5\\n');
          file.on('${event}', () => start(path));
        }`);
      return stdout;
    };
    return {
      "at 'finish'": await tried('finish'),
      "at 'close'": await tried('close'),
      'renamed, still open': await tried('a rename'),
    };
  },
};
