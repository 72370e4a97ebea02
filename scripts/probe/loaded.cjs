'use strict';

/**
 * Worker threads and message ports: most programs never load them, and loading them takes longer than all else
 * that the probe does at a start. So they are watched from the moment in which the program loads them.
 */

const { process, defineProperty, descriptorOf } = require('./taken.cjs');
const { create, prototypeOf, setPrototypeOf } = require('./taken.cjs');

/** Node notes each of its modules here, right after it was loaded. */
const list = process.moduleLoadList;
const awaited = 'NativeModule worker_threads';
/** Globals that Node makes when they are first read, by loading the same. To define one anew reads it too; to delete one does not. */
const globals = ['BroadcastChannel', 'MessageChannel', 'MessagePort'];

/** In a thread they always are. */
const areLoaded = !list || list.includes('NativeModule internal/worker/io');
exports.areLoaded = areLoaded;

/** Calls once `worker_threads` is loaded, with what it exports, before the program has that. */
exports.onceLoaded = function onceLoaded(start) {
  if (areLoaded) {
    start(require('node:worker_threads'));
    return;
  }
  const getters = globals.map((name) => () => {
    require('node:worker_threads');
    return globalThis[name];
  });
  for (let i = 0; i < globals.length; i++) {
    delete globalThis[globals[i]];
    defineProperty(globalThis, globals[i], {
      configurable: true,
      enumerable: false,
      get: getters[i],
      set: (value) => put(globals[i], value),
    });
  }
  wait(() => {
    const threads = require('node:worker_threads');
    // But for those that the program has replaced.
    for (let i = 0; i < globals.length; i++)
      if (descriptorOf(globalThis, globals[i])?.get === getters[i])
        put(globals[i], threads[globals[i]]);
    start(threads);
  });
};

function put(name, value) {
  const look = { configurable: true, enumerable: false, writable: true };
  defineProperty(globalThis, name, { ...look, value });
}

/** An inherited setter sees the next entry of the list. */
function wait(then) {
  const index = list.length;
  const usual = prototypeOf(list);
  const set = (value) => {
    setPrototypeOf(list, usual);
    const look = { configurable: true, enumerable: true, writable: true };
    defineProperty(list, index, { ...look, value });
    if (value === awaited) then();
    else wait(then);
  };
  setPrototypeOf(list, create(usual, { [index]: { configurable: true, set } }));
}
