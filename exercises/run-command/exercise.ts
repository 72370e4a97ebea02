import { getEventListeners, once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { exercise } from '../kit/types.ts';
import { outcomeOf, show, story, type Outcome } from '../kit/story.ts';
import { until } from '../kit/until.ts';
import type { CommandError, Limits, Result } from './skeleton.ts';
import type { Step } from './program.ts';

interface Solution {
  run: (command: string, args: readonly string[], limits?: Limits) => Promise<Result>;
}

const program = fileURLToPath(new URL('./program.ts', import.meta.url));

/** A program of the judge that does these steps, as the arguments of run(). */
const doing = (...steps: Step[]): [command: string, args: string[]] => [
  process.execPath,
  [program, JSON.stringify(steps)],
];

/** Runs; a throw at once is told as what it is. */
function attempt(
  { run }: Solution,
  [command, args]: [string, string[]],
  limits?: Limits,
): Promise<Outcome> {
  try {
    return outcomeOf(run(command, args, limits));
  } catch (error) {
    story.must(
      false,
      `run() itself threw ${show(error)}, instead of a promise that rejects`,
      `run() 自己抛出了 ${show(error)}，而不是返回会拒绝的 promise`,
    );
  }
}

/** The programs that are there: each holds a connection, which the kernel closes when it is gone, however that comes. */
class Meeting {
  readonly #server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (name) => {
      this.#there.set(name.toString().trim(), socket);
      this.#arrived();
    });
  });
  readonly #there = new Map<string, Socket>();
  #arrived = (): void => {};

  static async open(): Promise<Meeting> {
    const meeting = new Meeting();
    meeting.#server.listen(0, '127.0.0.1');
    await once(meeting.#server, 'listening');
    return meeting;
  }

  /** The step of a program that comes here. */
  step(name: string): Step {
    return { do: 'meet', port: (this.#server.address() as AddressInfo).port, name };
  }

  has = (name: string): boolean => this.#there.has(name);

  async comes(name: string): Promise<void> {
    while (!this.#there.has(name)) await new Promise<void>((resolve) => (this.#arrived = resolve));
  }

  go(name: string): void {
    this.#there.get(name)!.write('go\n');
  }

  /** Waits until it is gone. */
  async gone(name: string): Promise<void> {
    const socket = this.#there.get(name)!;
    socket.resume();
    if (!socket.closed) await once(socket, 'close');
    this.#there.delete(name);
  }
}

const short = (text: unknown): string => {
  const shown = show(text);
  return shown.length > 120 ? `${shown.slice(0, 60)}… (${String(text).length} characters)` : shown;
};

function told(outcome: Outcome): [en: string, zh: string] {
  if ('error' in outcome) {
    const { reason } = outcome.error as Partial<CommandError>;
    const text = `${show(outcome.error)}${reason ? `, reason ${show(reason)}` : ''}`;
    return [`it failed with ${text}`, `以 ${text} 失败`];
  }
  const { code, signal, stdout, stderr } = (outcome.value ?? {}) as Partial<Result>;
  const text = `code ${code}, signal ${signal}, stdout ${short(stdout)}, stderr ${short(stderr)}`;
  return [`it gave ${text}`, `得到 ${text}`];
}

/** It gave this result. */
function gave(outcome: Outcome, wanted: Partial<Result>): Result {
  const result = ('value' in outcome ? outcome.value : undefined) as Result | undefined;
  const fits =
    typeof result === 'object' &&
    Object.entries(wanted).every(([name, value]) => result[name as keyof Result] === value);
  story.must(fits, ...told(outcome));
  return result!;
}

/** It failed for this reason. */
function failed(outcome: Outcome, reason: CommandError['reason']): CommandError {
  const error = ('error' in outcome ? outcome.error : undefined) as CommandError | undefined;
  story.must(error instanceof Error && error.reason === reason, ...told(outcome));
  return error;
}

const tree = (steps: Step[], stdio: 'inherit' | 'ignore' = 'inherit'): Step => ({
  do: 'start',
  steps,
  stdio,
});

export default exercise<Solution>({
  title: { en: 'Run a command', zh: '运行一个命令' },
  minutes: 40,
  task: {
    en: 'Write `run(command, args, { timeLimit, outputLimit, signal })`: it runs a program without a shell and gives its code, its signal and all that it printed. It fails, and says why, where the program cannot be started, takes too long, prints too much or is aborted. In every case nothing of the program is left: a signal reaches one process, and what that one had started goes on, and may hold the pipes that you read. POSIX is enough: nothing needs to work on Windows.',
    zh: '写 `run(command, args, { timeLimit, outputLimit, signal })`：不经过 shell 运行一个程序，给出退出码、信号和全部输出。程序启动不了、超时、输出太多或被中止时，它要失败，并说清原因。不管哪种情况，都不能留下任何进程：信号只到达一个进程，它启动的那些会继续运行，还可能占着你在读的管道。只要求 POSIX，不必支持 Windows。',
  },
  sections: ['child-process#kill', 'child-process#exit-vs-close', 'child-process#failures'],
  question: 'kill-tree',
  hints: [
    {
      en: "Three events can end the story: 'error', 'exit', 'close'. Which of them comes when, and which may never come?",
      zh: "能结束故事的有三个事件：'error'、'exit'、'close'。各自什么时候来，哪一个可能永远不来？",
    },
    {
      en: 'A child that is started with `detached: true` leads a process group. process.kill(-pid, …) reaches all of it, and still does when the leader itself is gone.',
      zh: '用 `detached: true` 启动的子进程是一个进程组的组长。process.kill(-pid, …) 能送到整个组，组长自己不在了也一样。',
    },
    {
      en: "Note the first reason, kill the group, and go on reading; kill the group at 'exit' as well. Settle at 'close' alone (and at 'error', where nothing has started). Keep Buffers, and decode them at the end.",
      zh: "记下第一个原因，杀掉整个组，继续读；'exit' 时也杀一次组。只在 'close' 落定（没启动起来时则是 'error'）。保存 Buffer，最后再解码。",
    },
  ],
  demands: [
    {
      id: 'result',
      says: {
        en: 'It gives what the program printed and how it ended; the arguments arrive as they are.',
        zh: '给出程序的输出和结局；参数原样送达。',
      },
      async check(solution) {
        story.step('run(a program that prints and exits with 3)', 'run(打印后以 3 退出的程序)');
        story.expect(
          'code 3, signal null, stdout "out", stderr "err"',
          'code 3，signal null，stdout "out"，stderr "err"',
        );
        gave(
          await attempt(
            solution,
            doing(
              { do: 'print', to: 1, text: 'out' },
              { do: 'print', to: 2, text: 'err' },
              { do: 'exit', code: 3 },
            ),
          ),
          { code: 3, signal: null, stdout: 'out', stderr: 'err' },
        );
        story.begin();
        story.step('run(a program that ends by SIGTERM)', 'run(因 SIGTERM 结束的程序)');
        story.expect('code null, signal SIGTERM', 'code null，signal SIGTERM');
        gave(await attempt(solution, doing({ do: 'kill itself', signal: 'SIGTERM' })), {
          code: null,
          signal: 'SIGTERM',
        });
        story.begin();
        const args = ['', 'a b', '$HOME', '"', "'; exit 1", '*', '\\', '中文'];
        story.step(
          `run(a program that prints its arguments: ${show(args)})`,
          `run(打印自己参数的程序：${show(args)})`,
        );
        story.expect('it prints the same arguments', '打印出同样的参数');
        const [command, own] = doing({ do: 'print arguments' });
        gave(await attempt(solution, [command, [...own, ...args]]), {
          code: 0,
          stdout: JSON.stringify(args),
        });
      },
    },
    {
      id: 'output',
      says: {
        en: 'Output is complete and every character whole, however it is cut into chunks; stdin is at its end.',
        zh: '输出完整，不管怎么分块字符都不破；stdin 一读就到头。',
      },
      async check(solution) {
        story.step('run(a program that reads stdin to its end)', 'run(把 stdin 读到底的程序)');
        story.expect('it reads 0 bytes and ends', '它读到 0 字节后结束');
        gave(await attempt(solution, doing({ do: 'read stdin' })), { code: 0, stdout: '0 bytes' });
        // Nothing divides into chunks of any power of two where a character has three bytes.
        for (const start of ['', 'a', 'ab']) {
          story.begin();
          story.step(
            `run(a program that prints ${show(start)}, 400,000 times "中" on stdout and on stderr, and exits at once)`,
            `run(在 stdout 和 stderr 各打印 ${show(start)} 和 40 万个「中」后马上退出的程序)`,
          );
          story.expect('both are complete', '两边都完整');
          const steps = ([1, 2] as const).flatMap((to): Step[] => [
            { do: 'print', to, text: start },
            { do: 'print', to, text: '中', times: 400_000 },
          ]);
          const outcome = await attempt(solution, doing(...steps, { do: 'exit', code: 0 }));
          const result = gave(outcome, { code: 0 });
          const whole = start + '中'.repeat(400_000);
          for (const name of ['stdout', 'stderr'] as const) {
            const text = result[name];
            let right = 0;
            while (right < whole.length && text[right] === whole[right]) right++;
            story.must(
              text === whole,
              `${name} has ${text.length} characters instead of ${whole.length}; it is right up to number ${right}, then comes ${show(text.slice(right, right + 3))}`,
              `${name} 有 ${text.length} 个字符，应为 ${whole.length} 个；前 ${right} 个是对的，接着是 ${show(text.slice(right, right + 3))}`,
            );
          }
        }
      },
    },
    {
      id: 'start',
      says: {
        en: "What cannot be started fails with the reason 'start' and Node's error as its cause.",
        zh: "启动不了就失败：原因是 'start'，cause 是 Node 给出的错误。",
      },
      async check(solution) {
        const locked = join(mkdtempSync(join(tmpdir(), 'locked-')), 'program');
        writeFileSync(locked, '#!/bin/sh\n');
        chmodSync(locked, 0o644);
        const cases: [en: string, zh: string, [string, string[]]][] = [
          ['a program that does not exist', '不存在的程序', ['no-such-program', []]],
          ['a file that may not be executed', '没有执行权限的文件', [locked, []]],
          ['a program with a zero byte in an argument', '参数里有零字节的程序', ['true', ['a\0b']]],
          ['a program with an argument of 8 MB', '参数有 8 MB 的程序', ['true', ['a'.repeat(8e6)]]],
        ];
        for (const [en, zh, command] of cases) {
          story.begin();
          story.step(`run(${en})`, `run(${zh})`);
          story.expect(
            "it fails with the reason 'start', and its cause has Node's code",
            "以原因 'start' 失败，cause 带着 Node 的错误码",
          );
          const error = failed(
            await attempt(solution, command, { timeLimit: 2 ** 30, outputLimit: 10 }),
            'start',
          );
          story.must(
            typeof (error.cause as NodeJS.ErrnoException | undefined)?.code === 'string',
            `its cause is ${show(error.cause)}`,
            `cause 是 ${show(error.cause)}`,
          );
        }
      },
    },
    {
      id: 'limit',
      says: {
        en: 'outputLimit counts the bytes of both streams together: exactly that many are allowed, one more fails, also at the very end.',
        zh: 'outputLimit 把两个流的字节合在一起数：刚好那么多可以，多一个字节就失败，最后一刻也算。',
      },
      async check(solution) {
        // "é" is one character and two bytes.
        const both = (out: string): [string, string[]] =>
          doing(
            { do: 'print', to: 1, text: out },
            { do: 'print', to: 2, text: 'é'.repeat(500) },
            { do: 'exit', code: 0 },
          );
        story.step(
          'run(a program that prints 1000 bytes on each stream, outputLimit: 2000)',
          'run(每个流打印 1000 字节的程序，outputLimit: 2000)',
        );
        story.expect('it succeeds', '成功');
        gave(await attempt(solution, both('é'.repeat(500)), { outputLimit: 2000 }), { code: 0 });
        story.begin();
        story.step(
          'run(a program that prints 1001 bytes on stdout and 1000 on stderr, outputLimit: 2000)',
          'run(stdout 打印 1001 字节、stderr 打印 1000 字节的程序，outputLimit: 2000)',
        );
        story.expect("it fails with the reason 'output'", "以原因 'output' 失败");
        failed(
          await attempt(solution, both(`${'é'.repeat(500)}a`), { outputLimit: 2000 }),
          'output',
        );
        for (const to of [1, 2] as const) {
          story.begin();
          const name = to === 1 ? 'stdout' : 'stderr';
          story.step(
            `run(a program that ignores SIGTERM and prints on ${name} for ever, outputLimit: 100000)`,
            `run(忽略 SIGTERM、往 ${name} 无休止打印的程序，outputLimit: 100000)`,
          );
          story.expect(
            "it fails with the reason 'output', and the program is gone",
            "以原因 'output' 失败，程序也没了",
          );
          const meeting = await Meeting.open();
          const running = attempt(
            solution,
            doing({ do: 'ignore SIGTERM' }, meeting.step('flood'), { do: 'flood', to }),
            { outputLimit: 100_000 },
          );
          await meeting.comes('flood');
          meeting.go('flood');
          failed(await running, 'output');
          await meeting.gone('flood');
        }
      },
    },
    {
      id: 'time',
      says: {
        en: 'What takes longer than timeLimit fails, also where it ignores SIGTERM; the error holds what was printed.',
        zh: '超过 timeLimit 就失败，忽略 SIGTERM 也一样；错误里带着已经打印的内容。',
      },
      async check(solution) {
        const meeting = await Meeting.open();
        // Time: how long a program takes to begin is not known, so the limit grows until it had begun.
        for (let timeLimit = 200; ; timeLimit *= 2) {
          story.begin();
          story.step(
            `run(a program that ignores SIGTERM, prints "begun", and never ends, timeLimit: ${timeLimit})`,
            `run(忽略 SIGTERM、打印 "begun" 后永不结束的程序，timeLimit: ${timeLimit})`,
          );
          story.expect("it fails with the reason 'time'", "以原因 'time' 失败");
          const outcome = await attempt(
            solution,
            doing(
              { do: 'ignore SIGTERM' },
              { do: 'print', to: 1, text: 'begun' },
              meeting.step('endless'),
            ),
            { timeLimit },
          );
          const error = failed(outcome, 'time');
          if (!meeting.has('endless')) continue;
          story.expect(
            'the error\'s stdout is "begun", and the program is gone',
            '错误的 stdout 是 "begun"，程序也没了',
          );
          story.must(
            error.stdout === 'begun',
            `its stdout is ${show(error.stdout)}`,
            `stdout 是 ${show(error.stdout)}`,
          );
          await meeting.gone('endless');
          return;
        }
      },
    },
    {
      id: 'tree',
      says: {
        en: 'Nothing of the tree is left, whether the program ended by itself or was ended; whoever holds its pipes keeps nobody waiting.',
        zh: '不管程序是自己结束还是被结束，它的整棵进程树都不留；占着管道的也不能让人等。',
      },
      async check(solution) {
        const ends: [en: string, zh: string, how: 'exits' | 'aborted' | 'floods'][] = [
          ['the program exits with 0', '程序以 0 退出', 'exits'],
          ['it is aborted', '中止', 'aborted'],
          ['the program prints too much', '程序输出太多', 'floods'],
        ];
        for (const stdio of ['inherit', 'ignore'] as const)
          for (const [en, zh, how] of ends) {
            if (stdio === 'ignore' && how === 'floods') continue;
            story.begin();
            const meeting = await Meeting.open();
            const abort = new AbortController();
            const holds = stdio === 'inherit';
            story.step(
              `run(a program with a child and a grandchild that ignore SIGTERM and never end, and ${holds ? 'hold its pipes' : 'do not hold its pipes'})`,
              `run(程序有一个子进程和一个孙进程，都忽略 SIGTERM、永不结束，${holds ? '还占着它的管道' : '没占它的管道'})`,
            );
            const grandchild: Step[] = [{ do: 'ignore SIGTERM' }, meeting.step('grandchild')];
            const child: Step[] = [
              { do: 'ignore SIGTERM' },
              tree(grandchild, stdio),
              meeting.step('child'),
            ];
            const running = attempt(
              solution,
              doing(
                tree(child, stdio),
                { do: 'print', to: 1, text: 'all' },
                meeting.step('program'),
                ...(how === 'floods' ? [{ do: 'flood', to: 2 } as const] : []),
                { do: 'exit', code: 0 },
              ),
              { signal: abort.signal, outputLimit: 100_000 },
            );
            story.expect('all three begin', '三个都开始运行');
            for (const name of ['program', 'child', 'grandchild']) await meeting.comes(name);
            story.step(en, zh);
            story.expect('the promise settles', 'promise 落定');
            if (how === 'aborted') abort.abort();
            else meeting.go('program');
            const outcome = await running;
            if (how === 'exits') gave(outcome, { code: 0, signal: null, stdout: 'all' });
            else failed(outcome, how === 'aborted' ? 'abort' : 'output');
            for (const [name, zhName] of [
              ['program', '程序'],
              ['child', '子进程'],
              ['grandchild', '孙进程'],
            ] as const) {
              story.expect(`the ${name} is gone`, `${zhName}没了`);
              await meeting.gone(name);
            }
          }

        // Whether there is something unread at the very moment of the exit is chance, so it has three.
        for (let round = 0; round < 3; round++) {
          story.begin();
          const meeting = await Meeting.open();
          const file = join(mkdtempSync(join(tmpdir(), 'count-')), 'bytes');
          const taken = (): number => (existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0);
          story.step(
            'run(a program whose child prints on its stdout for ever)',
            'run(程序的子进程往它的 stdout 无休止地打印)',
          );
          const running = attempt(
            solution,
            doing(
              tree([meeting.step('child'), { do: 'flood', to: 1, file }]),
              meeting.step('program'),
              { do: 'exit', code: 0 },
            ),
          );
          story.expect('both begin', '两个都开始运行');
          for (const name of ['program', 'child']) await meeting.comes(name);
          meeting.go('child');
          story.expect('what the child prints is read', '子进程打印的内容有人读');
          // More than a pipe takes.
          await until(() => taken() >= 1e6);
          story.step('the program exits with 0', '程序以 0 退出');
          meeting.go('program');
          story.expect(
            'the child is ended, and all that the pipe had taken until then is in stdout',
            '子进程被结束，此前管道收下的内容全在 stdout 里',
          );
          const { stdout } = gave(await running, { code: 0 });
          await meeting.gone('child');
          story.must(
            stdout.length >= taken(),
            `${taken()} bytes went into the pipe, and ${stdout.length} are in stdout`,
            `管道收下了 ${taken()} 字节，stdout 里有 ${stdout.length} 字节`,
          );
        }
      },
    },
    {
      id: 'abort',
      says: {
        en: "An abort fails it with the signal's reason as cause, also before it starts; a run leaves no listener on the signal and no timer.",
        zh: '中止让它失败，cause 是 signal 的 reason，启动前就中止也一样；运行过后，signal 上不留监听器，也不留定时器。',
      },
      async check(solution) {
        const abort = new AbortController();
        const listeners = (): number => getEventListeners(abort.signal, 'abort').length;
        const timers = (): number =>
          process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
        const before = timers();
        const quiet = async (): Promise<void> => {
          await turn();
          story.expect(
            'no listener is left on the signal, and no timer',
            'signal 上没有监听器，也没有定时器',
          );
          story.must(
            listeners() === 0,
            `${listeners()} listeners are left`,
            `还有 ${listeners()} 个监听器`,
          );
          const left = timers() - before;
          story.must(left <= 0, `${left} timers are left`, `还有 ${left} 个定时器`);
        };
        const limits = { signal: abort.signal, timeLimit: 2 ** 30 };

        story.step(
          'run(a program that exits with 0, with a signal and a long timeLimit)',
          'run(以 0 退出的程序，带 signal 和很长的 timeLimit)',
        );
        story.expect('it succeeds', '成功');
        gave(await attempt(solution, doing({ do: 'exit', code: 0 }), limits), { code: 0 });
        await quiet();

        story.begin();
        story.step(
          'run(a program that does not exist, with a signal and a long timeLimit)',
          'run(不存在的程序，带 signal 和很长的 timeLimit)',
        );
        story.expect("it fails with the reason 'start'", "以原因 'start' 失败");
        failed(await attempt(solution, ['no-such-program', []], limits), 'start');
        await quiet();

        story.begin();
        const meeting = await Meeting.open();
        const names = ['first', 'second'];
        story.step(
          'two runs with the same signal, of programs that print "begun", ignore SIGTERM and never end',
          '用同一个 signal 运行两个程序：打印 "begun"，忽略 SIGTERM，永不结束',
        );
        const running = names.map((name) =>
          attempt(
            solution,
            doing(
              { do: 'ignore SIGTERM' },
              { do: 'print', to: 1, text: 'begun' },
              meeting.step(name),
            ),
            limits,
          ),
        );
        story.expect('both begin', '两个都开始运行');
        for (const name of names) await meeting.comes(name);
        const why = new Error('enough');
        story.step('the signal is aborted', '中止 signal');
        const aborted = (outcome: Outcome): CommandError => {
          story.expect(
            "it fails with the reason 'abort', and its cause is the signal's reason",
            "以原因 'abort' 失败，cause 是 signal 的 reason",
          );
          const error = failed(outcome, 'abort');
          story.must(
            error.cause === why,
            `its cause is ${show(error.cause)}`,
            `cause 是 ${show(error.cause)}`,
          );
          return error;
        };
        abort.abort(why);
        for (const outcome of running) {
          const { stdout } = aborted(await outcome);
          story.expect('the error\'s stdout is "begun"', '错误的 stdout 是 "begun"');
          story.must(
            stdout === 'begun',
            `its stdout is ${show(stdout)}`,
            `stdout 是 ${show(stdout)}`,
          );
        }
        story.expect('both programs are gone', '两个程序都没了');
        for (const name of names) await meeting.gone(name);
        await quiet();

        story.begin();
        story.step(
          'run(a program, with a signal that is aborted already)',
          'run(某个程序，signal 早已中止)',
        );
        aborted(await attempt(solution, doing(meeting.step('late')), limits));
        await quiet();
      },
    },
  ],
});
