import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { exercise } from '../kit/types.ts';
import { outcomeOf, show, story, type Outcome } from '../kit/story.ts';
import { until } from '../kit/until.ts';
import type { Command, StageError } from './skeleton.ts';

interface Solution {
  pipePrograms: (commands: readonly Command[], input: Readable, output: Writable) => Promise<void>;
}

/** Children of this process that are there now; a solution cannot hide one. */
const alive = new Set<ChildProcess>();
subscribe('child_process', (message) => {
  const { process: child } = message as { process: ChildProcess };
  child.once('spawn', () => alive.add(child));
  child.once('exit', () => alive.delete(child));
});

const file = fileURLToPath(new URL('./stage.ts', import.meta.url));
const stage = (what: string, ...args: string[]): Command => [
  process.execPath,
  [file, what, ...args],
];
const shell = (line: string): Command => ['sh', ['-c', line]];
const cat: Command = ['cat', []];
const temporary = (): string => join(mkdtempSync(join(tmpdir(), 'stage-')), 'file');
const nothing = (): Readable => Readable.from([]);

/** An output that keeps what comes, and takes nothing while it is held. */
class Sink extends Writable {
  readonly chunks: Buffer[] = [];
  #held: boolean;
  #taken: (() => void) | undefined;

  constructor(held = false) {
    super();
    this.#held = held;
    this.on('error', () => {});
  }

  override _write(chunk: Buffer, _encoding: string, taken: () => void): void {
    this.chunks.push(chunk);
    if (this.#held) this.#taken = taken;
    else taken();
  }

  letGo(): void {
    this.#held = false;
    this.#taken?.();
  }

  get bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }
}

/** An input that never ends. */
const endless = (): Readable =>
  new Readable({
    read() {
      setImmediate(() => this.push('line\n'));
    },
  });

/** Stages that are told by what they do. */
const inChinese: Record<string, string> = {
  'ignores SIGTERM and never ends': '忽略 SIGTERM、永不结束',
  'closes its stdout, and exits with 3 later': '关掉 stdout，过后以 3 退出',
  'reads nothing yet': '暂时不读',
};

function attempt(
  { pipePrograms }: Solution,
  names: readonly string[],
  commands: readonly Command[],
  input: Readable,
  output: Writable,
  to: [en: string, zh: string] = ['output', ' output'],
): Promise<Outcome> {
  const list = names.join(' | ');
  const listZh = names.map((name) => inChinese[name] ?? name).join(' | ');
  story.step(`pipePrograms(${list}), to ${to[0]}`, `pipePrograms(${listZh})，接到${to[1]}`);
  input.on('error', () => {});
  // One that throws at once breaks what it was asked for as well.
  return outcomeOf(
    new Promise<void>((resolve) => resolve(pipePrograms(commands, input, output))).finally(() => {
      left = alive.size;
    }),
  );
}

/** How many children there were when it settled. */
let left = 0;

const told = (outcome: Outcome): [en: string, zh: string] =>
  'value' in outcome
    ? ['it resolved', '它完成了']
    : [`it failed with ${show(outcome.error)}`, `以 ${show(outcome.error)} 失败`];

function none(): void {
  story.expect('no child is left when it settles', '落定时没有子进程还活着');
  story.must(left === 0, `${left} children were alive`, `还有 ${left} 个子进程活着`);
}

function resolved(outcome: Outcome): void {
  story.must('value' in outcome, ...told(outcome));
  none();
}

function failed(outcome: Outcome, wanted: Partial<StageError>): StageError {
  const error = ('error' in outcome ? outcome.error : {}) as StageError;
  const fits = Object.entries(wanted).every(
    ([name, value]) => error[name as keyof StageError] === value,
  );
  story.must(error instanceof Error && fits, ...told(outcome));
  none();
  return error;
}

function failedWith(outcome: Outcome, wanted: Error): void {
  story.must('error' in outcome && outcome.error === wanted, ...told(outcome));
  none();
}

