'use strict';

/** Ways to see what happens to an object whose look must stay as it is. */

const { Error, defineProperty, descriptorOf, includes } = require('./taken.cjs');

/**
 * Puts a function in a method's place, with the name, the length and the attributes that it had.
 *
 * @param around - Gets `this`, the arguments and the original.
 */
exports.replace = function replace(object, name, around) {
  const descriptor = descriptorOf(object, name);
  const original = descriptor.value;
  const { [name]: value } = {
    [name]() {
      const limit = makeRoom();
      try {
        return around(this, arguments, original);
      } catch (error) {
        takeOff(error);
        throw error; // node-do-not-add-exception-line
      } finally {
        if (limit !== undefined) Error.stackTraceLimit = limit;
      }
    },
  };
  defineProperty(value, 'length', { value: original.length, configurable: true });
  defineProperty(object, name, { ...descriptor, value });
};

/** Lets stacks be longer by the frames that are taken off again. @returns the limit that there was. */
function makeRoom() {
  const limit = descriptorOf(Error, 'stackTraceLimit');
  if (typeof limit?.value !== 'number' || !limit.writable) return undefined;
  Error.stackTraceLimit = limit.value + 2;
  return limit.value;
}

/** Here this file stands on the stack of an error: takes it off again. */
function takeOff(error) {
  const stack = error?.stack;
  if (typeof stack !== 'string' || !includes(stack, __filename)) return;
  const lines = stack.split('\n');
  error.stack = lines.filter((line) => !line.includes(__filename)).join('\n');
}

/** Tells of the first assignment of a property on an instance; an inherited setter leaves an ordinary property behind. */
exports.onAssign = function onAssign(prototype, name, seen) {
  defineProperty(prototype, name, {
    configurable: true,
    enumerable: false,
    get: () => undefined,
    set(value) {
      defineProperty(this, name, {
        value,
        writable: true,
        enumerable: true,
        configurable: true,
      });
      seen(value, this);
    },
  });
};

/** Tells when an instance is about to emit: Node reads `emit` right before. What it emits is not told. */
exports.onEmit = function onEmit(prototype, parent, seen) {
  defineProperty(prototype, 'emit', {
    configurable: true,
    enumerable: false,
    get() {
      seen(this);
      return parent.emit;
    },
    set(value) {
      defineProperty(this, 'emit', {
        value,
        writable: true,
        enumerable: true,
        configurable: true,
      });
    },
  });
};
