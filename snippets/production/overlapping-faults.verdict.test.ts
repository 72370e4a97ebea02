import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Request } from './overlapping-faults.clients.ts';
import type { Run } from './overlapping-faults.run.ts';
import { productionApp } from './overlapping-faults.service.ts';
import { losses, verdict } from './overlapping-faults.verdict.ts';

/** A run in which all went well, but for what a test changes: stopped after a second, ended half a second later. */
function runWith(changes: Partial<Run>): Run {
  return {
    service: productionApp,
    steps: [],
    log: [{ at: 500, line: 'ready' }],
    errors: '',
    code: 0,
    told: 1_000,
    ended: 1_500,
    requests: [],
    journal: new Map(),
    hit: new Map(),
    applied: [],
    left: [],
    never: [],
    ...changes,
  };
}

const failed = (how: string, at = 800): Request => ({
  id: '7',
  sent: 700,
  silent: 0,
  failed: { at, how },
});

describe('the verdict on a run', () => {
  it('finds nothing where all went well', () => {
    const request: Request = { id: '7', sent: 700, silent: 0 };
    const run = runWith({
      requests: [request],
      journal: new Map([['7', { pid: 11, at: 710 }]]),
    });
    assert.deepEqual(verdict(run), []);
    assert.equal(losses(run).answered, 1);
  });

  it('names what did not end, ended late, or left processes', () => {
    assert.deepEqual(verdict(runWith({ code: undefined })), ['it did not end']);
    assert.deepEqual(verdict(runWith({ ended: 60_000 })), [
      'it ended 59000 ms after its signal',
    ]);
    assert.deepEqual(verdict(runWith({ left: [12, 13] })), [
      '2 processes were left running',
    ]);
    assert.deepEqual(verdict(runWith({ never: ['answered again'] })), [
      'it never answered again',
    ]);
  });

  it('blames the service for a request whose worker nobody hit', () => {
    const journal = new Map([['7', { pid: 11, at: 710 }]]);
    const run = runWith({ requests: [failed('ECONNRESET')], journal });
    assert.deepEqual(verdict(run), ['request 7 of 11: ECONNRESET']);
    assert.deepEqual(
      verdict(runWith({ ...run, hit: new Map([[11, 790]]) })),
      [],
    );
    const other = runWith({ ...run, hit: new Map([[12, 790]]) });
    assert.deepEqual(verdict(other), ['request 7 of 11: ECONNRESET']);
  });

  it('gives a request to nobody if a worker took it when its client had given up', () => {
    // Both workers were stopped; the one that came for them took what had waited in the primary.
    const requests = [failed('silence', 800)];
    const stopped = new Map([
      [11, 600],
      [12, 600],
    ]);
    const late = new Map([['7', { pid: 13, at: 801 }]]);
    const run = runWith({ requests, journal: late, hit: stopped });
    assert.deepEqual(verdict(run), []);
    assert.equal(losses(run)['its worker was hit'], 1);
    // In time: then that worker let its client wait.
    const inTime = new Map([['7', { pid: 13, at: 799 }]]);
    assert.deepEqual(verdict(runWith({ ...run, journal: inTime })), [
      'request 7 of 13: silence',
    ]);
    // Nothing was hit: nobody may be silent.
    assert.deepEqual(verdict(runWith({ ...run, hit: new Map() })), [
      'request 7 of nobody: silence',
    ]);
  });

  it('lets a service give up only for a fault of its start, and only if it says so', () => {
    const log = [{ at: 900, line: 'giving up' }];
    const run = runWith({ code: 1, log });
    assert.deepEqual(verdict(run), ['it gave up']);
    const blamed = runWith({ ...run, applied: ['a broken release'] });
    assert.deepEqual(verdict(blamed), []);
    assert.deepEqual(verdict(runWith({ ...blamed, log: [] })), ['it gave up']);
  });

  it('lets one that tries once give up where a worker was hit before all served', () => {
    const log = [{ at: 900, line: 'giving up' }];
    const hit = new Map([[11, 300]]);
    const once = { ...productionApp, triesOnce: true } as const;
    assert.deepEqual(
      verdict(runWith({ code: 1, log, hit, service: once })),
      [],
    );
    // Neither one that tries again, nor after all have served, nor without a hit.
    assert.deepEqual(verdict(runWith({ code: 1, log, hit })), ['it gave up']);
    const served = [{ at: 200, line: 'ready' }, ...log];
    assert.deepEqual(
      verdict(runWith({ code: 1, log: served, hit, service: once })),
      ['it gave up'],
    );
    assert.deepEqual(verdict(runWith({ code: 1, log, service: once })), [
      'it gave up',
    ]);
  });

  it('wants an exit code of its own where requests were cut', () => {
    const journal = new Map([['7', { pid: 11, at: 710 }]]);
    const log = [
      { at: 500, line: 'ready' },
      { at: 1_100, line: 'worker 11 is not gone, SIGKILL' },
    ];
    const run = runWith({
      requests: [failed('ECONNRESET', 1_200)],
      journal,
      log,
    });
    assert.deepEqual(verdict(run), ['code 0, though some were cut']);
    assert.deepEqual(verdict(runWith({ ...run, code: 2 })), []);
    assert.deepEqual(verdict(runWith({ code: 2, applied: [] })), [
      'it cut some',
    ]);
    assert.deepEqual(verdict(runWith({ code: 137, errors: 'x' })), [
      'exit 137: x',
    ]);
  });
});
