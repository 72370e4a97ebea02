'use strict';

/**
 * The file of this thread: one line of JSON per event, on disk before the next event can happen, so that a
 * process that is killed keeps its past.
 */

const fs = require('node:fs');
const { join } = require('node:path');
const { areLoaded } = require('./loaded.cjs');
const { process, now, stringify, keysOf, isArray } = require('./taken.cjs');

const { writeSync } = fs;
const began = now();
const threadId = areLoaded ? require('node:worker_threads').threadId : 0;

/** How many events of a kind are written down. */
const caps = { messages: 1000, requests: 2000, spans: 4000 };

/** A process that may not write there (permission model) stays unobserved. */
function open() {
  try {
    return fs.openSync(join(__dirname, `${process.pid}-${threadId}.jsonl`), 'a');
  } catch {
    return undefined;
  }
}

const fd = open();

const log = (module.exports = {
  isOpen: fd !== undefined,
  thread: threadId,
  /** When this file was loaded. */
  began,
  /** Nanoseconds that the probe cost its thread: loading it, and writing. */
  spent: 0,
  /** Whether something was written since the last busy span. */
  fresh: true,
  write,
  counter,
});

// Not by JSON.stringify as a whole, which would ask a program's own toJSON.
function textOf(value) {
  if (typeof value === 'string') return stringify(value);
  if (!isArray(value)) return `${value}`;
  let text = '';
  for (let i = 0; i < value.length; i++) text += (i > 0 ? ',' : '') + textOf(value[i] ?? null);
  return `[${text}]`;
}

function write(event) {
  if (!log.isOpen) return;
  const from = now();
  const keys = keysOf(event);
  let text = '';
  for (let i = 0; i < keys.length; i++) {
    const value = event[keys[i]];
    if (value !== undefined) text += `${text ? ',' : ''}"${keys[i]}":${textOf(value)}`;
  }
  try {
    writeSync(fd, `{${text}}\n`);
    log.fresh = true;
  } catch {
    log.isOpen = false;
  }
  log.spent += now() - from;
}

/**
 * Counts events of a kind up to its cap, and says from then on how many were left out, at each doubling: a
 * thread that is killed has no last word.
 */
function counter(kind) {
  let left = 0;
  let told = 0;
  const tell = () => {
    if (left === told) return;
    told = left;
    write({ e: 'c', t: now(), of: kind, n: left });
  };
  return {
    /** Whether the nth event, counted from one, is written down. */
    admits(n, counts = true) {
      if (n <= caps[kind]) return true;
      if (counts && ++left >= told * 2) tell();
      return false;
    },
    tell,
  };
}
