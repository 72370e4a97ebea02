'use strict';

/** Worker threads: that they were started, asked to stop, and ended. */

const diagnostics = require('node:diagnostics_channel');
const { process, now, apply, defineProperty } = require('./taken.cjs');
const { prototypeOf, newWeakMap, symbolOf } = require('./taken.cjs');
const log = require('./log.cjs');
const { forThread, show } = require('./environment.cjs');
const { watchPort } = require('./ports.cjs');
const { onEmit, replaceClass } = require('./shapes.cjs');

const running = newWeakMap();
let hideAgain = () => {};

exports.start = function start(threads) {
  // Around the constructor, which copies the environment, in which a thread with execArgv of its own looks for
  // NODE_OPTIONS.
  replaceClass(threads, 'Worker', twinOf, enter, () => hideAgain());
  const { Worker } = threads;
  onEmit(Worker.prototype, prototypeOf(Worker.prototype), end);
  diagnostics.subscribe('worker_threads', ({ worker }) => {
    if (isInternal(worker)) return;
    hideAgain();
    begin(worker);
  });
};

const twinOf = (make) =>
  class Worker {
    constructor() {
      return make(arguments, new.target);
    }
  };

/** A thread with an environment of its own gets the option in that. */
function enter(values) {
  const options = values[1];
  const env = typeof options === 'object' && options !== null ? options.env : undefined;
  const own = typeof env === 'object' && env !== null ? forThread(env) : undefined;
  hideAgain = show();
  return own ? [values[0], { __proto__: options, env: own }] : values;
}

/** Node's own helper threads (module hooks on Node 20) are no part of the lesson. */
const isInternal = (worker) => prototypeOf(worker).constructor?.name === 'InternalWorker';

function begin(worker) {
  const thread = worker.threadId;
  log.write({ e: 'W', t: now(), thread });
  const port = worker[symbolOf(worker, 'kPublicPort')];
  if (port) watchPort(port, `port-${process.pid}-${thread}`, 'd', 'u');
  const kHandle = symbolOf(worker, 'kHandle');
  const handle = worker[kHandle];
  if (!handle) return;
  running.set(worker, { thread, kHandle });
  const { stopThread } = handle;
  defineProperty(handle, 'stopThread', {
    configurable: true,
    writable: true,
    enumerable: false,
    value() {
      log.write({ e: 'T', t: now(), thread });
      return apply(stopThread, this, arguments);
    },
  });
}

/** Node lets go of the handle, then announces the end. */
function end(worker) {
  const known = running.get(worker);
  if (known === undefined || worker[known.kHandle] !== null) return;
  running.delete(worker);
  log.write({ e: 'V', t: now(), thread: known.thread });
}
