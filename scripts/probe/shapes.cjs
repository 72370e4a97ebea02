'use strict';

/** Ways to see what happens to an object whose look must stay as it is. */

const { Error, construct, defineProperty, descriptorOf, includes } = require('./taken.cjs');
const { ownKeys, prototypeOf, setPrototypeOf } = require('./taken.cjs');

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

/**
 * Puts a twin in a class's place, which sees, and may change, what the constructor gets. No proxy: newer versions of Node print
 * one as such. Of the twin only the source tells, as text.
 *
 * @param twinOf - Makes the twin, under the name that V8 says to who calls it without `new`.
 * @param enter - Gets the arguments, and gives back those to use.
 * @param leave - Called once the constructor has returned or thrown.
 */
exports.replaceClass = function replaceClass(object, name, twinOf, enter, leave) {
  const descriptor = descriptorOf(object, name);
  const original = descriptor.value;
  const twin = twinOf((values, target) => {
    const limit = makeRoom();
    try {
      return construct(original, enter(values), target);
    } catch (error) {
      takeOff(error);
      throw error; // node-do-not-add-exception-line
    } finally {
      leave();
      if (limit !== undefined) Error.stackTraceLimit = limit;
    }
  });
  copyLook(original, twin, 'prototype');
  copyLook(original.prototype, twin.prototype, 'constructor');
  defineProperty(object, name, { ...descriptor, value: twin });
};

function copyLook(from, to, but) {
  for (const key of ownKeys(from))
    if (key !== but) defineProperty(to, key, descriptorOf(from, key));
  setPrototypeOf(to, prototypeOf(from));
}

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
