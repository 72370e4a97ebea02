'use strict';

/**
 * The probe travels to children in NODE_OPTIONS. A program that prints its environment sees the one that it
 * would have without: the option is taken out here, and put back on the way to each child.
 */

const { process, startsWith, includes, slice, assign } = require('./taken.cjs');
const { path, flag, tagVariable } = require('./run.cjs');

/** Takes the option out of this thread's environment. */
exports.hide = function hide() {
  const options = process.env.NODE_OPTIONS;
  if (options !== undefined && startsWith(options, flag))
    restore(options === flag ? undefined : slice(options, flag.length + 1));
};

/**
 * Puts it back for the moment in which Node copies the environment for a thread.
 *
 * @returns what ends the moment.
 */
exports.show = function show() {
  const options = process.env.NODE_OPTIONS;
  process.env.NODE_OPTIONS = withFlag(options);
  let shown = true;
  return () => {
    if (shown) restore(options);
    shown = false;
  };
};

/**
 * A thread's own environment with the option in it. An option that only a whole process may have is no
 * obstacle: Node takes it where the thread's options equal those of its process, and both got ours.
 */
exports.forThread = function forThread(env) {
  const own = assign({ __proto__: null }, env);
  own.NODE_OPTIONS = withFlag('NODE_OPTIONS' in own ? `${own.NODE_OPTIONS}` : undefined);
  return own;
};

function restore(options) {
  if (options === undefined) delete process.env.NODE_OPTIONS;
  else process.env.NODE_OPTIONS = options;
}

const withFlag = (options) => (options === undefined ? flag : `${flag} ${options}`);

/**
 * A child's environment with the option in it.
 *
 * Node takes it out again, so every Node gets it, but where it may not read the file. Of other programs those
 * get it that have the run's environment, since they may start Node: the one place where it can be seen.
 */
exports.passOn = function passOn(pairs, file, args) {
  const passed = [];
  let options;
  let ours = isNode(file);
  for (let i = 0; i < (pairs?.length ?? 0); i++) {
    const pair = pairs[i];
    if (startsWith(pair, 'NODE_OPTIONS=')) options = slice(pair, 'NODE_OPTIONS='.length);
    else passed[passed.length] = pair;
    if (startsWith(pair, tagVariable)) ours = true;
  }
  if (!ours || isRestricted(options ?? '')) return pairs;
  for (let i = 0; i < (args?.length ?? 0); i++) if (isRestricted(args[i])) return pairs;
  passed[passed.length] = `NODE_OPTIONS=${withFlag(options)}`;
  return passed;
};

/**
 * The arguments without the option: Node's test runner hands on all that its process was started with, and a
 * child has the option from its environment.
 */
exports.withoutFlag = function withoutFlag(args) {
  const rest = [];
  for (let i = 0; i < (args?.length ?? 0); i++)
    if (args[i] !== `--require=${path}`) rest[rest.length] = args[i];
  return rest.length === args?.length ? args : rest;
};

/** The permission model, under either of its names. */
const isRestricted = (text) =>
  includes(text, '--permission') || includes(text, '--experimental-permission');

exports.isNode = isNode;
function isNode(file) {
  return file === process.execPath || baseOf(file) === 'node' || baseOf(file) === 'node.exe';
}

exports.baseOf = baseOf;
function baseOf(file) {
  let from = file.length;
  while (from > 0 && file[from - 1] !== '/' && file[from - 1] !== '\\') from--;
  return slice(file, from);
}
