'use strict';

/** Child processes: that they were started, what they are, and how they ended. */

const diagnostics = require('node:diagnostics_channel');
const { process, now, assign, apply, startsWith, slice } = require('./taken.cjs');
const { prototypeOf, newWeakMap, includes } = require('./taken.cjs');
const log = require('./log.cjs');
const { baseOf, isNode, passOn, withoutFlag } = require('./environment.cjs');
const { watchReads, watchWrites } = require('./ipc.cjs');
const { onEmit, replace } = require('./shapes.cjs');

exports.start = function start() {
  // Both prototypes can be had from the first child: Node tells of it before it starts.
  const first = ({ process: child }) => {
    diagnostics.unsubscribe('child_process', first);
    const prototype = prototypeOf(child);
    replace(prototypeOf(child._handle), 'spawn', spawn);
    onEmit(prototype, prototypeOf(prototype), end);
  };
  diagnostics.subscribe('child_process', first);
  startSynchronous();
};

/** Below `spawn`, `fork` and `exec`: gets an object on Node 20 and 22, and a list of values on later ones. */
function spawn(handle, values, original) {
  const began = now();
  const listed = typeof values[0] === 'string';
  const options = listed
    ? { file: values[0], args: values[1], envPairs: values[3], stdio: values[4] }
    : values[0];
  const args = withoutFlag(options.args);
  const envPairs = passOn(options.envPairs, options.file, args);
  let given;
  if (listed) {
    given = [];
    for (let i = 0; i < values.length; i++) given[i] = values[i];
    given[1] = args;
    given[3] = envPairs;
  } else given = [assign({ __proto__: null }, options, { args, envPairs })];
  const error = apply(original, handle, given);
  const { pid } = handle;
  if (error !== 0 || !pid) return error;

  const channel = channelOf(options.stdio);
  log.write({
    e: 'P',
    t: began,
    pid,
    file: baseOf(options.file),
    node: isNode(options.file),
    ipc: channel !== undefined,
    cluster: clusterId(options.envPairs),
  });
  if (channel) {
    watchWrites(channel, `ipc-${pid}`, 'd');
    watchReads(channel, `ipc-${pid}`, 'u');
  }
  return error;
}

function channelOf(stdio) {
  for (let i = 0; i < stdio.length; i++) if (stdio[i].ipc) return stdio[i].handle;
  return undefined;
}

function clusterId(pairs) {
  const name = 'NODE_UNIQUE_ID=';
  for (let i = 0; i < (pairs?.length ?? 0); i++)
    if (startsWith(pairs[i], name)) return +slice(pairs[i], name.length);
  return undefined;
}

const ended = newWeakMap();

/** Node sets one of the two codes, then announces the end. */
function end(child) {
  const { exitCode, signalCode, pid } = child;
  if ((exitCode === null && signalCode === null) || !pid || ended.has(child)) return;
  ended.set(child, true);
  log.write({ e: 'Y', t: now(), pid, code: exitCode, signal: signalCode });
}

/** The synchronous calls announce nothing. Below them is one function, which never throws. */
function startSynchronous() {
  // Looking for it warns under this flag.
  for (const option of [...process.execArgv, process.env.NODE_OPTIONS ?? ''])
    if (includes(option, 'pending-deprecation')) return;
  let binding;
  try {
    binding = process.binding('spawn_sync');
  } catch {
    return; // The permission model forbids it: synchronous children stay unseen.
  }
  replace(binding, 'spawn', (_binding, values, original) => {
    const [options] = values;
    const began = now();
    const args = withoutFlag(options.args);
    const envPairs = passOn(options.envPairs, options.file, args);
    const given = assign({ __proto__: null }, options, { args, envPairs });
    const result = apply(original, binding, [given]);
    if (result?.pid)
      log.write({
        e: 'p',
        t: began,
        u: now(),
        pid: result.pid,
        file: baseOf(options.file),
        node: isNode(options.file),
        code: result.status,
        signal: result.signal,
      });
    return result;
  });
}
