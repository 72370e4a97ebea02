'use strict';

/**
 * What the probe uses of the runtime, taken before the program can replace it: a program may fake the
 * clock, the timers or `process` itself, and the probe goes on with the real ones.
 */

const { process, Error, Object, Reflect, JSON, Number, Math, EventTarget } = globalThis;
const { ArrayBuffer, Uint8Array, Buffer, Set, WeakMap, setImmediate, setTimeout } = globalThis;

const uncurry = Function.prototype.bind.bind(Function.prototype.call);

const { apply, construct } = Reflect;
const { getOwnPropertyDescriptor, defineProperty } = Object;

const { get, value } = getOwnPropertyDescriptor(globalThis, 'performance');
const getPerformance = () => (get ? apply(get, globalThis, []) : value);
let timing;
const { bigint } = process.hrtime;
const description = uncurry(Object.getOwnPropertyDescriptor(Symbol.prototype, 'description').get);

/** A class of which an instance has its methods as properties of its own, out of reach of the prototype. */
function ownMethods(Base, names) {
  const methods = names.map((name) => [name, Base.prototype[name]]);
  return () => {
    const instance = new Base();
    for (const [name, value] of methods) Object.defineProperty(instance, name, { value });
    return instance;
  };
}

module.exports = {
  process,
  Error,
  now: () => Number(bigint()),
  setImmediate,
  setTimeout,
  /** Loading it takes a millisecond, which a program that never waits is spared. */
  nodeTiming() {
    timing ??= getPerformance().nodeTiming;
    return timing;
  },
  EventTarget,
  defineProperty,
  descriptorOf: getOwnPropertyDescriptor,
  create: Object.create,
  prototypeOf: Object.getPrototypeOf,
  symbolsOf: Object.getOwnPropertySymbols,
  keysOf: Object.keys,
  assign: Object.assign,
  apply,
  construct,
  ownKeys: Reflect.ownKeys,
  setPrototypeOf: Object.setPrototypeOf,
  isArray: Array.isArray,
  isView: ArrayBuffer.isView,
  ArrayBuffer,
  Uint8Array,
  byteLength: uncurry(Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength').get),
  round: Math.round,
  min: Math.min,
  stringify: JSON.stringify,
  startsWith: uncurry(String.prototype.startsWith),
  includes: uncurry(String.prototype.includes),
  slice: uncurry(String.prototype.slice),
  indexOf: uncurry(Uint8Array.prototype.indexOf),
  latin1: uncurry(Buffer.prototype.latin1Slice),
  match: uncurry(RegExp.prototype.exec),
  /** An object's symbol by its description: Node's own properties are found by that. */
  symbolOf(object, name) {
    const symbols = Object.getOwnPropertySymbols(object);
    for (let i = 0; i < symbols.length; i++)
      if (description(symbols[i]) === name) return symbols[i];
    return undefined;
  },
  newSet: ownMethods(Set, ['add', 'has']),
  newWeakMap: ownMethods(WeakMap, ['get', 'set', 'has', 'delete']),
};
