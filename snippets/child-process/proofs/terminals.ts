import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { inTmp } from '../../proving-files.ts';
import { program, run, type Proofs } from '../../proving.ts';
import { terminal } from '../ctrl-c.terminal.ts';

const node = process.execPath;

/** What a command shows in a terminal of its own. */
async function shown(
  command: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const screen = terminal(command, env);
  const [said] = await Promise.all([text(screen.stdout), once(screen, 'exit')]);
  return said.replaceAll('\r\n', '\n').trim();
}

/** Nothing of ours about colours, and what this says. */
const colours = (set: NodeJS.ProcessEnv): NodeJS.ProcessEnv => {
  const env = { ...process.env, TERM: 'xterm' };
  for (const name of ['FORCE_COLOR', 'NO_COLOR', 'CI', 'COLORTERM'])
    delete (env as NodeJS.ProcessEnv)[name];
  return { ...env, ...set };
};

export const proofs: Proofs = {
  /**
   * `isTTY` and `columns` of stdout, by what is behind it.
   * @zh stdout 的 `isTTY` 和 `columns`，按它后面是什么分。
   */
  'is-tty-values': async () => {
    const file = program(
      "console.log(String(process.stdout.isTTY) + ', columns ' + typeof process.stdout.columns);",
    );
    const inShell = (line: string): Promise<string> => {
      const child = spawn('sh', ['-c', line], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      return text(child.stdout).then((said) => said.trim());
    };
    const command = `"${node}" ${file}`;
    const log = program('', '.log');
    return {
      'a terminal': await shown([node, file]),
      'a child that inherits a terminal': await shown([
        'sh',
        '-c',
        `${command}; true`,
      ]),
      'a pipe': await inShell(`${command} | cat`),
      'a file': await inShell(`${command} > ${log}; cat ${log}`),
    };
  },

  /**
   * Does `styleText()` colour its text: behind a pipe and in a terminal, by the variables for colours?
   * @zh `styleText()` 会给文字上色吗：管道后面和终端里，按管颜色的变量分。
   */
  'colours-by-environment': async () => {
    const file = program(
      "import { styleText } from 'node:util'; console.log(styleText('red', 'word'));",
    );
    const seen: Record<string, string> = {};
    const coloured = (said: string): string =>
      said.includes('\x1b[31m') ? 'coloured' : 'plain';
    const variations: NodeJS.ProcessEnv[] = [
      {},
      { FORCE_COLOR: '1' },
      { NO_COLOR: '1' },
      { NO_COLOR: '1', FORCE_COLOR: '1' },
      { TERM: 'dumb' },
    ];
    for (const set of variations) {
      const env = colours(set);
      const name = Object.entries(set).map(([key, value]) => `${key}=${value}`);
      const pipe = await run(`await import('${file}')`, { env });
      const screen = await shown([node, file], env);
      seen[name.join(' ') || 'nothing set'] =
        `pipe ${coloured(pipe.stdout)}, terminal ${coloured(screen)}`;
    }
    return seen;
  },

  /**
   * A program asks on `/dev/tty`, with stdin ignored: started in a terminal, and without one.
   * @zh 程序不管 stdin，直接到 `/dev/tty` 上提问：在终端里启动，以及没有终端。
   */
  'dev-tty': async () => {
    const ask = (detached: boolean): string =>
      program(`import { spawn } from 'node:child_process';
        const child = spawn('sh', ['-c', 'exec 3</dev/tty && echo it can ask'], {
          stdio: ['ignore', 'pipe', 'pipe'], detached: ${detached} });
        for (const stream of [child.stdout, child.stderr])
          stream.setEncoding('utf8').on('data', (text) => console.log(text.split(': ').at(-1).trim()));`);
    const alone = spawn(node, [ask(false)], {
      detached: true, // A session without a terminal.
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const said = await text(alone.stdout);
    return {
      'in a terminal': await shown([node, ask(false)]),
      'in a terminal, detached': await shown([node, ask(true)]),
      'no terminal': said.trim(),
    };
  },

  /**
   * A program has put the terminal into raw mode, and ends: in which mode does it leave the terminal?
   * @zh 程序把终端设成 raw 模式后结束：终端留在什么模式？
   */
  'raw-mode-left': async () => {
    const left = async (how: string): Promise<string> => {
      const file = program(`process.stdin.setRawMode(true); ${how}`);
      const line = `"${node}" ${file} 2>/dev/null; stty -a`;
      const said = await shown(['sh', '-c', line]);
      return said.includes('-icanon') ? 'raw' : 'as it was';
    };
    return {
      'process.exit()': await left('process.exit();'),
      'an uncaught error': await left("throw new Error('mine');"),
      SIGTERM: await left(
        'process.kill(process.pid); setTimeout(() => {}, 60_000);',
      ),
      SIGKILL: await left("process.kill(process.pid, 'SIGKILL');"),
    };
  },

  /**
   * A Node.js program writes a long text to stdout, then an error to stderr; both lead to one place.
   * @zh Node.js 程序先往 stdout 写一段长文字，再往 stderr 写一句错误；两路通向同一处。
   */
  'order-in-one-place': async () => {
    const file = program(`
      import { writeFileSync } from 'node:fs';
      process.stdout.write('o'.repeat(8_000_000) + '\\n');
      process.stderr.write('the error\\n');
      writeFileSync('${inTmp('written')}', '');`);
    const order = (said: string): string => {
      const at = said.indexOf('the error');
      return at === 0
        ? 'the error first'
        : at < 8_000_000
          ? 'the error in the middle of the text'
          : 'in the order of writing';
    };
    const child = spawn('sh', ['-c', `"${node}" ${file} 2>&1`]);
    while (!existsSync(inTmp('written'))) await sleep(20); // Nobody reads yet.
    const pipe = await text(child.stdout);
    const log = program('', '.log');
    const line = `"${node}" ${file} > ${log} 2>&1; cat ${log}`;
    return {
      'a pipe': order(pipe),
      'a file': order(await text(spawn('sh', ['-c', line]).stdout)),
    };
  },
};
