'use strict';

/** What this process's HTTP servers are asked, and when they have answered. */

const diagnostics = require('node:diagnostics_channel');
const { now, newWeakMap, slice } = require('./taken.cjs');
const log = require('./log.cjs');
const { beforeExit } = require('./life.cjs');

const numbers = newWeakMap();
const counter = log.counter('requests');
let served = 0;

exports.start = function start() {
  beforeExit(counter.tell);
  diagnostics.subscribe('http.server.request.start', ({ request, response }) => {
    if (!counter.admits(++served)) return;
    numbers.set(response, served);
    const { method, url } = request;
    log.write({ e: 'q', t: now(), n: served, m: method, u: slice(`${url}`, 0, 80) });
  });
  diagnostics.subscribe('http.server.response.finish', ({ response }) => {
    const n = numbers.get(response);
    if (n !== undefined) log.write({ e: 'Q', t: now(), n, s: response.statusCode });
  });
};
