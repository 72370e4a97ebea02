/* eslint-disable @typescript-eslint/no-require-imports -- preloaded by --require, so that workers made with `eval: true` have it too */
'use strict';

/**
 * The probe that a recorded run preloads into each of its processes and threads: it notes what happens
 * there, one line of JSON per event, in a file of its own inside the folder that SNIPPET_PROBE names.
 * `trace.ts` makes a timeline of the files.
 *
 * Two rules shape it. The snippet must not notice: no listener is added, nothing keeps the event loop
 * alive, and no frame of this file stands on the stack while the snippet's code runs, so that a printed
 * stack is the one a plain run prints (`postMessage` is the exception, see there). And an event is on
 * disk before the next one can happen: a process that is killed keeps its past.
 *
 * Event letters: S start, X exit, P child process spawned, Y its end, W thread created, T thread asked to
 * stop, V thread ended, m ports go to the thread that is created next, p synchronous child, s send, u send that failed, r receipt, q request, Q response,
 * b busy span, c cap.
 * All times are nanoseconds of the one monotonic clock that the processes of a machine share.
 */

const fs = require('node:fs');
const { basename, join } = require('node:path');
const diagnostics = require('node:diagnostics_channel');
const threads = require('node:worker_threads');

/** Per channel and direction, so that both ends stop counting at the same message. */
const messageCap = 1000;
const requestCap = 2000;
const spanCap = 4000;
/** Shorter spans say nothing unless something happened in them. */
const shortestSpan = 200_000;

const now = () => Number(process.hrtime.bigint());
const folder = process.env.SNIPPET_PROBE;
const file = folder && open();
if (file) start();

/** Opens this thread's file; a process that may not write there (permission model) stays unobserved. */
function open() {
  const began = now();
  try {
    const path = join(folder, `${process.pid}-${threads.threadId}.jsonl`);
    return { fd: fs.openSync(path, 'a'), thread: threads.threadId, began };
  } catch {
    return undefined;
  }
}

