'use strict';

/** When this process or thread started, what it is, and when it ended. */

const { process, now, prototypeOf, defineProperty, symbolOf } = require('./taken.cjs');
const log = require('./log.cjs');

const clusterWorker = process.moduleLoadList?.includes('NativeModule internal/cluster/child');
const atExit = [];
let exited = false;

module.exports = {
  clusterWorker,
  /** This process's channel to its parent. */
  channel: log.thread === 0 ? process[symbolOf(process, 'kChannelHandle')] : undefined,
  /** Has a note taken at the end. */
  beforeExit: (note) => void (atExit[atExit.length] = note),
  start,
};

function start() {
  log.write({
    e: 'S',
    t: log.began,
    pid: process.pid,
    ppid: process.ppid,
    thread: log.thread,
    cluster: clusterWorker ? require('node:cluster').worker?.id : undefined,
    ipc: module.exports.channel != null,
    node: process.versions.node,
  });

  // Node reads process.emit right before it announces the exit; a listener would be visible.
  let emit;
  defineProperty(process, 'emit', {
    configurable: true,
    enumerable: false,
    get() {
      if (process._exiting && !exited) end();
      return emit ?? prototypeOf(process).emit;
    },
    set(value) {
      emit = value;
    },
  });
}

function end() {
  exited = true;
  for (let i = 0; i < atExit.length; i++) atExit[i]();
  log.write({ e: 'X', t: now(), code: Number(process.exitCode ?? 0), spent: log.spent });
}
