'use strict';

/**
 * When this thread was busy.
 *
 * libuv counts how long the loop waited for events. Between two marks the thread was either waiting or
 * busy; who came first is known by where the marks are. One mark is an immediate without a reference: it
 * runs in the check phase of each iteration, right after the callbacks that ended a wait, and neither
 * wakes the loop nor keeps it alive. The other is a one-millisecond timer set by the first: it runs after
 * due timers and immediates, whose work would else look as if it came after the next wait.
 */

const { now, round, min, setImmediate, setTimeout, nodeTiming } = require('./taken.cjs');
const log = require('./log.cjs');
const { beforeExit } = require('./life.cjs');

/** Nanoseconds; shorter spans say nothing unless something happened in them. */
const shortestSpan = 200_000;
/** Nanoseconds; less is no wait, but the loop's own overhead. */
const shortestWait = 50_000;

let last = log.began;
let lastIdle = 0;
let busyFrom = -1;
let busyTo = -1;
let spans = 0;
let timerSet = true;
let turned = false;
const counter = log.counter('spans');

exports.start = function start() {
  setTimeout(onTimer, 1).unref();
  setImmediate(onCheck).unref();
  beforeExit(() => {
    mark();
    closeSpan();
    counter.tell();
  });
};

function onTimer() {
  turned = true;
  timerSet = false;
  mark();
}

function onCheck() {
  turned = true;
  mark();
  if (!timerSet) {
    timerSet = true;
    setTimeout(onTimer, 1).unref();
  }
  setImmediate(onCheck).unref();
}

function mark() {
  const at = now();
  // Before its first turn the loop has waited for nothing.
  const idle = turned ? round(nodeTiming().idleTime * 1e6) : 0;
  const waited = idle - lastIdle;
  if (waited > shortestWait) {
    closeSpan();
    busyFrom = min(last + waited, at);
  } else if (busyFrom < 0) {
    busyFrom = last;
  }
  busyTo = at;
  last = at;
  lastIdle = idle;
}

function closeSpan() {
  if (busyFrom < 0) return;
  if (busyTo - busyFrom >= shortestSpan || log.fresh) {
    if (counter.admits(++spans)) log.write({ e: 'b', t: busyFrom, u: busyTo });
    log.fresh = false;
  }
  busyFrom = -1;
}