function start() {
  const { setImmediate, setTimeout, performance } = globalThis;
  const { writeSync } = fs;
  const { stringify } = JSON;
  const { nextTick } = process;
  let closed = false;
  /** Whether something was written since the last span. */
  let fresh = true;
  /** Nanoseconds that this file cost its thread: loading it, and writing. */
  let spent = 0;

  const write = (event) => {
    if (closed) return;
    const began = now();
    try {
      writeSync(file.fd, stringify(event) + '\n');
      fresh = true;
    } catch {
      closed = true;
    }
    spent += now() - began;
  };

  // ---- this process or thread -------------------------------------------------------------------------

  const clusterWorker = process.moduleLoadList?.includes('NativeModule internal/cluster/child');
  write({
    e: 'S',
    t: file.began,
    pid: process.pid,
    ppid: process.ppid,
    thread: file.thread,
    cluster: clusterWorker ? require('node:cluster').worker?.id : undefined,
    ipc: file.thread === 0 && process.channel != null,
    node: process.versions.node,
  });

  // Node reads process.emit right before it announces the exit; a listener would be visible.
  let emit;
  let exited = false;
  Object.defineProperty(process, 'emit', {
    configurable: true,
    enumerable: false,
    get() {
      if (process._exiting && !exited) {
        exited = true;
        end();
      }
      return emit ?? Object.getPrototypeOf(process).emit;
    },
    set(value) {
      emit = value;
    },
  });

  const atExit = new Set();
  function end() {
    for (const note of atExit) note();
    mark();
    closeSpan();
    write({ e: 'X', t: now(), code: Number(process.exitCode ?? 0), spent });
  }

  // ---- busy spans -------------------------------------------------------------------------------------
  //
  // libuv counts how long the loop waited for events. Between two marks the thread was either waiting or
  // busy; who came first is known by where the marks are. One mark is an immediate without a reference: it
  // runs in the check phase of each iteration, right after the callbacks that ended a wait, and neither
  // wakes the loop nor keeps it alive. The other is a one-millisecond timer set by the first: it runs after
  // due timers and immediates, whose work would else look as if it came after the next wait.

  const timing = performance.nodeTiming;
  let last = file.began;
  let lastIdle = 0;
  let busyFrom = -1;
  let busyTo = -1;
  let spans = 0;
  let timerSet = false;

  function closeSpan() {
    if (busyFrom < 0) return;
    if (busyTo - busyFrom >= shortestSpan || fresh) {
      if (++spans <= spanCap) write({ e: 'b', t: busyFrom, u: busyTo });
      else if (spans === spanCap + 1) write({ e: 'c', t: busyFrom, of: 'spans' });
      fresh = false;
    }
    busyFrom = -1;
  }

  function mark() {
    const at = now();
    const idle = Math.round(timing.idleTime * 1e6);
    const waited = idle - lastIdle;
    if (waited > 50_000) {
      closeSpan();
      busyFrom = Math.min(last + waited, at);
    } else if (busyFrom < 0) {
      busyFrom = last;
    }
    busyTo = at;
    last = at;
    lastIdle = idle;
  }

  function onTimer() {
    timerSet = false;
    mark();
  }
  function onCheck() {
    mark();
    if (!timerSet) {
      timerSet = true;
      setTimeout(onTimer, 1).unref();
    }
    setImmediate(onCheck).unref();
  }
  timerSet = true;
  setTimeout(onTimer, 1).unref();
  setImmediate(onCheck).unref();

  // ---- messages ---------------------------------------------------------------------------------------

  const counts = new Map();
  function message(letter, channel, direction, fields) {
    const key = letter + channel + direction;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    if (count <= messageCap) write({ e: letter, t: now(), ch: channel, d: direction, ...fields });
    else if (count === messageCap + 1) write({ e: 'c', t: now(), of: 'messages' });
  }

  /** Takes back the last send: a send is noted before it happens, since its receiver may end this process. */
  function unsent(channel, direction) {
    const key = 's' + channel + direction;
    const count = counts.get(key) - 1;
    counts.set(key, count);
    if (count < messageCap) write({ e: 'u', t: now(), ch: channel, d: direction });
  }

  const symbolOf = (object, name) =>
    object && Object.getOwnPropertySymbols(object).find((symbol) => symbol.description === name);

  /** Counts what passes an IPC channel, on the wire: below `send`, above the bytes. */
  function watchIpc(target, channel, outward, inward) {
    const handle = target[symbolOf(target, 'kChannelHandle')];
    if (!handle) return;
    for (const method of ['writeUtf8String', 'writeBuffer']) {
      const original = handle[method];
      Object.defineProperty(handle, method, {
        configurable: true,
        writable: true,
        enumerable: false,
        value(request, data, passed) {
          const head =
            typeof data === 'string' ? data : data.latin1Slice(0, Math.min(data.length, 160));
          const start = head.slice(0, 160);
          const internal = /^\{"cmd":"NODE_|^.{0,24}cmd.{0,4}NODE_/s.test(start);
          const kind = start.includes('newconn') ? 'connection' : passed ? 'handle' : undefined;
          message('s', channel, outward, {
            n: data.length,
            k: kind ?? (internal ? 'internal' : 'message'),
          });
          const error = original.call(this, request, data, passed);
          if (error !== 0) unsent(channel, outward);
          return error;
        },
      });
    }
    const read = handle.onread;
    const frames = frameCounter();
    handle.onread = function (arrayBuffer) {
      if (arrayBuffer)
        for (let n = frames(new Uint8Array(arrayBuffer)); n > 0; n--) message('r', channel, inward);
      return Reflect.apply(read, this, arguments);
    };
  }

  /** Counts the messages that end in each chunk: one line each as JSON, else four bytes of length before each. */
  function frameCounter() {
    let lengths;
    let header = 0;
    let size = 0;
    let left = 0;
    return (chunk) => {
      lengths ??= chunk[0] === 0;
      let found = 0;
      if (!lengths) {
        for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) found++;
        return found;
      }
      for (let at = 0; at < chunk.length;) {
        if (left === 0) {
          size = (size << 8) | chunk[at++];
          if (++header < 4) continue;
          left = size;
          header = size = 0;
          if (left === 0) found++;
        } else {
          const step = Math.min(left, chunk.length - at);
          at += step;
          left -= step;
          if (left === 0) found++;
        }
      }
      return found;
    };
  }

  /** What is watched: the channel of each port, and the direction of what it sends. */
  const ports = new WeakMap();
  let portsWatched = false;

  function watchPorts() {
    if (portsWatched) return;
    portsWatched = true;
    const prototype = MessagePort.prototype;
    const byteLength = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength').get;
    const { isView } = ArrayBuffer;
    const bytes = (value) =>
      value instanceof ArrayBuffer
        ? byteLength.call(value)
        : isView(value)
          ? value.byteLength
          : typeof value === 'string'
            ? value.length
            : 0;

    const isPort = (value) => value instanceof MessagePort;
    const send = prototype.postMessage;
    const wrapped = {
      postMessage(value, transfer) {
        const known = ports.get(this);
        const list = Array.isArray(transfer) ? transfer : dataOf(transfer, 'transfer');
        const passed = Array.isArray(list)
          ? list.filter(isPort).map((port) => ports.get(port))
          : [];
        if (known === undefined) {
          // Node's own port, which starts a thread: with workerData it may pass ports on.
          const started = portsIn(dataOf(value, 'workerData'));
          const named = started.map(([key, port]) => [key, ...(ports.get(port) ?? [])]);
          if (passed.length > 0 && named.length > 0) write({ e: 'm', t: now(), p: named });
          return Reflect.apply(send, this, arguments);
        }
        const moved = Array.isArray(list) ? list.reduce((sum, item) => sum + bytes(item), 0) : 0;
        const size = bytes(value);
        message('s', known[0], known[1], {
          n: size || undefined,
          x: moved || undefined,
          k: 'message',
          p: passed.length > 0 ? passed : undefined,
        });
        try {
          return Reflect.apply(send, this, arguments);
        } catch (error) {
          unsent(known[0], known[1]);
          // The one place where this file stands on the stack of an error: take it off again.
          if (typeof error?.stack === 'string' && error.stack.includes(__filename)) {
            const lines = error.stack.split('\n');
            error.stack = lines.filter((line) => !line.includes(__filename)).join('\n');
          }
          throw error; // node-do-not-add-exception-line
        }
      },
    }.postMessage;
    Object.defineProperty(wrapped, 'length', { value: send.length, configurable: true });
    Object.defineProperty(prototype, 'postMessage', {
      ...Object.getOwnPropertyDescriptor(prototype, 'postMessage'),
      value: wrapped,
    });
  }

  /** A property's value where reading it runs none of the snippet's code. */
  function dataOf(object, key) {
    if (typeof object !== 'object' || object === null) return undefined;
    return Object.getOwnPropertyDescriptor(object, key)?.value;
  }

  /** Ports in a thread's workerData, with the key of each: workerData itself, or one level below. */
  function portsIn(data) {
    if (data instanceof MessagePort) return [['', data]];
    if (typeof data !== 'object' || data === null) return [];
    return Object.keys(data)
      .map((key) => [key, dataOf(data, key)])
      .filter(([, value]) => value instanceof MessagePort);
  }

  /**
   * Watches the channels that the snippet makes for itself. Their ports may go to other threads, where
   * nothing tells whose they are: who passes one on notes which, and who receives one gives it a name of
   * its own; trace.ts brings the two together.
   */
  function watchChannels() {
    const { MessageChannel } = threads;
    let made = 0;
    const watched = new Proxy(MessageChannel, {
      construct(target, values, newTarget) {
        const channel = Reflect.construct(target, values, newTarget);
        const name = `pair-${process.pid}-${file.thread}-${++made}`;
        watchPort(channel.port1, name, 'd', 'u');
        watchPort(channel.port2, name, 'u', 'd');
        return channel;
      },
    });
    threads.MessageChannel = watched;
    const { enumerable } = Object.getOwnPropertyDescriptor(globalThis, 'MessageChannel');
    Object.defineProperty(globalThis, 'MessageChannel', {
      value: watched,
      writable: true,
      configurable: true,
      enumerable,
    });
    require('node:module').syncBuiltinESMExports();
  }
  let received = 0;

  /** Counts what a port sends and receives. */
  function watchPort(port, channel, outward, inward) {
    watchPorts();
    ports.set(port, [channel, outward]);
    // For each message Node reads `dispatch` twice, to see whether it is a function and to call it, and sets
    // `receiving` in between. `receiving` stays a plain property: who prints a port sees it.
    const dispatch = Symbol.for('nodejs.internal.kHybridDispatch');
    const receiving = Symbol.for('nodejs.internal.kCurrentlyReceivingPorts');
    let announced = false;
    Object.defineProperty(port, dispatch, {
      configurable: true,
      enumerable: false,
      get() {
        announced = !announced;
        if (!announced) {
          const names = port[receiving]?.map((moved) => {
            const name = `moved-${process.pid}-${file.thread}-${++received}`;
            watchPort(moved, name, 'd', 'u');
            return name;
          });
          message('r', channel, inward, names?.length > 0 ? { p: names } : undefined);
        }
        return Object.getPrototypeOf(port)[dispatch];
      },
    });
  }

  // ---- child processes --------------------------------------------------------------------------------

  let childrenWatched = false;
  diagnostics.subscribe('child_process', ({ process: child }) => {
    const spawned = now();
    const handle = child._handle;
    if (!handle) return;
    spawnTimes.set(child, spawned);
    if (!childrenWatched) {
      childrenWatched = true;
      watchChildren(Object.getPrototypeOf(child));
    }
    // Node reads `onexit` when it calls it; the code is known only after the call.
    const onexit = handle.onexit;
    Object.defineProperty(handle, 'onexit', {
      configurable: true,
      enumerable: true,
      get() {
        const at = now();
        const note = () => {
          if (!atExit.delete(note) || child.pid === undefined) return;
          write({ e: 'Y', t: at, pid: child.pid, code: child.exitCode, signal: child.signalCode });
        };
        atExit.add(note);
        nextTick(note);
        return onexit;
      },
    });
  });

  const spawnTimes = new WeakMap();

  /** `spawn` assigns these two; an inherited setter sees it and leaves an ordinary property behind. */
  function watchChildren(prototype) {
    const onAssign = (name, seen) =>
      Object.defineProperty(prototype, name, {
        configurable: true,
        enumerable: false,
        get: () => undefined,
        set(value) {
          Object.defineProperty(this, name, {
            value,
            writable: true,
            enumerable: true,
            configurable: true,
          });
          seen(this, value);
        },
      });
    onAssign('pid', (child, pid) => {
      if (!pid) return;
      write({ e: 'P', t: spawnTimes.get(child) ?? now(), pid, file: basename(child.spawnfile) });
    });
    onAssign('send', (child) => {
      if (child.pid) watchIpc(child, `ipc-${child.pid}`, 'd', 'u');
    });
  }

  // The synchronous calls announce nothing. Below them is one function, which never throws.
  try {
    if (!/pending-deprecation/.test([...process.execArgv, process.env.NODE_OPTIONS].join())) {
      const binding = process.binding('spawn_sync');
      const { spawn } = binding;
      binding.spawn = function (options) {
        const began = now();
        const result = Reflect.apply(spawn, this, arguments);
        if (result?.pid)
          write({
            e: 'p',
            t: began,
            u: now(),
            pid: result.pid,
            file: basename(String(options?.file ?? '')),
            code: result.status,
            signal: result.signal,
          });
        return result;
      };
    }
  } catch {
    // The permission model forbids process.binding: synchronous children stay unseen.
  }

  // ---- this process's own channel ---------------------------------------------------------------------

  if (file.thread === 0 && process.channel) {
    watchIpc(process, `ipc-${process.pid}`, 'u', 'd');
    // A cluster worker told its primary that it is online before this file was loaded.
    if (clusterWorker) message('s', `ipc-${process.pid}`, 'u', { k: 'internal' });
  }
  if (file.thread !== 0) {
    const { parentPort, workerData } = threads;
    if (parentPort) watchPort(parentPort, `port-${process.pid}-${file.thread}`, 'u', 'd');
    for (const [key, port] of portsIn(workerData))
      watchPort(port, `start-${process.pid}-${file.thread}-${key}`, 'd', 'u');
  }
  watchChannels();

  // ---- threads ----------------------------------------------------------------------------------------

  diagnostics.subscribe('worker_threads', ({ worker }) => {
    // Node's own helper threads (module hooks on Node 20) are no part of the lesson.
    if (worker.constructor.name === 'InternalWorker') return;
    const thread = worker.threadId;
    write({ e: 'W', t: now(), thread });
    const port = worker[symbolOf(worker, 'kPublicPort')];
    if (port) watchPort(port, `port-${process.pid}-${thread}`, 'd', 'u');
    const handle = worker[symbolOf(worker, 'kHandle')];
    if (!handle) return;
    const { stopThread } = handle;
    Object.defineProperty(handle, 'stopThread', {
      configurable: true,
      writable: true,
      enumerable: false,
      value() {
        write({ e: 'T', t: now(), thread });
        return Reflect.apply(stopThread, this, arguments);
      },
    });
    let onexit = handle.onexit;
    Object.defineProperty(handle, 'onexit', {
      configurable: true,
      enumerable: true,
      get() {
        if (onexit) write({ e: 'V', t: now(), thread });
        return onexit;
      },
      set(value) {
        onexit = value;
      },
    });
  });

  // ---- requests ---------------------------------------------------------------------------------------

  const requests = new WeakMap();
  let served = 0;
  diagnostics.subscribe('http.server.request.start', ({ request, response }) => {
    if (++served > requestCap) {
      if (served === requestCap + 1) write({ e: 'c', t: now(), of: 'requests' });
      return;
    }
    requests.set(response, served);
    write({ e: 'q', t: now(), n: served, m: request.method, u: String(request.url).slice(0, 80) });
  });
  diagnostics.subscribe('http.server.response.finish', ({ response }) => {
    const n = requests.get(response);
    if (n !== undefined) write({ e: 'Q', t: now(), n, s: response.statusCode });
  });

  spent += now() - file.began;
}
