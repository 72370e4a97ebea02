'use strict';

/** Worker threads: that they were started, asked to stop, and ended. */

const diagnostics = require('node:diagnostics_channel');
const { Worker } = require('node:worker_threads');
const { process, now, apply, defineProperty, queueMicrotask } = require('./taken.cjs');
const { prototypeOf, newWeakMap, symbolOf } = require('./taken.cjs');
const log = require('./log.cjs');
const { show } = require('./environment.cjs');
const { watchPort } = require('./ports.cjs');
const { onAssign, onEmit } = require('./shapes.cjs');

const running = newWeakMap();
let hideAgain;

exports.start = function start() {
  // The first assignment of the constructor, before it copies the environment, in which a thread with
  // execArgv of its own looks for NODE_OPTIONS.
  onAssign(Worker.prototype, '_maxListeners', (_value, worker) => {
    if (isInternal(worker)) return;
    hideAgain = show();
    // A constructor that throws gets no further.
    queueMicrotask(hideAgain);
  });
  onEmit(Worker.prototype, prototypeOf(Worker.prototype), end);
  diagnostics.subscribe('worker_threads', ({ worker }) => {
    if (isInternal(worker)) return;
    hideAgain?.();
    begin(worker);
  });
};

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
