import assert from 'node:assert/strict';
import { test } from 'node:test';
import { observe } from './fixtures/run.ts';
import { writeTrace } from './files.ts';
import { faultsOf } from './validate.ts';
import type { FlowKind, Trace, TraceEvent } from './trace.ts';

type Lane = Extract<TraceEvent, { cat: 'lane' }>;

const lanesOf = (trace: Trace): Lane[] =>
  trace.traceEvents.filter((event): event is Lane => event.ph === 'X' && event.cat === 'lane');

/** Arrows as `from > to`, by the lanes' labels. */
function arrows(trace: Trace, kind: FlowKind): string[] {
  const labels = new Map(lanesOf(trace).map(({ pid, tid, name }) => [`${pid}.${tid}`, name]));
  const label = ({ pid, tid }: TraceEvent): string => labels.get(`${pid}.${tid}`) ?? '?';
  return trace.traceEvents.flatMap((start) => {
    if (start.ph !== 's' || start.cat !== kind) return [];
    const end = trace.traceEvents.find((event) => event.ph === 'f' && event.id === start.id);
    return end ? [`${label(start)} > ${label(end)}`] : [];
  });
}

const count = (list: readonly string[], item: string): number =>
  list.filter((other) => other === item).length;

const ends = (trace: Trace): string[] =>
  lanesOf(trace).map(({ name, args }) => `${name}: ${args.exit ?? args.terminated ?? 'unseen'}`);

/** What else the trace says of messages: `lost: main > sh`. */
const reasons = (trace: Trace): string[] => {
  const labels = new Map(lanesOf(trace).map(({ pid, tid, name }) => [`${pid}.${tid}`, name]));
  return trace.traceEvents.flatMap((event) => {
    if (event.ph !== 'i' || event.cat === 'exit') return [];
    const here = labels.get(`${event.pid}.${event.tid}`);
    return event.cat === 'received'
      ? [`received: ${event.args.from} > ${here}`]
      : [`${event.cat}: ${here} > ${event.args.to}`];
  });
};

const assertValid = (trace: Trace): void => assert.deepEqual(faultsOf(trace), []);

test('a pool: a lane per thread, messages both ways, the crash and its replacement', async () => {
  const { trace } = await observe('pool.ts');
  assertValid(trace);
  assert.deepEqual(ends(trace), [
    'main: 0',
    'worker 1 · thread: 1',
    'worker 2 · thread: true',
    'worker 3 · thread: true',
  ]);
  const messages = arrows(trace, 'message');
  assert.equal(count(messages, 'main > worker 1 · thread'), 2);
  assert.equal(count(messages, 'worker 1 · thread > main'), 1);
  assert.equal(count(messages, 'main > worker 3 · thread'), 1);
  assert.equal(messages.length, 7);
  const [, crashed, , replacement] = lanesOf(trace);
  assert.ok(crashed && replacement);
  assert.ok(replacement.ts >= crashed.ts + crashed.dur - 20_000);
  assert.ok(crashed.ts + crashed.dur < trace.otherData.duration * 1000 - 50_000);
  // 60 ms of work before each answer.
  const answers = trace.traceEvents.filter(
    (event) => event.ph === 's' && event.cat === 'message' && event.tid > 1,
  );
  assert.equal(answers.length, 3);
  for (const answer of answers) {
    const work = trace.traceEvents.find(
      (event) =>
        event.ph === 'X' &&
        event.cat === 'busy' &&
        event.tid === answer.tid &&
        answer.ph === 's' &&
        event.ts <= answer.ts - 59_000 &&
        event.ts + event.dur >= answer.ts - 500,
    );
    assert.ok(work, `no work before the answer of ${answer.tid}`);
  }
});

test('a cluster: requests on their workers, connections handed on, and a killed worker keeps its lane', async () => {
  const { trace } = await observe('cluster.ts');
  assertValid(trace);
  assert.deepEqual(ends(trace), [
    'primary: 0',
    'worker 1 · cluster: 0',
    'worker 2 · cluster: SIGKILL',
    'worker 3 · cluster: 0',
  ]);
  assert.deepEqual(arrows(trace, 'connection'), [
    'primary > worker 1 · cluster',
    'primary > worker 2 · cluster',
  ]);
  const requests = trace.traceEvents.filter(({ ph }) => ph === 'b');
  assert.deepEqual(
    requests.map(({ pid, name }) => `${pid} ${name}`),
    ['2 GET /0', '3 GET /1'],
  );
});

