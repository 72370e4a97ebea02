import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import type { Proofs } from '../../proving.ts';
import { nameOf } from '../../proving.ts';
import { shown } from '../../proving-threads.ts';

/** What the other end of a port gets of a value. */
function arrived<T>(value: T): T {
  const { port1, port2 } = new MessageChannel();
  try {
    port1.postMessage(value);
    const received = receiveMessageOnPort(port2) as { message: T } | undefined;
    if (!received) throw new Error('Nothing arrived.');
    return received.message;
  } finally {
    port1.close();
  }
}

/** The same in words, or the error that `postMessage()` throws. */
function fate(value: unknown): string {
  try {
    return `arrives as ${shown(arrived(value))}`;
  } catch (error) {
    return `${(error as Error).name}`;
  }
}

class Account {
  balance = 80;
  #pin = 1234;
  get rich(): boolean {
    return this.balance > 50;
  }
  withdraw(sum: number): number {
    return this.#pin ? (this.balance -= sum) : 0;
  }
}

export const proofs: Proofs = {
  /**
   * Values that JSON would lose or refuse, posted.
   * @zh 发送那些 JSON 会丢掉或拒绝的值。
   */
  'clone-kept': () => ({
    undefined: shown(arrived({ a: undefined })),
    NaN: shown(arrived([NaN, -0, Infinity])),
    BigInt: shown(arrived(10n)),
    Map: shown(arrived(new Map([[{ key: 1 }, new Set([1])]]))),
    Date: shown(arrived(new Date(0))),
    RegExp: shown(arrived(/a/gi)),
    'typed array': shown(arrived(new Int16Array([1, 2]))),
    'a hole in an array': shown(arrived([1, , 3])), // eslint-disable-line no-sparse-arrays
  }),

  /**
   * A cycle, and one object that stands twice in a message or in two messages.
   * @zh 消息里有环，同一个对象在一条消息里出现两次，或者在两条消息里各出现一次。
   */
  'clone-references': () => {
    const object: Record<string, unknown> = {};
    object['self'] = object;
    const copy = arrived(object);
    const twin = {};
    const [a, b] = arrived([twin, twin]);
    return {
      'a cycle': copy['self'] === copy ? 'is one there too' : 'is broken',
      'twice in one message': a === b ? 'one object' : 'two objects',
      'in two messages':
        arrived(twin) === arrived(twin) ? 'one object' : 'two objects',
    };
  },

  /**
   * An instance of a class, with a method, a getter and a private field, posted.
   * @zh 发送一个类的实例，它有方法、getter 和私有字段。
   */
  'clone-instance': () => {
    const copy = arrived(new Account());
    return {
      instanceof: copy instanceof Account ? 'holds' : 'does not hold',
      'what is left': shown(copy),
      'a method': typeof copy.withdraw,
      'a getter of the class': shown(copy.rich),
      'a getter of the object': shown(
        arrived({
          get now() {
            return 'a value';
          },
        }),
      ),
    };
  },

  /**
   * Who reads a getter, and how often.
   * @zh getter 由谁来读，读几次。
   */
  'clone-getter': () => {
    let reads = 0;
    const copy = arrived({
      get price() {
        return ++reads;
      },
    });
    const before = reads;
    return `read ${before} times when posted, ${reads + 0 * copy.price - before} times by the receiver`;
  },

  /**
   * A frozen object, a symbol key, a property that is not enumerable, a subclass of `Map`, posted.
   * @zh 发送冻结的对象、symbol 键、不可枚举的属性、`Map` 的子类。
   */
  'clone-changed': () => {
    class Table extends Map<string, number> {
      owner = 'me';
    }
    const hidden = Object.defineProperty({ a: 1 }, 'b', { value: 2 });
    const table = arrived(new Table([['a', 1]]));
    const array = arrived(Object.assign([1, 2], { extra: true }));
    return {
      'a frozen object': Object.isFrozen(arrived(Object.freeze({ a: 1 })))
        ? 'frozen'
        : 'not frozen',
      'a symbol key': shown(arrived({ [Symbol('s')]: 1, a: 1 })),
      'not enumerable': shown(arrived(hidden)),
      'a subclass of Map': `${table.constructor.name}, ${table.size} entry, owner ${table.owner}`,
      'no prototype':
        Object.getPrototypeOf(arrived(Object.create(null))) === null
          ? 'none'
          : 'Object.prototype',
      'lastIndex of a RegExp': String(
        arrived(Object.assign(/a/g, { lastIndex: 3 })).lastIndex,
      ),
      'a property on an array': String(array.extra ?? 'lost'),
    };
  },

  /**
   * An object that the sender changes after `postMessage()`, before it is received.
   * @zh `postMessage()` 之后、对面收到之前，发送方改了对象。
   */
  'clone-at-once': () => {
    const { port1, port2 } = new MessageChannel();
    const order = { state: 'new' };
    port1.postMessage(order);
    order.state = 'paid';
    const received = receiveMessageOnPort(port2) as { message: typeof order };
    port1.close();
    return `"${received.message.state}" arrives`;
  },

  /**
   * What `postMessage()` refuses.
   * @zh `postMessage()` 拒绝哪些值。
   */
  'clone-refused': () => ({
    'a function': fate(() => {}),
    'a method deep inside': fate({ list: [{ options: { onDone() {} } }] }),
    'a symbol': fate(Symbol('s')),
    'a promise': fate(Promise.resolve(1)),
    'a WeakMap': fate(new WeakMap()),
    'a Proxy': fate(new Proxy({ a: 1 }, {})),
    'a class': fate(Account),
    'process.env':
      fate(process.env) === 'DataCloneError' ? 'DataCloneError' : 'arrives',
    'a getter that throws': fate({
      get body() {
        throw new TypeError('not read yet');
      },
    }),
  }),

  /**
   * Objects of the platform, posted.
   * @zh 发送平台自带的对象。
   */
  'clone-platform': () => ({
    URL: fate(new URL('http://a/b')),
    Headers: fate(new Headers({ a: 'b' })),
    Response: fate(new Response('')),
    AbortSignal: fate(new AbortController().signal),
    EventTarget: fate(new EventTarget()),
    Blob: fate(new Blob(['abc'])).startsWith('arrives as Blob')
      ? 'arrives as Blob'
      : 'refused',
  }),

  /**
   * A `DOMException`, such as an `AbortError`, posted.
   * @zh 发送 `DOMException`，例如 `AbortError`。
   */
  'clone-dom-exception': () => {
    const copy = arrived(new DOMException('stopped', 'AbortError'));
    const { name, message } = copy;
    return name
      ? `arrives, name ${name}, message "${message}"`
      : `arrives as ${shown(copy)}`;
  },

  /**
   * An error with `code`, `cause` and a name of its own, posted.
   * @zh 发送一个错误，它有 `code`、`cause` 和自己的名字。
   */
  'clone-error': () => {
    class NotFound extends RangeError {
      override name = 'NotFound';
    }
    const own = Object.assign(
      new NotFound('no user', { cause: new TypeError('inner') }),
      { code: 'E_NO' },
    );
    const copy = arrived(own);
    const several = arrived(
      new AggregateError([new TypeError('first')], 'all'),
    );
    return {
      'a class of yours': `name ${copy.name}, message "${copy.message}", code ${copy.code}`,
      'a RangeError': `name ${arrived(new RangeError('no')).name}`,
      cause: shown((copy.cause as Error | undefined)?.message),
      stack:
        copy.stack === own.stack ? 'the same' : copy.stack ? 'another' : 'none',
      AggregateError: `name ${several.name}, errors ${shown(several.errors?.length)}`,
    };
  },

  /**
   * The memory that comes along with a posted view of two bytes.
   * @zh 发送一个两字节的视图，跟着过来多少内存。
   */
  'clone-view-memory': () => {
    const along = (view: Uint8Array): string => {
      const size = arrived(view).buffer.byteLength;
      return size === view.byteLength
        ? 'two bytes'
        : size >= Buffer.poolSize && size < Buffer.poolSize + 4096
          ? 'the whole pool'
          : `${size} bytes`;
    };
    const large = new Uint8Array(1_000_000);
    return {
      "Buffer.from('ab')": along(Buffer.from('ab')),
      'Buffer.allocUnsafe(2)': along(Buffer.allocUnsafe(2)),
      'Buffer.concat()': along(
        Buffer.concat([Buffer.from('a'), Buffer.from('b')]),
      ),
      'Buffer.alloc(2)': along(Buffer.alloc(2)),
      'new Uint8Array(buffer)': along(new Uint8Array(Buffer.from('ab'))),
      'Buffer.from(buffer)': along(Buffer.from(Buffer.from('ab'))),
      'buffer.slice(0, 2)': along(Buffer.alloc(100).slice(0, 2)),
      'subarray() of a megabyte': along(large.subarray(0, 2)),
      'slice() of a typed array': along(large.slice(0, 2)),
      TextEncoder: along(new TextEncoder().encode('ab')),
    };
  },

  /**
   * Which Buffers lie in the pool.
   * @zh 哪些 Buffer 在池里。
   */
  'buffer-in-pool': () => {
    const pool = Buffer.from('a').buffer;
    const where = ({ buffer }: Uint8Array): string =>
      buffer === pool ? 'in the pool' : 'memory of its own';
    return {
      'Buffer.from() of a short text': where(Buffer.from('ab')),
      'Buffer.alloc(2)': where(Buffer.alloc(2)),
      'Buffer.allocUnsafe(2)': where(Buffer.allocUnsafe(2)),
      'Buffer.allocUnsafeSlow(2)': where(Buffer.allocUnsafeSlow(2)),
      'Buffer.allocUnsafe(), half a pool': where(
        Buffer.allocUnsafe(Buffer.poolSize / 2),
      ),
      'Buffer.from() of an ArrayBuffer': where(Buffer.from(new ArrayBuffer(2))),
    };
  },

  /**
   * What a posted `Buffer` is on the other side.
   * @zh 发送的 `Buffer` 到对面是什么。
   */
  'clone-buffer-class': () => {
    const copy = arrived(Buffer.from('ab'));
    return `${copy.constructor.name}, Buffer.isBuffer() ${Buffer.isBuffer(copy)}, toString() "${copy.toString()}"`;
  },

  /**
   * A text that stood in the pool before, in what arrives with a Buffer of two bytes.
   * @zh 池里先前写过一段文字，再发送两字节的 Buffer，看到达的内存里有没有那段文字。
   */
  'clone-neighbour-bytes': () => {
    const secret = Buffer.from('password of somebody else');
    const copy = arrived(Buffer.from('ab'));
    const seen = Buffer.from(copy.buffer).includes('password of somebody else');
    return seen && secret.length > 0
      ? 'the neighbour is readable'
      : 'only the two bytes';
  },

  /**
   * `structuredClone()` beside `postMessage()`, for the same values.
   * @zh 同样的值，`structuredClone()` 和 `postMessage()` 各怎样。
   */
  'structured-clone-same': () => {
    const values = {
      Map: new Map(),
      Account: new Account(),
      function: () => {},
      Proxy: new Proxy({}, {}),
      URL: new URL('http://a'),
      DOMException: new DOMException('no'),
      Buffer: Buffer.from('ab'),
    };
    const word = (copy: () => unknown): string => {
      try {
        return (
          Object.prototype.toString.call(copy()) +
          shown(Object.keys(copy() as object).length)
        );
      } catch (error) {
        return nameOf(error);
      }
    };
    const differing = Object.entries(values)
      .filter(
        ([, value]) =>
          word(() => arrived(value)) !== word(() => structuredClone(value)),
      )
      .map(([name]) => name);
    return differing.length > 0
      ? `differ: ${differing.join(', ')}`
      : 'the same';
  },
};
