/**
 * Sends the same values over a 'json' and over an 'advanced' channel and prints
 * what the child received.
 *
 * @zh 把同样的值分别经 'json' 和 'advanced' 通道发出去，打印子进程收到了什么。
 */
import assert from 'node:assert/strict';
import {
  fork,
  type Serializable,
  type SerializationType,
} from 'node:child_process';
import { once } from 'node:events';

const file = new URL('./ipc-serialization.child.ts', import.meta.url);

class Money {
  readonly cents: number;
  constructor(cents: number) {
    this.cents = cents;
  }
  get euros(): number {
    return this.cents / 100;
  }
}
const cycle: Record<string, unknown> = { name: 'loop' };
cycle.self = cycle;

// #region values
const values: Record<string, unknown> = {
  Map: new Map([['a', 1]]),
  Set: new Set([1, 2]),
  BigInt: 10n,
  Date: new Date(0),
  Error: new TypeError('no such user'),
  undefined: { a: undefined, b: [undefined] },
  NaN: [NaN, -0],
  cycle,
  Buffer: Buffer.from('hi'),
  RegExp: /a+/g,
  'class instance': new Money(1250),
  function: { run: () => 1 },
};
// #endregion values

// #region ask
type Mode = SerializationType;
const start = (mode: Mode) => fork(file, { serialization: mode });
const children = { json: start('json'), advanced: start('advanced') };

/** Sends one value; says what the child made of it, or why it did not go. */
async function cross(mode: Mode, value: unknown): Promise<string> {
  try {
    children[mode].send({ value } as Serializable);
  } catch (error) {
    const [why] = (error as Error).message.split('\n');
    return `send() throws: ${why}`;
  }
  const [seen] = await once(children[mode], 'message');
  return seen;
}
// #endregion ask

const seen: Record<string, string[]> = {};
for (const [name, value] of Object.entries(values)) {
  seen[name] = [await cross('json', value), await cross('advanced', value)];
  console.log(`${name}\n  json:     ${seen[name][0]}`);
  console.log(`  advanced: ${seen[name][1]}`);
}
for (const child of Object.values(children)) {
  const exited = once(child, 'exit');
  child.disconnect();
  await exited;
}

assert.deepEqual(seen.Map, ['{}', "Map(1) { 'a' => 1 }"]);
assert.match(seen.BigInt![0]!, /throws/);
assert.equal(seen.BigInt![1], '10n');
assert.match(seen.function![1]!, /throws.*could not be cloned/);
assert.equal(seen['class instance']![1], '{ cents: 1250 }');
