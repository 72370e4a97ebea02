import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Trace, TraceEvent } from './trace.ts';
import { faultsOf } from './validate.ts';

/** A process with a thread, a message each way, and a request: nothing is wrong with it. */
function good(): Trace {
  const [main, thread] = [
    { pid: 1, tid: 1 },
    { pid: 1, tid: 2 },
  ];
  const meta = { ph: 'M', cat: '__metadata', ts: 0 } as const;
  const lane = { ph: 'X', cat: 'lane' } as const;
  const spawn = { cat: 'spawn', name: 'spawn', id: 1 } as const;
  const down = { cat: 'message', name: 'message', id: 2 } as const;
  const request = { cat: 'request', name: 'GET /', id: 1 } as const;
  const worker = 'worker 1 · thread';
  const events: TraceEvent[] = [
    { ...meta, ...main, name: 'thread_name', args: { name: 'main' } },
    { ...meta, ...thread, name: 'thread_name', args: { name: worker } },
    {
      ...lane,
      ...main,
      ts: 0,
      dur: 1000,
      name: 'main',
      args: { kind: 'main', label: 'main', exit: 0 },
    },
    { ph: 'X', ...main, ts: 0, dur: 50, cat: 'boot', name: 'boot' },
    { ph: 's', ...main, ts: 100, ...spawn },
    {
      ...lane,
      ...thread,
      ts: 100,
      dur: 800,
      name: worker,
      args: { kind: 'thread', label: worker, parent: '1.1', exit: 0 },
    },
    { ph: 'X', ...thread, ts: 100, dur: 50, cat: 'boot', name: 'boot' },
    { ph: 'f', ...thread, ts: 100, ...spawn, bp: 'e' },
    { ph: 's', ...main, ts: 200, ...down },
    { ph: 'f', ...thread, ts: 250, ...down, bp: 'e' },
    { ph: 'b', ...main, ts: 300, ...request },
    { ph: 'e', ...main, ts: 400, ...request, args: { status: 200 } },
    { ph: 'X', ...thread, ts: 500, dur: 100, cat: 'busy', name: 'busy' },
    { ph: 'i', ...thread, ts: 900, cat: 'exit', name: 'exit 0', s: 't' },
    { ph: 'i', ...main, ts: 1000, cat: 'exit', name: 'exit 0', s: 't' },
  ];
  return {
    traceEvents: events,
    displayTimeUnit: 'ms',
    otherData: { id: 'x', run: 'r', node: '24.0.0', duration: 1, probe: { events: 1, cost: 1 } },
  };
}

test('a trace that holds together has no fault', () => {
  assert.deepEqual(faultsOf(good()), []);
});

/** Changes the event of a category and phase, or takes it away. */
const change = (cat: string, ph: string, how: object | undefined) => (trace: Trace) => {
  const index = trace.traceEvents.findLastIndex((event) => event.cat === cat && event.ph === ph);
  const event = trace.traceEvents[index];
  assert.ok(event, `${ph} of ${cat}`);
  if (how) Object.assign(event, how);
  else trace.traceEvents.splice(index, 1);
};

const note = (event: object) => (trace: Trace) =>
  void trace.traceEvents.push({
    ph: 'i',
    pid: 1,
    tid: 1,
    ts: 1000,
    name: 'message',
    s: 't',
    ...event,
  } as TraceEvent);

const faults: [what: string, spoil: (trace: Trace) => void, fault: RegExp][] = [
  ['a thread that outlives its process', change('lane', 'X', { dur: 950 }), /without its process/],
  ['an end before the lane ends', change('lane', 'X', { dur: 850 }), /ends before its lane does/],
  ['an event after its lane', change('busy', 'X', { ts: 890 }), /outside of worker 1/],
  ['a negative length', change('busy', 'X', { dur: -1 }), /lasts -1/],
  ['a faked clock', change('message', 's', { ts: -5 }), /is at -5/],
  ['slices that overlap', change('boot', 'X', { dur: 450 }), /reaches out of boot|lies in boot/],
  ['an arrow without its end', change('message', 'f', undefined), /1 starts and 0 ends/],
  ['an arrow backwards', change('message', 'f', { ts: 199 }), /arrives before it leaves/],
  ['an arrow to itself', change('message', 'f', { tid: 1 }), /goes nowhere/],
  ['an arrow to nobody', change('message', 'f', { tid: 7 }), /is on no lane/],
  ['a request without its end', change('request', 'e', undefined), /has no end/],
  ['metadata without a category', change('__metadata', 'M', { cat: undefined }), /has no cat/],
  ['a process with no start', change('spawn', 'f', undefined), /a parent and no start/],
  [
    'a lane of another kind',
    (trace) => Object.assign(lastLane(trace).args, { kind: 'node' }),
    /is of kind node/,
  ],
  [
    'what was left out without a number',
    ({ otherData }) => void Object.assign(otherData, { leftOut: { messages: 'unknown' } }),
    /leftOut\.messages is "unknown"/,
  ],
  [
    'a loss that nobody can know',
    (trace) => {
      change('boot', 'X', undefined)(trace);
      note({ cat: 'lost', args: { to: 'worker 1 · thread' } })(trace);
    },
    /nobody knows that worker 1 · thread received nothing/,
  ],
  [
    'ignorance where there is a probe',
    note({ cat: 'sent', args: { to: 'worker 1 · thread' } }),
    /could tell of what was sent/,
  ],
  ['a loss without a receiver', note({ cat: 'lost', args: { to: 'nobody' } }), /names nobody/],
];

const lastLane = ({ traceEvents }: Trace): Extract<TraceEvent, { cat: 'lane' }> =>
  traceEvents.findLast(
    (event): event is Extract<TraceEvent, { cat: 'lane' }> => event.cat === 'lane',
  )!;

for (const [what, spoil, fault] of faults) {
  test(`finds ${what}`, () => {
    const trace = good();
    spoil(trace);
    assert.match(faultsOf(trace).join('\n'), fault);
  });
}