function holds(output: Sink, wanted: Buffer): void {
  const { bytes } = output;
  story.must(
    bytes.equals(wanted),
    `it got ${bytes.length} bytes, and not the ${wanted.length} that it should`,
    `它收到 ${bytes.length} 字节，不是应有的那 ${wanted.length} 字节`,
  );
}

export default exercise<Solution>({
  title: { en: 'A pipeline of programs', zh: '程序组成的管道' },
  minutes: 50,
  task: {
    en: 'Write `pipePrograms(commands, input, output)`: it joins programs as a shell does with `|`. Whoever is slow must stop those before it, or your memory fills. A stage that fails must end all others and tell which one it was, and a stage that has had enough, as `head`, fails nobody. Streams know nothing of exit codes, and exit codes nothing of streams: you have to join both. POSIX is enough.',
    zh: '写 `pipePrograms(commands, input, output)`：像 shell 的 `|` 那样把几个程序接起来。慢的一级必须让前面的停下来，否则内存会被塞满。某一级失败，要结束其余各级，并说清是哪一级；而 `head` 这样读够了就走的，不算任何一级失败。流不知道退出码，退出码也不知道流：两者得由你接起来。只要求 POSIX。',
  },
  sections: [
    'child-process#pipelines',
    'child-process#backpressure',
    'child-process#exit-vs-close',
  ],
  question: 'unread-pipe',
  hints: [
    {
      en: "Two things tell how a stage ended: its 'exit', and the 'end' of what it reads. Only both together tell a stage that is done from one that has had enough.",
      zh: "一级的结局由两件事说明：它的 'exit'，和它所读的流的 'end'。两个合起来，才分得清“做完了”和“读够了”。",
    },
    {
      en: 'An EPIPE at a stdin is no failure, only a sign: ignore it, and let the exit of that stage decide. Keep the first failure, and take all later ends for its consequences.',
      zh: 'stdin 上的 EPIPE 不是失败，只是迹象：忽略它，让那一级的退出来决定。只记第一个失败，后面的结局都当作它的后果。',
    },
    {
      en: "Use pipe() for the data. At an 'exit' with 0 whose source has not emitted 'end', kill all stages before it, and excuse them. At any other failure kill all and destroy input and output. Wait for every 'exit' and for the output's 'finish'.",
      zh: "数据用 pipe() 传。某一级以 0 退出、而它的来源还没有 'end'：杀掉它前面的各级，并且不追究。其他失败则全部杀掉，并销毁 input 和 output。等到每一个 'exit' 和 output 的 'finish'。",
    },
  ],
  demands: [
    {
      id: 'joins',
      says: {
        en: 'All bytes go through every program in order, and the output has finished when it resolves.',
        zh: '所有字节依次经过每个程序；完成时 output 也已结束。',
      },
      async check(solution) {
        const big = Buffer.alloc(2e6, 'every byte counts \xff\0', 'latin1');
        const cases: [names: string[], Command[], Buffer, Buffer][] = [
          [['cat'], [cat], Buffer.from('one'), Buffer.from('one')],
          [
            ['tr a b', 'tr b c', 'cat'],
            [['tr', ['a', 'b']], ['tr', ['b', 'c']], cat],
            Buffer.from('abc'),
            Buffer.from('ccc'),
          ],
          [['cat', 'cat', 'cat'], [cat, cat, cat], big, big],
        ];
        for (const [names, commands, given, wanted] of cases) {
          story.begin();
          const output = new Sink();
          const outcome = attempt(solution, names, commands, Readable.from([given]), output);
          story.expect(
            `it resolves, and the output has ${wanted.length} bytes and has finished`,
            `它完成，output 得到 ${wanted.length} 字节并已结束`,
          );
          resolved(await outcome);
          story.must(output.writableFinished, 'it has not finished', 'output 没有结束');
          holds(output, wanted);
        }
      },
    },
    {
      id: 'fails',
      says: {
        en: 'A stage that fails ends all others, wherever it stands, and its error says which one it was.',
        zh: '不管哪一级失败，其余各级都被结束，错误里写着是哪一级。',
      },
      async check(solution) {
        for (const [line, end] of [
          ['exit 3', { code: 3, signal: null }],
          ['kill -s TERM $$', { code: null, signal: 'SIGTERM' }],
        ] as const)
          for (const place of [1, 0, 2]) {
            story.begin();
            const gate = temporary();
            // It fails once the others are there.
            const others = [0, 1, 2].map(() => temporary());
            const commands = others.map((here, index) =>
              index === place
                ? shell(`until [ -e '${gate}' ]; do sleep 0.02; done; ${line}`)
                : stage('endless', here),
            );
            const names = commands.map((_, index) =>
              index === place ? line : 'ignores SIGTERM and never ends',
            );
            const input = endless();
            const output = new Sink();
            const running = attempt(solution, names, commands, input, output);
            story.expect('all of them begin', '全部开始运行');
            for (const [index, here] of others.entries())
              // They tell it by a file.
              if (index !== place) await until(() => existsSync(here));
            writeFileSync(gate, '');
            story.expect(
              `stage ${place} fails, the others are ended, and it rejects with stage ${place}, code ${end.code}, signal ${end.signal}`,
              `第 ${place} 级失败，其余被结束，以 stage ${place}、code ${end.code}、signal ${end.signal} 拒绝`,
            );
            failed(await running, { stage: place, ...end });
            story.expect('input and output are destroyed', 'input 和 output 已销毁');
            story.must(
              input.destroyed && output.destroyed,
              `input.destroyed is ${input.destroyed}, output.destroyed is ${output.destroyed}`,
              `input.destroyed 是 ${input.destroyed}，output.destroyed 是 ${output.destroyed}`,
            );
          }
      },
    },
    {
      id: 'pipefail',
      says: {
        en: 'A stage that fails at its very end counts, also when those after it have ended well.',
        zh: '最后一刻才失败也算，哪怕它后面的各级都已正常结束。',
      },
      async check(solution) {
        const simple = attempt(
          solution,
          ['echo all; exit 3', 'cat'],
          [shell('echo all; exit 3'), cat],
          nothing(),
          new Sink(),
        );
        story.expect('it rejects with stage 0, code 3', '以 stage 0、code 3 拒绝');
        failed(await simple, { stage: 0, code: 3 });
        story.begin();
        const [gate, done] = [temporary(), temporary()];
        const late = attempt(
          solution,
          ['closes its stdout, and exits with 3 later', 'cat'],
          [stage('late', '', gate), shell(`cat; : > '${done}'`)],
          nothing(),
          new Sink(),
        );
        story.expect('cat comes to its end', 'cat 读到头，结束');
        // The shell around cat tells it by a file.
        await until(() => existsSync(done));
        story.step(
          'cat has ended with 0, and stage 0 exits with 3',
          'cat 以 0 结束，第 0 级以 3 退出',
        );
        writeFileSync(gate, '');
        story.expect('it rejects with stage 0, code 3', '以 stage 0、code 3 拒绝');
        failed(await late, { stage: 0, code: 3 });
      },
    },
    {
      id: 'start',
      says: {
        en: "A program that cannot be started is a stage that fails, with Node's error as cause.",
        zh: '启动不了的程序就是失败的那一级，cause 是 Node 的错误。',
      },
      async check(solution) {
        for (const place of [0, 1, 2]) {
          story.begin();
          const commands = [0, 1, 2].map((index): Command =>
            index === place ? ['no-such-program', []] : cat,
          );
          const running = attempt(
            solution,
            commands.map(([command]) => command),
            commands,
            endless(),
            new Sink(),
          );
          story.expect(
            `it rejects with stage ${place}, code null, and a cause with the code ENOENT`,
            `以 stage ${place}、code null 拒绝，cause 的错误码是 ENOENT`,
          );
          const { cause } = failed(await running, { stage: place, code: null, signal: null });
          story.must(
            (cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT',
            `its cause is ${show(cause)}`,
            `cause 是 ${show(cause)}`,
          );
        }
      },
    },
    {
      id: 'backpressure',
      says: {
        en: 'Whoever is slow, the output or a stage, stops those before it; memory stays bounded, and nothing is lost.',
        zh: '不管慢的是 output 还是某一级，前面的都会停下来：内存有界，也不丢数据。',
      },
      async check(solution) {
        for (const slow of ['output', 'stage']) {
          story.begin();
          const [count, gate] = [temporary(), temporary()];
          const taken = (): number =>
            existsSync(count) ? Number(readFileSync(count, 'utf8')) || 0 : 0;
          const output = new Sink(slow === 'output');
          const running = attempt(
            solution,
            ['48 MB', 'cat', slow === 'stage' ? 'reads nothing yet' : 'cat'],
            [stage('flood', count), cat, slow === 'stage' ? stage('slow', '', gate) : cat],
            nothing(),
            output,
            slow === 'output'
              ? ['an output that takes nothing yet', '暂时什么都不收的 output']
              : undefined,
          );
          story.expect(
            'the first one is stopped before it has written 16 MB',
            '第一级没写到 16 MB 就停住',
          );
          // Time: it is stopped when a hundred looks in a row see no more than the one before.
          for (let [before, same] = [0, 0]; before === 0 || same < 100; await sleep(10)) {
            const now = taken();
            same = now === before ? same + 1 : 0;
            before = now;
            const kept = output.writableLength;
            story.must(
              now < 16e6 && kept < 16e6,
              `it has written ${now} bytes, and ${kept} wait in the output`,
              `它写了 ${now} 字节，有 ${kept} 字节堆在 output 里`,
            );
          }
          story.step('the slow one is let go', '放开慢的那个');
          writeFileSync(gate, '');
          output.letGo();
          story.expect('all 48 MB arrive', '48 MB 全部到达');
          resolved(await running);
          holds(output, Buffer.alloc(768 * 65_536, '0123456789abcde\n'));
        }
      },
    },
    {
      id: 'enough',
      says: {
        en: 'A stage that has had enough fails nobody: those before it are ended, those after it go on.',
        zh: '读够了就结束的一级不让任何人失败：前面的被结束，后面的继续。',
      },
      async check(solution) {
        const head: Command = ['head', ['-n', '1']];
        const idle = (): Command => stage('endless', temporary());
        const cases: [names: string[], Command[], Readable, wanted: string][] = [
          [['head -n 1'], [head], endless(), 'line\n'],
          [['cat', 'head -n 1', 'cat'], [cat, head, cat], endless(), 'line\n'],
          [
            ['48 MB', 'cat', 'head -n 1'],
            [stage('flood', temporary()), cat, head],
            nothing(),
            '0123456789abcde\n',
          ],
          [
            ['ignores SIGTERM and never ends', 'exit 0', 'cat'],
            [idle(), shell('exit 0'), cat],
            endless(),
            '',
          ],
        ];
        for (const [names, commands, input, wanted] of cases) {
          story.begin();
          const output = new Sink();
          const running = attempt(solution, names, commands, input, output);
          story.expect(
            `it resolves, the output has ${JSON.stringify(wanted)}, and the input is destroyed`,
            `它完成，output 得到 ${JSON.stringify(wanted)}，input 已销毁`,
          );
          resolved(await running);
          holds(output, Buffer.from(wanted));
          story.must(input.destroyed, 'the input is not destroyed', 'input 没有销毁');
        }
      },
    },
    {
      id: 'streams',
      says: {
        en: 'An input or an output that fails ends all stages, and it rejects with that error.',
        zh: 'input 或 output 出错，所有各级都结束，并以这个错误拒绝。',
      },
      async check(solution) {
        for (const which of ['input', 'output']) {
          story.begin();
          const here = temporary();
          const input = endless();
          const output = new Sink();
          const running = attempt(
            solution,
            ['ignores SIGTERM and never ends', 'cat'],
            [stage('endless', here), cat],
            input,
            output,
          );
          story.expect('both begin', '两个都开始运行');
          // It tells by a file.
          await until(() => existsSync(here));
          const error = new Error(`the ${which} broke`);
          story.step(`${which}.destroy(error)`, `${which}.destroy(error)`);
          (which === 'input' ? input : output).destroy(error);
          story.expect('it rejects with that error', '以这个错误拒绝');
          failedWith(await running, error);
        }
      },
    },
  ],
});
