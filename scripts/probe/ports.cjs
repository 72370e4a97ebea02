'use strict';

/**
 * What message ports send and receive.
 *
 * A port may go to another thread, where nothing tells whose it is: who passes one on notes which, and by
 * what path it hangs in the message; who receives one gives it a name of its own. The reader of the log
 * brings the two together.
 */

const { isProxy } = require('node:util').types;
const { process, now, apply, defineProperty, descriptorOf, prototypeOf } = require('./taken.cjs');
const { keysOf, isArray, isView, byteLength, newWeakMap, symbolsOf } = require('./taken.cjs');
const { ArrayBuffer, EventTarget } = require('./taken.cjs');
const log = require('./log.cjs');
const { message, unsent } = require('./messages.cjs');
const { replace, onAssign } = require('./shapes.cjs');

const place = `${process.pid}-${log.thread}`;
/** What is watched: the channel of each port, and the direction of what it sends. */
const known = newWeakMap();
let made = 0;
let received = 0;

exports.watchPort = watchPort;

let MessagePort;

/** Watches this thread's port to its parent, the ports that it was given, and all that it makes. */
exports.start = function start(threads) {
  ({ MessagePort } = threads);
  const { MessageChannel, BroadcastChannel } = threads;
  if (log.thread !== 0) {
    const { parentPort, workerData } = threads;
    if (parentPort) watchPort(parentPort, `port-${place}`, 'u', 'd');
    const given = portsIn(workerData);
    for (let i = 0; i < given.length; i++)
      watchPort(given[i][1], `start-${place}-${given[i][0]}`, 'd', 'u');
  }

  // The constructor assigns these two, one after the other.
  onAssign(MessageChannel.prototype, 'port1', (port) =>
    watchPort(port, `pair-${place}-${++made}`, 'd', 'u'),
  );
  onAssign(MessageChannel.prototype, 'port2', (port) =>
    watchPort(port, `pair-${place}-${made}`, 'u', 'd'),
  );
  // That there is one is all that is told: who hears whom cannot be known for sure.
  onAssign(BroadcastChannel.prototype, symbolsOf(new EventTarget())[0], () =>
    log.write({ e: 'o', t: now(), of: 'broadcast' }),
  );
  replace(MessagePort.prototype, 'postMessage', send);
  replace(threads, 'receiveMessageOnPort', receive);
};

/** Counts what a port sends and receives. */
function watchPort(port, channel, outward, inward) {
  known.set(port, [channel, outward, inward]);
  // For each message Node reads `dispatch` twice, to see whether it is a function and to call it, and sets
  // `receiving` in between. `receiving` stays a plain property: who prints a port sees it.
  let announced = false;
  defineProperty(port, dispatch, {
    configurable: true,
    enumerable: false,
    get() {
      announced = !announced;
      if (!announced) {
        const moved = port[receiving];
        const names = [];
        for (let i = 0; i < (moved?.length ?? 0); i++) names[i] = welcome(moved[i]);
        message('r', channel, inward, { p: names.length > 0 ? names : undefined });
      }
      return prototypeOf(port)[dispatch];
    },
  });
}
const dispatch = Symbol.for('nodejs.internal.kHybridDispatch');
const receiving = Symbol.for('nodejs.internal.kCurrentlyReceivingPorts');

/** Names a port that arrived, and watches it. */
function welcome(port) {
  const name = `moved-${place}-${++received}`;
  watchPort(port, name, 'd', 'u');
  return name;
}

function send(port, values, original) {
  const end = known.get(port);
  const value = values[0];
  const transfer = isArray(values[1]) ? values[1] : dataOf(values[1], 'transfer');
  if (end === undefined) {
    // Node's own ports. The one that starts a thread may pass ports on, in workerData.
    if (dataOf(value, 'type') === 'loadScript') {
      const given = ends(portsIn(dataOf(value, 'workerData')));
      if (dataOf(value, 'isInternal'))
        log.write({ e: 'n', t: now(), ch: known.get(dataOf(value, 'publicPort'))?.[0] });
      else if (given.length > 0) log.write({ e: 'm', t: now(), p: given });
    }
    return apply(original, port, values);
  }
  let moved = 0;
  const passed = [];
  for (let i = 0; i < (isArray(transfer) ? transfer.length : 0); i++) {
    const item = dataOf(transfer, i);
    if (isPort(item)) passed[passed.length] = [undefined, item];
    else moved += bytesOf(item);
  }
  if (passed.length > 0) findPaths(passed, value);
  message('s', end[0], end[1], {
    n: bytesOf(value) || undefined,
    x: moved || undefined,
    k: 'message',
    p: passed.length > 0 ? ends(passed) : undefined,
  });
  try {
    return apply(original, port, values);
  } catch (error) {
    unsent(end[0], end[1]);
    throw error;
  }
}

/** A message that is taken instead of announced. */
function receive(_threads, values, original) {
  const result = apply(original, undefined, values);
  const end = result === undefined ? undefined : known.get(values[0]);
  if (end === undefined) return result;
  const given = portsIn(result.message);
  const names = [];
  for (let i = 0; i < given.length; i++) names[i] = [given[i][0], welcome(given[i][1])];
  message('r', end[0], end[2], { q: names.length > 0 ? names : undefined });
  return result;
}

const isPort = (value) =>
  typeof value === 'object' && value !== null && prototypeOf(value) === MessagePort.prototype;

function bytesOf(value) {
  if (typeof value === 'string') return value.length;
  if (isView(value)) return value.byteLength;
  if (typeof value !== 'object' || value === null || prototypeOf(value) !== ArrayBuffer.prototype)
    return 0;
  return byteLength(value);
}

/** A property's value where reading it runs none of the program's code. */
function dataOf(object, key) {
  if (typeof object !== 'object' || object === null || isProxy(object)) return undefined;
  return descriptorOf(object, key)?.value;
}

/** The channel and direction of each port, behind its path. */
function ends(ports) {
  const list = [];
  for (let i = 0; i < ports.length; i++) {
    const end = known.get(ports[i][1]);
    list[i] = [ports[i][0], end?.[0], end?.[1]];
  }
  return list;
}

function findPaths(ports, value) {
  const found = portsIn(value);
  for (let i = 0; i < ports.length; i++)
    for (let j = 0; j < found.length; j++)
      if (found[j][1] === ports[i][1]) ports[i][0] = found[j][0];
}

/** The ports in a value that is copied from thread to thread, each with its path: not deep, and not for long. */
function portsIn(root) {
  const found = [];
  let looks = 100;
  const visit = (value, path, depth) => {
    if (typeof value !== 'object' || value === null || isProxy(value) || isView(value)) return;
    if (isPort(value)) {
      found[found.length] = [path, value];
      return;
    }
    if (depth === 4) return;
    const keys = isArray(value) ? undefined : keysOf(value);
    const length = keys ? keys.length : value.length;
    for (let i = 0; i < length && looks-- > 0; i++) {
      const key = keys ? keys[i] : `${i}`;
      visit(dataOf(value, key), path ? `${path}.${key}` : key, depth + 1);
    }
  };
  visit(root, '', 0);
  return found;
}
