import { isDeepStrictEqual } from 'node:util';
import { exercise } from '../kit/types.ts';
import { show, story } from '../kit/story.ts';
import type { Line, Parser } from './skeleton.ts';
import * as ours from './solution.ts';

interface Solution {
  createLineParser: (limit: number) => Parser<Line>;
  createFrameParser: (limit: number) => Parser<Uint8Array>;
}

type Kind = keyof Solution;

const text = (content: string): Uint8Array => new Uint8Array(Buffer.from(content));

/** Frames one after the other. */
const frames = (...messages: string[]): Uint8Array =>
  Uint8Array.from(
    messages.flatMap((message) => {
      const header = Buffer.alloc(4);
      header.writeUInt32BE(Buffer.byteLength(message));
      return [...header, ...Buffer.from(message)];
    }),
  );

/** Bytes as the judge shows them. */
function shown(chunk: Uint8Array): string {
  const signs = [...chunk.subarray(0, 60)].map((byte) => {
    if (byte === 10) return '\\n';
    if (byte === 13) return '\\r';
    if (byte >= 32 && byte < 127) return String.fromCharCode(byte);
    return `\\x${byte.toString(16).padStart(2, '0')}`;
  });
  return `'${signs.join('')}'${chunk.length > 60 ? ` … ${chunk.length} bytes` : ''}`;
}

/** What comes out of a parser, in a form that can be compared and shown. */
const plain = (message: Line | Uint8Array): unknown => {
  if (message instanceof Uint8Array) return Buffer.from(message).toString('latin1');
  return 'error' in message
    ? { line: message.line, error: message.error instanceof Error }
    : message;
};

const latin = (message: string): string => Buffer.from(message).toString('latin1');
const value = (what: unknown): unknown => ({ value: what });
const badLine = (line: number): unknown => ({ line, error: true });

/** A parser, with what it was given as steps. */
function open(
  solution: Solution,
  kind: Kind,
  limit: number,
): { push(chunk: Uint8Array): unknown[]; end(): void } {
  story.begin();
  story.step(`${kind}(${limit})`, `${kind}(${limit})`);
  const parser = solution[kind](limit);
  return { push: (chunk) => parser.push(chunk).map(plain), end: () => parser.end() };
}

/** Gives it chunks, each in memory that is written over afterwards, and then the end: exactly these messages must come. */
function gives(
  solution: Solution,
  kind: Kind,
  chunks: readonly Uint8Array[],
  wanted: readonly unknown[],
  limit = 1000,
): void {
  const parser = open(solution, kind, limit);
  const calls = chunks.map((chunk) => `push(${shown(chunk)})`);
  // One step for short chunks in a row: there may be a hundred of them.
  story.step([...calls, 'end()'].join(', '), [...calls, 'end()'].join('，'));
  story.expect(`these come: ${show(wanted)}`, `得到：${show(wanted)}`);
  const got: unknown[] = [];
  for (const chunk of chunks) got.push(...parser.push(chunk));
  parser.end();
  story.must(isDeepStrictEqual(got, wanted), `these came: ${show(got)}`, `实际得到：${show(got)}`);
}

function throws(work: () => unknown, en: string, zh: string): void {
  story.step(en, zh);
  story.expect('it throws an Error', '它抛出 Error');
  let result: unknown;
  try {
    result = work();
  } catch (error) {
    story.must(error instanceof Error, `it threw ${show(error)}`, `它抛出了 ${show(error)}`);
    return;
  }
  story.must(false, `it gave ${show(result)}`, `它给出了 ${show(result)}`);
}

/** All ways to cut it in two, then one byte at a time with nothing between, then pieces of other lengths. */
function* cuts(whole: Uint8Array): Generator<Uint8Array[]> {
  for (let at = 1; at < whole.length; at++) yield [whole.subarray(0, at), whole.subarray(at)];
  for (const length of [1, 2, 3, 5]) {
    const chunks: Uint8Array[] = [];
    for (let at = 0; at < whole.length; at += length)
      chunks.push(whole.subarray(at, at + length), new Uint8Array());
    yield chunks;
  }
}

