import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { endOf, program, run, type Proofs } from '../../proving.ts';
import { lasts } from './ending.ts';

const node = process.execPath;

/** Ends with its code or signal. */
async function end(child: ChildProcess): Promise<string> {
  const [code, signal] = await once(child, 'close');
  return endOf({ code, signal });
}

/** Says whether a child waits for a reader of `stream`, and what happens once there is one. */
async function unread(line: string, stream: 'stdout' | 'stderr') {
  const child = spawn('sh', ['-c', line]);
  if (stream === 'stderr') child.stdout.resume();
  const ended = end(child);
  let before = -1;
  // Until nothing more has come in for a second.
  while (before !== child[stream].readableLength || before === 0) {
    before = child[stream].readableLength;
    await sleep(1000);
  }
  const early = child.exitCode === null ? 'waits' : 'ended';
  child[stream].resume();
  return `${early}, and when it is read: ${await ended}`;
}

export const proofs: Proofs = {
  /**
   * 4 MB that nobody reads, on stdout, or on stderr while stdout is read.
   * @zh 4 MB 输出没人读：在 stdout 上，或在 stderr 上而只读 stdout。
   */
  'unread-output-waits': async () => ({
    stdout: await unread('head -c 4000000 /dev/zero', 'stdout'),
    stderr: await unread('head -c 4000000 /dev/zero >&2', 'stderr'),
    'stdout of a Node.js child': await unread(
      `"${node}" -e 'process.stdout.write("x".repeat(4e6))'`,
      'stdout',
    ),
  }),

  /**
   * A few bytes that nobody reads: do 'exit' and 'close' come, and are the bytes still there for a later reader?
   * @zh 几个字节没人读：'exit' 和 'close' 会来吗，之后再来读还在吗？
   */
  'unread-few-bytes': async () => {
    const seen: string[] = [];
    const child = spawn('echo', ['a line']);
    for (const name of ['exit', 'close'])
      child.on(name, () => seen.push(`'${name}'`));
    await once(child, 'close');
    const late = child.stdout.read() as Buffer | null;
    return `${seen.join(', ')}; read after that: ${late ? 'there' : 'gone'}`;
  },

  /**
   * What kind of file is the child's stdout?
   * @zh 子进程的 stdout 是哪一种文件？
   */
  'stdio-kinds': async () => {
    const kind = `const stat = require('fs').fstatSync(1);
      console.error(stat.isSocket() ? 'socket' : stat.isFIFO() ? 'pipe' : 'device');`;
    const of = async (stdout: 'pipe' | 'ignore'): Promise<string> => {
      const stdio = ['ignore', stdout, 'pipe'] as const;
      const child = spawn(node, ['-e', kind], { stdio: [...stdio] });
      return (await text(child.stderr!)).trim();
    };
    const inShell = async (): Promise<string> => {
      const line = `"${node}" ${program(kind, '.cjs')} | cat`;
      return (await text(spawn('sh', ['-c', line]).stderr)).trim();
    };
    return {
      "'pipe'": await of('pipe'),
      "'ignore'": await of('ignore'),
      'in a pipe of the shell': await inShell(),
    };
  },

  /**
   * A child reads its stdin by the name `/dev/stdin`.
   * @zh 子进程用 `/dev/stdin` 这个名字读自己的 stdin。
   */
  'dev-stdin-by-name': async () => {
    const copied = async (line: string): Promise<string> => {
      const child = spawn('sh', ['-c', line]);
      child.stdin.on('error', () => {});
      child.stdin.end('hi');
      const [out, err] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
      ]);
      return out || err.split(': ').at(-1)!.trim();
    };
    return {
      'from Node': await copied('cat /dev/stdin'),
      'behind a pipe of the shell': await copied('cat | cat /dev/stdin'),
      'cat alone': await copied('cat'),
    };
  },

  /**
   * A program writes without end, and its reader goes away.
   * @zh 程序不停地写，读的一方走了。
   */
  'writer-loses-reader': async () => {
    const ended = async (child: ChildProcess): Promise<string> => {
      await once(child.stdout!, 'data');
      child.stdout!.destroy();
      return end(child);
    };
    const endless = "setInterval(() => console.log('a line'), 1)";
    const script = `process.stdout.on('error', ({ code }) => { console.error(code); process.exit(3); }); ${endless}`;
    return {
      yes: await ended(spawn('yes')),
      'Node.js, no listener': await ended(spawn(node, ['-e', endless])),
      'Node.js, listening': await ended(spawn(node, ['-e', script])),
    };
  },

  /**
   * A Node.js tool whose reader is gone, by how it guards itself.
   * @zh Node.js 工具的读者走了，看它怎样防备。
   */
  'stdout-epipe-guards': async () => {
    const ended = async (guard: string, write = "console.log('x')") => {
      const file = program(`
        ${guard}
        let turns = 0;
        const timer = setInterval(() => {
          ${write};
          if (++turns === 200) { clearInterval(timer); process._rawDebug('wrote on'); }
        }, 5);`);
      const child = spawn(node, [file]);
      await once(child.stdout, 'data');
      child.stdout.destroy();
      const [said, how] = await Promise.all([text(child.stderr), end(child)]);
      return `${how}${said.includes('wrote on') ? ', wrote on to the end' : ''}`;
    };
    const stop = '({ code }) => process.exit(code === "EPIPE" ? 0 : 1)';
    return {
      nothing: await ended(''),
      'try and catch': await ended('', 'try { console.log("x") } catch {}'),
      "'uncaughtException' ignored": await ended(
        "process.on('uncaughtException', () => {});",
      ),
      "'error' on stdout": await ended(`process.stdout.on('error', ${stop});`),
    };
  },

  /**
   * Much input for a child that ends without reading it.
   * @zh 给子进程大量输入，它不读就结束了。
   */
  'stdin-not-read': async () => {
    const ended = async (listener: string): Promise<string> => {
      const { code, signal, stdout } = await run(`
        import { spawn } from 'node:child_process';
        const child = spawn('true');
        ${listener}
        child.stdin.write(Buffer.alloc(1_000_000));
        child.on('close', (code) => console.log('the child: exit', code));`);
      return `${stdout || 'no word of the child'}, the parent: ${endOf({ code, signal })}`;
    };
    return {
      'no listener': await ended(''),
      "'error' on child": await ended("child.on('error', () => {});"),
      "'error' on child.stdin": await ended(
        "child.stdin.on('error', () => {});",
      ),
    };
  },

  /**
   * A status line that ends with a carriage return: when does the reader get it?
   * @zh 以回车符结尾的状态行：读的一方什么时候拿到？
   */
  'carriage-return-lines': async () => {
    const input = new PassThrough();
    const lines: string[] = [];
    const reader = createInterface({ input, crlfDelay: Infinity });
    reader.on('line', (line) => lines.push(line));
    for (const frame of [1, 2, 3]) {
      input.write(`frame=${frame}\r`);
      await new Promise(setImmediate);
    }
    const split = 'frame=1\rframe=2\rframe=3\r'.split('\n');
    return {
      readline: `${lines.length} lines while it runs`,
      "split('\\n')": `${split.length - 1} lines while it runs`,
    };
  },

  /**
   * A file that cannot be read is given to a child by `pipe()` and by `pipeline()`: does the child get an end?
   * @zh 用 `pipe()` 和 `pipeline()` 把一个读不了的文件交给子进程：子进程等得到结束吗？
   */
  'pipe-and-pipeline-errors': async () => {
    const imports = `
      import { createReadStream } from 'node:fs';
      import { pipeline } from 'node:stream/promises';
      const child = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
      process.on('exit', () => child.kill());
      const file = createReadStream('/no/such/file').on('error', () => {});`;
    const child = (outcome: string): string =>
      outcome === 'stays' ? 'it waits' : 'it ends';
    return {
      'pipe()': child(await lasts(`${imports} file.pipe(child.stdin);`)),
      'pipeline()': child(
        await lasts(`${imports} pipeline(file, child.stdin).catch(() => {});`),
      ),
    };
  },

  /**
   * A stream is piped to the child's stdin: does the child learn of its end?
   * @zh 把流接到子进程的 stdin：子进程知道它结束了吗？
   */
  'stdin-ended-by': async () => {
    const file = join(tmpdir(), 'words');
    writeFileSync(file, 'b\na\n');
    const piped = spawn('sort');
    createReadStream(file).pipe(piped.stdin);
    const written = spawn('sort');
    let early = 'silent';
    written.stdout.once('data', () => (early = 'spoke'));
    await new Promise((resolve) => written.stdin.write('b\na\n', resolve));
    await end(piped); // A whole sort later, it still waits.
    const before = early;
    written.stdin.end();
    await once(written, 'close');
    return {
      'pipe()': endOf({ code: piped.exitCode, signal: null }),
      'write() alone': `${before}, and after end(): ${early}`,
    };
  },
};