test('a fork: arrows both ways, and programs that are not Node as lanes', async () => {
  const { trace } = await observe('ping-pong.ts');
  assertValid(trace);
  assert.deepEqual(ends(trace), ['main: 0', 'child 1 · fork: 0', 'sh: 3', 'true: 0']);
  const messages = arrows(trace, 'message');
  assert.equal(count(messages, 'main > child 1 · fork'), 5);
  assert.equal(count(messages, 'child 1 · fork > main'), 5);
  assert.equal(arrows(trace, 'spawn').length, 3);
});

test('channels between threads: arrows from one to the other, though both ports have moved', async () => {
  const { trace, stdout } = await observe('channels.ts');
  assertValid(trace);
  assert.equal(stdout, 'sum 60\n');
  const messages = arrows(trace, 'message');
  assert.equal(count(messages, 'worker 1 · thread > worker 2 · thread'), 3);
  assert.equal(count(messages, 'worker 2 · thread > worker 1 · thread'), 3);
  assert.equal(count(messages, 'main > worker 2 · thread'), 1);
  assert.equal(count(messages, 'worker 1 · thread > main'), 1);
});

test('the real pids stay out, and the order of events is certain', async () => {
  const { trace } = await observe('ping-pong.ts');
  const text = writeTrace(trace);
  assert.ok(!text.includes(String(process.pid)));
  const times = trace.traceEvents.map((event) => (event.ph === 'M' ? -1 : event.ts));
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
});

test('who looks at a child does not end its lane', async () => {
  const { trace } = await observe('glances.ts');
  assertValid(trace);
  assert.deepEqual(ends(trace), ['main: 0', 'child 1 · node: 0']);
  const [, child] = lanesOf(trace);
  // It lives for 400 ms after its start-up.
  assert.ok((child?.dur ?? 0) >= 400_000, `${child?.dur} µs`);
});

test('a message is lost only where that is known, and what cannot be known is said', async () => {
  const { trace, stdout } = await observe('unheard.cjs');
  assertValid(trace);
  assert.equal(stdout, 'progress 0,1,2\n');
  assert.deepEqual(reasons(trace), ['sent: main > sleep']);
  const messages = arrows(trace, 'message');
  // Without an environment, and yet seen: a process, and a thread.
  assert.equal(count(messages, 'main > child 1 · fork'), 1);
  assert.equal(count(messages, 'child 1 · fork > main'), 1);
  assert.equal(count(messages, 'main > worker 1 · thread'), 1);
  // Taken by receiveMessageOnPort, with a port in it.
  assert.equal(count(messages, 'main > worker 2 · thread'), 1);
  assert.equal(count(messages, 'worker 2 · thread > main'), 3);
  assert.equal(messages.length, 7);
  assert.deepEqual(trace.otherData.unseen, { lanes: ['sleep'], broadcast: true });
});

test('what ends before its probe wakes is what it was started as, and threads end with their process', async () => {
  const { trace } = await observe('short-lives.ts');
  assertValid(trace);
  assert.deepEqual(ends(trace), [
    'primary: 0',
    'worker 1 · thread: true',
    'worker 1 · cluster: SIGKILL',
    'child 1 · fork: 4',
    'worker 2 · thread: unseen',
    'worker 3 · thread: unseen',
  ]);
});

test('a first message of 16 MiB is counted once', async () => {
  const { trace } = await observe('large-first.ts');
  assertValid(trace);
  assert.deepEqual(reasons(trace), []);
  const messages = arrows(trace, 'message');
  assert.equal(count(messages, 'main > child 1 · fork'), 2);
  assert.equal(count(messages, 'child 1 · fork > main'), 2);
});

test('who was killed by its pid ends there, though no parent saw it', async () => {
  const { trace } = await observe('killed-by-pid.cjs');
  assertValid(trace);
  // Which of the two is the first is chance.
  const unnumbered = ends(trace).map((end) => end.replace(/^child \d/, 'child'));
  assert.deepEqual(unnumbered.sort(), [
    'child · node: SIGKILL',
    'child · node: SIGTERM',
    'main: 0',
    'sh: 0',
  ]);
  for (const { kind, ...lane } of lanesOf(trace).map(({ args, ...rest }) => ({ ...rest, ...args })))
    if (kind === 'node') assert.ok(lane.ts + lane.dur < trace.otherData.duration * 1000 - 200_000);
});