const proto = JSON.parse('{"__proto__":{"admin":true}}') as unknown;

/** Processor time of this process, so that others on the machine count for nothing. */
function processorTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** One large message in small chunks. */
function large(solution: Solution, kind: Kind): void {
  const parser = solution[kind](size);
  const chunk = new Uint8Array(16).fill(49);
  const header = Buffer.alloc(4);
  header.writeUInt32BE(size);
  let messages = 0;
  if (kind === 'createFrameParser') messages += parser.push(header).length;
  for (let at = 0; at < size; at += chunk.length) messages += parser.push(chunk).length;
  if (kind === 'createLineParser') messages += parser.push(text('\n')).length;
  story.must(messages === 1, `${messages} messages came`, `来了 ${messages} 条消息`);
}
const size = 2 ** 19;

export default exercise<Solution>({
  title: { en: 'Messages in a stream', zh: '从流里切出消息' },
  minutes: 35,
  task: {
    en: 'A pipe or a socket gives chunks, not messages: a chunk may hold three messages, or half a character. Write two parsers: one for lines of JSON (NDJSON), one for frames with a length of four bytes in front. What is hard is what a quiet machine never shows: cuts at every place, a peer that never sends an end, a chunk whose memory is used again, and a large message in small pieces.',
    zh: '管道和 socket 给你的是块，不是消息：一个块里可能有三条消息，也可能只有半个字符。写两个解析器：一个解析一行一个 JSON（NDJSON），一个解析前面带四字节长度的帧。难在空闲的机器上看不到的情况：任何位置都可能被切断，对方一直不发结尾，块的内存会被再次使用，一条大消息分成许多小块到达。',
  },
  sections: ['ipc#stdio', 'ipc#socket', 'child-process#spawn', 'starting#broken-peer'],
  hints: [
    {
      en: 'Keep bytes, not text, until a message is complete: "\\n" is never a part of another character in UTF-8, so whole lines can always be decoded.',
      zh: '消息完整之前保留字节，不要转成文本：UTF-8 里 "\\n" 不会是别的字符的一部分，所以整行总是可以解码。',
    },
    {
      en: 'Keep the pieces in a list with their length in sum, each a copy, and join them once. Look for the end in the new chunk alone, and compare the sum with the limit at each chunk.',
      zh: '把片段放进一个列表并记下总长，每片都是拷贝，最后只拼接一次。只在新来的块里找结尾，每来一块就把总长和上限比一比。',
    },
    {
      en: 'A line may be `limit + 1` bytes long while its "\\r" waits for its "\\n". A length is without a sign: getUint32(), not `<<`. Remember the first error, and throw it at every later call.',
      zh: '"\\r" 还在等 "\\n" 的时候，一行可以有 `limit + 1` 字节。长度没有符号：用 getUint32()，不要用 `<<`。记住第一个错误，以后每次调用都抛出它。',
    },
  ],
  demands: [
    {
      id: 'whole',
      says: {
        en: 'Several messages in a chunk all come, in order; empty lines and CRLF disturb nothing, and a frame may be empty.',
        zh: '一个块里的几条消息全部按顺序出来；空行和 CRLF 不碍事，帧可以是空的。',
      },
      async check(solution) {
        const line = 'createLineParser';
        gives(solution, line, [], []);
        gives(solution, line, [text('1\n')], [value(1)]);
        gives(
          solution,
          line,
          [text('1\n"two"\n{"three":[3]}\n')],
          [value(1), value('two'), value({ three: [3] })],
        );
        gives(solution, line, [text('\n\r\n1\r\n \t\n\n"é中😀"\n  ')], [value(1), value('é中😀')]);
        gives(solution, line, [text('null\nfalse\n""\n')], [value(null), value(false), value('')]);
        const frame = 'createFrameParser';
        gives(solution, frame, [], []);
        gives(solution, frame, [frames('a')], ['a']);
        gives(solution, frame, [frames('a', '', 'b\nc', '')], ['a', '', 'b\nc', '']);
        gives(solution, frame, [frames('x'.repeat(300), 'y')], ['x'.repeat(300), 'y']);
      },
    },
    {
      id: 'cut',
      says: {
        en: 'Wherever the stream is cut, also inside of a character, of CRLF or of a length, the same messages come.',
        zh: '不管流从哪里切断，哪怕在字符、CRLF 或长度中间，出来的消息都一样。',
      },
      async check(solution) {
        for (const chunks of cuts(text('"é"\r\n{"a":"中😀"}\n\n2\n')))
          gives(solution, 'createLineParser', chunks, [value('é'), value({ a: '中😀' }), value(2)]);
        for (const chunks of cuts(frames('é', '', 'x'.repeat(260), 'end')))
          if (chunks.length > 2 || chunks[0]!.length < 24 || chunks[1]!.length < 24)
            gives(solution, 'createFrameParser', chunks, [latin('é'), '', 'x'.repeat(260), 'end']);
      },
    },
    {
      id: 'bad',
      says: {
        en: 'A line that is no JSON gives its number and an error, and the lines after it arrive; a key "__proto__" is a property like any other.',
        zh: '不是 JSON 的行给出行号和错误，后面的行照常到达；键 "__proto__" 只是一个普通属性。',
      },
      async check(solution) {
        const line = 'createLineParser';
        gives(solution, line, [text('no\n1\n')], [badLine(1), value(1)]);
        gives(solution, line, [text('\n1\n\r\n{"a":\n2\n')], [value(1), badLine(4), value(2)]);
        for (const chunks of cuts(text('1\r\n{]\r\n\n}\n2\n')))
          gives(solution, line, chunks, [value(1), badLine(2), badLine(4), value(2)]);
        gives(solution, line, [text('{"__proto__":{"admin":true}}\n')], [value(proto)]);
        story.expect('no other object has got anything of it', '别的对象没有因此多出什么');
        story.must(
          !('admin' in {}),
          'every object has a property "admin" now',
          '现在每个对象都有 "admin" 这个属性',
        );
      },
    },
    {
      id: 'limit',
      says: {
        en: 'A message of as many bytes as the limit comes; a longer one throws before it is complete, and so does every call after that.',
        zh: '字节数等于上限的消息能出来；更长的不等收完就抛错，此后每次调用都抛错。',
      },
      async check(solution) {
        const line = 'createLineParser';
        const frame = 'createFrameParser';
        for (const chunks of cuts(text('"1234"\n"é34"\r\n\n')))
          gives(solution, line, chunks, [value('1234'), value('é34')], 6);
        for (const chunks of cuts(frames('123456', '1')))
          gives(solution, frame, chunks, ['123456', '1'], 6);
        const attacks: [Kind, Uint8Array[]][] = [
          [line, [text('"12345"\n')]],
          [line, [text('"中4"\n'), text('"中45"\r\n')]],
          [line, [text('1\n"1234'), text('567')]],
          [line, [text('        ')]],
          [line, [...text('12345678')].map((byte) => Uint8Array.of(byte))],
          [frame, [frames('1234567')]],
          [frame, [frames('1', '1234567').subarray(0, 9)]],
          [frame, [Uint8Array.of(255, 255, 255, 255)]],
          [frame, [Uint8Array.of(128, 0), Uint8Array.of(0), Uint8Array.of(0)]],
        ];
        for (const [kind, chunks] of attacks) {
          const parser = open(solution, kind, 6);
          for (const chunk of chunks.slice(0, -1)) {
            const call = `push(${shown(chunk)})`;
            story.step(call, call);
            // May throw already where it is sure: one byte more than the limit that is no "\r".
            try {
              parser.push(chunk);
            } catch {
              break;
            }
          }
          const last = chunks.at(-1)!;
          throws(() => parser.push(last), `push(${shown(last)})`, `push(${shown(last)})`);
          const next = kind === line ? text('\n1\n') : frames('1');
          throws(() => parser.push(next), `push(${shown(next)})`, `push(${shown(next)})`);
          throws(() => parser.end(), 'end()', 'end()');
        }
      },
    },
    {
      id: 'end',
      says: {
        en: 'end() throws in the middle of a message or of a length, and only there.',
        zh: '在消息或长度中间，end() 抛错；别的地方不抛。',
      },
      async check(solution) {
        for (const [kind, whole, inside] of [
          [
            'createLineParser',
            text('1\n{"a":2}\r\n'),
            (at: number) => at !== 0 && at !== 2 && at < 11,
          ],
          ['createFrameParser', frames('', 'ab', ''), (at: number) => ![0, 4, 10, 14].includes(at)],
        ] as const)
          for (let at = 0; at <= whole.length; at++) {
            const parser = open(solution, kind, 100);
            const chunk = whole.subarray(0, at);
            const call = `push(${shown(chunk)})`;
            story.step(call, call);
            parser.push(chunk);
            if (inside(at)) {
              throws(() => parser.end(), 'end()', 'end()');
              continue;
            }
            story.step('end()', 'end()');
            story.expect('it returns', '它返回');
            parser.end();
          }
      },
    },
    {
      id: 'own',
      says: {
        en: 'The chunk may be written over after push(): what has begun stays, and messages that came stay.',
        zh: 'push() 之后块可以被覆盖：已经开始的部分不变，已经出来的消息也不变。',
      },
      async check(solution) {
        for (const whole of [frames('abcd', 'efgh'), text('"ab"\n["cdef"]\n')]) {
          const kind: Kind = whole[0] === 0 ? 'createFrameParser' : 'createLineParser';
          story.begin();
          story.step(
            `${kind}(100), then ${shown(whole)} in pieces, all through the same memory`,
            `${kind}(100)，然后把 ${shown(whole)} 分段送入，每段都用同一块内存`,
          );
          const wanted =
            kind === 'createFrameParser' ? ['abcd', 'efgh'] : [value('ab'), value(['cdef'])];
          story.expect(`these come, and stay: ${show(wanted)}`, `得到并保持：${show(wanted)}`);
          for (let length = 1; length <= whole.length; length++) {
            const parser = solution[kind](100);
            // As fs.read() and many a native addon use it: a Buffer, so slice() is no copy.
            const memory = Buffer.alloc(length);
            const got: (Line | Uint8Array)[] = [];
            for (let at = 0; at < whole.length; at += length) {
              const piece = whole.subarray(at, at + length);
              memory.set(piece);
              got.push(...parser.push(memory.subarray(0, piece.length)));
              memory.fill(63);
            }
            const now = got.map(plain);
            story.must(
              isDeepStrictEqual(now, wanted),
              `with pieces of ${length} bytes: ${show(now)}`,
              `每段 ${length} 字节时：${show(now)}`,
            );
          }
        }
      },
    },
    {
      id: 'linear',
      says: {
        en: 'A large message in small chunks costs as much again for each chunk, not more and more: at most twenty times the processor time of our solution.',
        zh: '一条大消息分成许多小块时，每一块的开销一样，不会越来越大：处理器时间最多是我们答案的二十倍。',
      },
      async check(solution) {
        for (const kind of ['createLineParser', 'createFrameParser'] as const) {
          story.begin();
          story.step(
            `${kind}(${size}), then a message of ${size} bytes in chunks of 16; our solution and yours by turns`,
            `${kind}(${size})，然后把 ${size} 字节的消息分成 16 字节的块送入；我们的答案和你的轮流来`,
          );
          story.expect('yours takes at most 20 times as long', '你的最多慢 20 倍');
          const [own, theirs]: [number[], number[]] = [[], []];
          for (let round = 0; round < 2; round++) {
            own.push(processorTime(() => large(ours, kind)));
            theirs.push(processorTime(() => large(solution, kind)));
          }
          // The quickest of each: what else a process does only adds to it. Microseconds below 10,000 are too few to compare.
          const ratio = Math.min(...theirs) / Math.max(Math.min(...own), 10_000);
          story.must(
            ratio <= 20,
            `it takes ${Math.round(ratio)} times as long`,
            `慢了 ${Math.round(ratio)} 倍`,
          );
        }
      },
    },
  ],
});
