import { fork, type SerializationType } from 'node:child_process';
import { once } from 'node:events';
import { nameOf, program, type Proofs } from '../../proving.ts';

/** Sends what `make` gives to a child that describes it; one description, or why it did not go. */
async function crosses(
  serialization: SerializationType,
  make: () => unknown,
  describe: string,
): Promise<string> {
  const child = fork(
    program(`import { inspect } from 'node:util';
      process.on('message', (value) => process.send(String(${describe})));`),
    { serialization },
  );
  try {
    child.send(make() as object);
    const [seen] = await once(child, 'message');
    return seen;
  } catch (error) {
    return `throws ${nameOf(error)}`;
  } finally {
    child.kill('SIGKILL');
  }
}

/** The same over both kinds of channel. */
const both = async (
  make: () => unknown,
  describe: string,
): Promise<Record<SerializationType, string>> => ({
  json: await crosses('json', make, describe),
  advanced: await crosses('advanced', make, describe),
});

const shown = 'inspect(value, { breakLength: Infinity })';

/** An error as programs make them: with a code, a cause and a field of their own. */
class HttpError extends Error {
  readonly code = 'E_HTTP';
  readonly status = 503;
  override name = 'HttpError';
}
const failure = (): Error =>
  new HttpError('no luck', { cause: new Error('the cause') });

export const proofs: Proofs = {
  /**
   * An error with a code, a status and a cause: what is left of it?
   * @zh 带 code、status、cause 的错误：还剩什么？
   */
  'ipc-error-fields': () =>
    both(
      failure,
      '`${value instanceof Error ? value.name : inspect(value)}, message ${value.message}, code ${value.code}, status ${value.status}, cause ${value.cause?.message}`',
    ),

  /**
   * Values that have no JSON: a BigInt, a cycle, a function, a symbol.
   * @zh 没有 JSON 形式的值：BigInt、循环引用、函数、symbol。
   */
  'ipc-what-throws': async () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    const text = ({
      json,
      advanced,
    }: Record<SerializationType, string>): string =>
      `json ${json}, advanced ${advanced}`;
    return {
      BigInt: text(await both(() => ({ value: 1n }), shown)),
      cycle: text(await both(() => cycle, "'arrives'")),
      function: text(await both(() => ({ run: () => 1 }), shown)),
      symbol: text(await both(() => ({ value: Symbol('s') }), shown)),
    };
  },

  /**
   * A message that is no object: `undefined`, a function, a BigInt, `null`.
   * @zh 消息本身不是对象：`undefined`、函数、BigInt、`null`。
   */
  'ipc-bare-messages': async () => ({
    undefined: await crosses('json', () => undefined, shown),
    function: await crosses('json', () => () => 1, shown),
    'BigInt, advanced': await crosses('advanced', () => 1n, shown),
    null: await crosses('json', () => null, shown),
  }),

  /**
   * `undefined` in an object and in an array, `NaN`, and minus zero.
   * @zh 对象里和数组里的 `undefined`，`NaN`，还有负零。
   */
  'ipc-undefined-and-nan': () =>
    both(() => ({ a: undefined, list: [undefined, NaN, -0] }), shown),

  /**
   * An instance of a class, with a getter and a private field.
   * @zh 类的实例，有 getter 和私有字段。
   */
  'ipc-class-instance': () =>
    both(() => {
      class Money {
        readonly cents = 5;
        #secret = 1;
        get euros(): number {
          return this.cents / 100 + this.#secret;
        }
      }
      return new Money();
    }, '`${value.constructor.name} ${inspect(value)}, euros ${value.euros}`'),

  /**
   * Objects of Node's own classes: a `URL`, a `Blob`, a `KeyObject`.
   * @zh Node 自己的类的对象：`URL`、`Blob`、`KeyObject`。
   */
  'ipc-native-classes': async () => {
    const { createSecretKey } = await import('node:crypto');
    const kind =
      '`${value.constructor.name} with ${Object.keys(value).length} properties`';
    const over = (make: () => unknown): Promise<string> =>
      crosses('advanced', make, kind);
    return {
      URL: await over(() => new URL('http://localhost/')),
      Blob: await over(() => new Blob(['x'])),
      KeyObject: await over(() => createSecretKey(Buffer.from('secret'))),
    };
  },

  /**
   * Memory that is shared between threads, sent to a process.
   * @zh 把线程间共享的内存发给另一个进程。
   */
  'ipc-shared-memory': () =>
    both(() => ({ memory: new SharedArrayBuffer(8) }), shown),

  /**
   * A Buffer over JSON: how many characters for each of its bytes?
   * @zh Buffer 走 JSON：每个字节变成几个字符？
   */
  'ipc-buffer-characters': () => {
    const each = (byte: number): string => {
      const bytes = 10_000;
      const text = JSON.stringify(Buffer.alloc(bytes, byte));
      return `${Math.round(text.length / bytes)} characters a byte`;
    };
    return {
      'bytes of 0': each(0),
      'bytes of 50': each(50),
      'bytes of 255': each(255),
    };
  },

  /**
   * The child is started with 'advanced': what does it send back with?
   * @zh 以 'advanced' 启动子进程：它发回来用的是哪种？
   */
  'ipc-both-directions': async () => {
    const child = (serialization: SerializationType) =>
      fork(program(`process.send(new Map([['a', 1]]));`), { serialization });
    const kind = async (serialization: SerializationType): Promise<string> => {
      const [value] = await once(child(serialization), 'message');
      return value instanceof Map ? 'a Map arrives' : JSON.stringify(value);
    };
    return { json: await kind('json'), advanced: await kind('advanced') };
  },
};
