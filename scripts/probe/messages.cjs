'use strict';

/** Sends and receipts, counted by channel and direction: both ends stop at the same message. */

const { now, assign } = require('./taken.cjs');
const log = require('./log.cjs');
const { beforeExit } = require('./life.cjs');

const counts = { __proto__: null };
const counter = log.counter('messages');
beforeExit(counter.tell);

/** Notes a send, `s`, or a receipt, `r`. */
exports.message = function message(letter, channel, direction, fields) {
  const key = letter + channel + direction;
  counts[key] = (counts[key] ?? 0) + 1;
  if (!counter.admits(counts[key], letter === 's')) return;
  log.write(assign({ e: letter, t: now(), ch: channel, d: direction }, fields));
};

/** Takes back the last send: a send is noted before it happens, since its receiver may end this process. */
exports.unsent = function unsent(channel, direction) {
  const count = counts[`s${channel}${direction}`]--;
  if (counter.admits(count, false)) log.write({ e: 'u', t: now(), ch: channel, d: direction });
};
