import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { inTmp } from '../../proving-files.ts';
import { endOf, program, run, type Proofs } from '../../proving.ts';
import { Screen, terminal } from '../ctrl-c.terminal.ts';

const node = process.execPath;

/** A program that ends itself by a signal, in one of two ways; 99 where the signal does not end it. */
const endsBy = (signal: string, before = ''): string => `
  process.exitCode = 99;
  ${before}
  process.kill(process.pid, '${signal}');`;

/** A listener that comes and goes. */
const cleared = (signal: string): string =>
  `process.on('${signal}', () => {}); process.removeAllListeners('${signal}');`;

export const proofs: Proofs = {
  /**
   * Values for `process.exit()`, and the exit code that the caller sees.
   * @zh 给 `process.exit()` 的各种值，以及调用者看到的退出码。
   */
  'exit-values': async () => {
    const seen: Record<string, string> = {};
    const values = [
      'null',
      '256',
      '300',
      '-1',
      "'7'",
      '7.5',
      "'seven'",
      'true',
    ];
    for (const value of values) {
      const end = await run(`process.exit(${value});`);
      const refused =
        end.stderr.includes('TypeError') || end.stderr.includes('RangeError');
      seen[`exit(${value})`] = `${endOf(end)}${refused ? ', thrown' : ''}`;
    }
    return seen;
  },

  /**
   * A process sends a signal to itself, without a listener, with one, and after a listener that has come and gone.
   * @zh 进程给自己发信号：没有监听器、有监听器，以及监听器加上又移除之后。
   */
  're-raised': async () => {
    const seen: Record<string, string> = {};
    const listener = (signal: string): string =>
      `process.on('${signal}', () => {});`;
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGPIPE', 'SIGSEGV']) {
      const ends = [
        await run(endsBy(signal)),
        await run(endsBy(signal, listener(signal))),
        await run(endsBy(signal, cleared(signal))),
      ];
      seen[signal] = ends.map(endOf).join('; ');
    }
    return {
      ...seen,
      'SIGUSR1, the third way': endOf(
        await run(endsBy('SIGUSR1', cleared('SIGUSR1'))),
      ),
      'SIGKILL, the first way': endOf(await run(endsBy('SIGKILL'))),
    };
  },

  /**
   * Process 1 sends a signal to itself.
   * @zh 1 号进程给自己发信号。
   * @needs root
   */
  're-raised-as-process-1': () => {
    const tried = (signal: string): string => {
      const file = program(endsBy(signal, cleared(signal)));
      const args = ['--pid', '--fork', '--mount-proc', node, file];
      const { status, signal: by, stderr } = spawnSync('unshare', args);
      if (String(stderr).startsWith('unshare')) throw new Error(String(stderr));
      return by ?? `exit ${status}`;
    };
    return { SIGTERM: tried('SIGTERM'), SIGINT: tried('SIGINT') };
  },

  /**
   * Ctrl-C in a terminal, while a script of the shell runs a wrapper that has seen its program end by SIGINT.
   * @zh 终端里按 Ctrl-C：shell 脚本的循环里正跑着包装命令，它的程序被 SIGINT 结束了。
   */
  'ctrl-c-in-a-loop': async () => {
    const next = async (shell: string, end: string): Promise<string> => {
      const file = program(`
        import { spawn } from 'node:child_process';
        process.on('SIGINT', () => {});
        spawn('sh', ['-c', 'echo ready; exec sleep 60'], { stdio: 'inherit' }).on('exit', (code) => {
          ${end}
        });`);
      const line = `for i in 1 2; do "${node}" ${file}; echo over; exec true; done`;
      const screen = new Screen(terminal([shell, '-c', line]));
      await screen.shows('ready');
      screen.type('\x03');
      await screen.ends();
      return screen.text.includes('over')
        ? 'the script goes on'
        : 'the script ends';
    };
    const raised =
      "process.removeAllListeners('SIGINT'); process.kill(process.pid, 'SIGINT');";
    return {
      'bash, exit(130)': await next('bash', 'process.exit(130);'),
      'bash, exit(null)': await next('bash', 'process.exit(code);'),
      'bash, re-raised': await next('bash', raised),
      'dash, exit(130)': await next('dash', 'process.exit(130);'),
      'dash, re-raised': await next('dash', raised),
    };
  },

  /**
   * SIGTERM for a process that waits in `spawnSync()`: what becomes of it, and of the program?
   * @zh 进程正等在 `spawnSync()` 里，给它发 SIGTERM：它自己和那个程序各怎么样？
   */
  'sigterm-during-sync-call': async () => {
    const sent = async (name: string, listener: string): Promise<string> => {
      const go = inTmp(name);
      const line = `echo ready; while [ ! -e ${go} ]; do sleep 0.1; done; echo program`;
      const file = program(`
        import { spawnSync } from 'node:child_process';
        ${listener}
        spawnSync('sh', ['-c', ${JSON.stringify(line)}], { stdio: 'inherit' });
        console.log('caller');`);
      const caller = spawn(node, [file], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let said = '';
      caller.stdout.setEncoding('utf8').on('data', (text) => (said += text));
      await once(caller.stdout, 'data');
      const [exited, closed] = [once(caller, 'exit'), once(caller, 'close')];
      caller.kill();
      if (!listener) await exited;
      writeFileSync(go, '');
      await closed; // Both have let go of stdout.
      return `${caller.signalCode ?? 'not ended by it'}; to their end: ${said.match(/program|caller/g)?.join(', ')}`;
    };
    return {
      'no listener': await sent('a', ''),
      'a listener': await sent('b', "process.on('SIGTERM', () => {});"),
    };
  },
};
