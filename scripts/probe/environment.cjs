'use strict';

/**
 * The probe travels to children in NODE_OPTIONS. A program that prints its environment sees the one that it
 * would have without: the option is taken out here, and put back on the way to each child.
 */

const { process, startsWith, includes, slice, match } = require('./taken.cjs');
const { flag, tagVariable } = require('./run.cjs');

/** Takes the option out of this thread's environment. */
exports.hide = function hide() {
  const options = process.env.NODE_OPTIONS;
  if (options !== undefined && startsWith(options, flag))
    restore(slice(options, flag.length + 1) || undefined);
};

/**
 * Puts it back for the moment in which Node copies the environment for a thread. Not beside options that only
 * a whole process may have: Node takes them from a thread's environment only where it equals this one's.
 *
 * @returns what ends the moment.
 */
exports.show = function show() {
  const options = process.env.NODE_OPTIONS;
  if (options !== undefined && !match(ofThreads, options)) return () => {};
  process.env.NODE_OPTIONS = withFlag(options);
  let shown = true;
  return () => {
    if (shown) restore(options);
    shown = false;
  };
};
const ofThreads = /^(--(import|require)[= ]\S+ *)*$/;

function restore(options) {
  if (options === undefined) delete process.env.NODE_OPTIONS;
  else process.env.NODE_OPTIONS = options;
}

const withFlag = (options) => (options ? `${flag} ${options}` : flag);

/**
 * A child's environment with the option in it.
 *
 * Node takes it out again, so every Node gets it, but where it may not read the file. Of other programs those
 * get it that have the run's environment, since they may start Node: the one place where it can be seen.
 */
exports.passOn = function passOn(pairs, file, args) {
  const passed = [];
  let options = '';
  let ours = isNode(file);
  for (let i = 0; i < (pairs?.length ?? 0); i++) {
    const pair = pairs[i];
    if (startsWith(pair, 'NODE_OPTIONS=')) options = slice(pair, 'NODE_OPTIONS='.length);
    else passed[passed.length] = pair;
    if (startsWith(pair, tagVariable)) ours = true;
  }
  if (!ours || isRestricted(options)) return pairs;
  for (let i = 0; i < (args?.length ?? 0); i++) if (isRestricted(args[i])) return pairs;
  passed[passed.length] = `NODE_OPTIONS=${withFlag(options)}`;
  return passed;
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
