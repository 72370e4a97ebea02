'use strict';

/**
 * The probe that a recorded run preloads into each of its processes and threads: it notes what happens there,
 * one line of JSON per event, in a file of its own. `timeline/` makes a trace of the files.
 *
 * Three rules shape it. The program must not notice: no listener is added, nothing keeps the event loop alive,
 * objects keep their look, and no frame of the probe stands on the stack while the program's code runs, so
 * that a printed stack is the one a plain run prints (`postMessage` is the exception, see shapes.cjs). What
 * the program does must not mislead it: it uses the runtime as it was before the program (taken.cjs), and
 * takes nothing for an event that a program may do by looking. And an event is on disk before the next one
 * can happen.
 *
 * For a run these files become one, in the folder that its logs go to (timeline/probe.ts): reading one file
 * is what a start can afford.
 *
 * Event letters: S start, X exit, P child process spawned, Y its end, p synchronous child, k signal sent by pid, g pid that is
 * nobody's, W thread created,
 * T thread asked to stop, V thread ended, m ports go to the thread that is created next, s send, u send that
 * failed, r receipt, q request, Q response, b busy span, c how many were left out, n a channel of Node's own, o something unseen is used.
 * All times are nanoseconds of the one monotonic clock that the processes of a machine share.
 */

const { now } = require('./taken.cjs');
const log = require('./log.cjs');
const environment = require('./environment.cjs');

environment.hide();
if (log.isOpen) {
  require('./life.cjs').start();
  require('./busy.cjs').start();
  require('./ipc.cjs').start();
  require('./children.cjs').start();
  require('./signals.cjs').start();
  require('./requests.cjs').start();
  require('./loaded.cjs').onceLoaded((threads) => {
    require('./ports.cjs').start(threads);
    require('./workers.cjs').start(threads);
  });
  log.spent += now() - log.began;
}
