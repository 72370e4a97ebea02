'use strict';

/** What passes an IPC channel, counted on the wire: below `send`, above the bytes. */

const { process, min, apply, defineProperty, descriptorOf, prototypeOf } = require('./taken.cjs');
const { slice, includes, match, indexOf, latin1, Uint8Array } = require('./taken.cjs');
const { message, unsent } = require('./messages.cjs');
const life = require('./life.cjs');

const internalMessage = /^\{"cmd":"NODE_|^.{0,24}cmd.{0,4}NODE_/s;

exports.watchWrites = watchWrites;
exports.watchReads = watchReads;

/** Watches this process's channel to its parent. */
exports.start = function start() {
  const { channel } = life;
  if (!channel) return;
  const name = `ipc-${process.pid}`;
  watchWrites(channel, name, 'u');
  channel.onread = counted(channel.onread, channel, name, 'd');
  // A cluster worker told its primary that it is online before this file was loaded.
  if (life.clusterWorker) message('s', name, 'u', { k: 'internal' });
};

function watchWrites(handle, channel, direction) {
  watchWrite(handle, 'writeUtf8String', channel, direction); // as JSON
  watchWrite(handle, 'writeBuffer', channel, direction); // as a structured clone
}

function watchWrite(handle, method, channel, direction) {
  const original = handle[method];
  defineProperty(handle, method, {
    configurable: true,
    writable: true,
    enumerable: false,
    value(request, data, passed) {
      const start =
        typeof data === 'string' ? slice(data, 0, 160) : latin1(data, 0, min(data.length, 160));
      message('s', channel, direction, { n: data.length, k: kindOf(start, passed) });
      const error = apply(original, this, arguments);
      if (error !== 0) unsent(channel, direction);
      return error;
    },
  });
}

function kindOf(start, passed) {
  if (includes(start, 'newconn')) return 'connection';
  if (passed) return 'handle';
  return match(internalMessage, start) ? 'internal' : 'message';
}

/** Watches what arrives on a handle whose reader Node has yet to set. */
function watchReads(handle, channel, direction) {
  let prototype = prototypeOf(handle);
  while (prototype && !descriptorOf(prototype, 'onread')) prototype = prototypeOf(prototype);
  if (!prototype) return;
  defineProperty(handle, 'onread', {
    configurable: true,
    enumerable: false,
    set(read) {
      delete handle.onread;
      handle.onread = counted(read, handle, channel, direction);
    },
  });
}

/** A reader that counts what it reads. At the end of the channel it may stand on the stack of a listener of `close`. */
function counted(read, handle, channel, direction) {
  const frames = frameCounter();
  return function onread(arrayBuffer) {
    if (arrayBuffer)
      for (let n = frames(new Uint8Array(arrayBuffer)); n > 0; n--)
        message('r', channel, direction);
    return apply(read, this, arguments);
  };
}

/** Counts the messages that end in each chunk: one line each as JSON, else four bytes of length before each. */
function frameCounter() {
  let lengths;
  let header = 0;
  let size = 0;
  let left = 0;
  return (chunk) => {
    // No JSON text begins with a control character, and no length below 512 MiB with anything else.
    lengths ??= chunk[0] < 32;
    let found = 0;
    if (!lengths) {
      for (let at = indexOf(chunk, 10); at >= 0; at = indexOf(chunk, 10, at + 1)) found++;
      return found;
    }
    for (let at = 0; at < chunk.length;) {
      if (left === 0) {
        size = size * 256 + chunk[at++];
        if (++header < 4) continue;
        left = size;
        header = size = 0;
        if (left === 0) found++;
      } else {
        const step = left < chunk.length - at ? left : chunk.length - at;
        at += step;
        left -= step;
        if (left === 0) found++;
      }
    }
    return found;
  };
}
