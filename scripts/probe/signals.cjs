'use strict';

/** Signals that this process sends by pid: who is killed so, or is found gone, may have no parent left to see its end. */

const { process, now, apply, newSet } = require('./taken.cjs');
const log = require('./log.cjs');
const { replace } = require('./shapes.cjs');

/** What the system says of a pid that is nobody's. */
const noSuchProcess = -3;

const gone = newSet();

exports.start = function start() {
  replace(process, '_kill', (_process, values, original) => {
    const error = apply(original, process, values);
    const pid = values[0];
    const signal = values[1];
    if (error === 0 && signal !== 0) log.write({ e: 'k', t: now(), pid, s: signal });
    if (error === noSuchProcess && !gone.has(pid)) {
      gone.add(pid);
      log.write({ e: 'g', t: now(), pid });
    }
    return error;
  });
};
