import assert from 'node:assert/strict';
import { test } from 'node:test';
import { observe } from './fixtures/timeline/run.ts';
import { writeTrace, type FlowKind, type Trace, type TraceEvent } from './trace.ts';

type Lane = Extract<TraceEvent, { cat: 'lane' }>;
type Slice = Extract<TraceEvent, { ph: 'X' }>;

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

/**
 * The rules of the Trace Event Format, as far as they concern the phases we write, and those by which
 * Perfetto imports them: slices of one thread nest, a flow has one start and one end, in that order, and
 * each of them lies inside of a slice.
 */
function assertValid(trace: Trace): void {
  const parsed = JSON.parse(writeTrace(trace)) as Trace;
  assert.deepEqual(parsed, trace);
  const named = new Set<string>();
  const slices = new Map<string, Slice[]>();
  const flows = new Map<number, { s: TraceEvent[]; f: TraceEvent[] }>();
  const requests = new Map<number, string>();
  for (const event of parsed.traceEvents) {
    const thread = `${event.pid}.${event.tid}`;
    assert.ok(Number.isInteger(event.pid) && event.pid > 0 && event.pid < 1000);
    assert.ok(Number.isInteger(event.tid) && event.tid > 0 && event.tid < 1000);
    if (event.ph === 'M') {
      if (event.name === 'thread_name') named.add(thread);
      continue;
    }
    assert.ok(named.has(thread), `${thread} has no name`);
    assert.ok(Number.isInteger(event.ts) && event.ts >= 0, `ts ${event.ts}`);
    assert.ok(event.ts <= trace.otherData.duration * 1000 + 1);
    assert.ok(event.name.length > 0);
    if (event.ph === 'X') {
      assert.ok(Number.isInteger(event.dur) && event.dur >= 0, `dur ${event.dur}`);
      slices.set(thread, [...(slices.get(thread) ?? []), event]);
    } else if (event.ph === 's' || event.ph === 'f') {
      const flow = flows.get(event.id) ?? { s: [], f: [] };
      flow[event.ph].push(event);
      flows.set(event.id, flow);
    } else if (event.ph === 'b') {
      assert.ok(!requests.has(event.id));
      requests.set(event.id, event.name);
    } else if (event.ph === 'e') {
      assert.equal(requests.get(event.id), event.name, 'an end without its begin');
    } else {
      assert.equal(event.ph, 'i');
    }
  }
  for (const [thread, list] of slices) {
    const open: number[] = [];
    for (const { ts, dur } of list) {
      while (open.length > 0 && (open.at(-1) ?? 0) <= ts) open.pop();
      assert.ok(open.length === 0 || ts + dur <= (open.at(-1) ?? 0), `slices of ${thread} overlap`);
      open.push(ts + dur);
    }
  }
  const inSlice = (event: TraceEvent): boolean =>
    event.ph !== 'M' &&
    (slices.get(`${event.pid}.${event.tid}`) ?? []).some(
      ({ ts, dur }) => ts <= event.ts && event.ts <= ts + dur,
    );
  for (const [id, { s, f }] of flows) {
    const [[start], [end]] = [s, f];
    assert.deepEqual([s.length, f.length], [1, 1], `flow ${id}`);
    assert.ok(start?.ph === 's' && end?.ph === 'f');
    assert.ok(start.ts <= end.ts, `flow ${id} arrives before it leaves`);
    assert.ok(inSlice(start) && inSlice(end), `flow ${id} hangs in the air`);
  }
}

test('a pool: a lane per thread, messages both ways, the crash and its replacement', async () => {
  const { trace } = await observe('pool');
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
  const { trace } = await observe('cluster');
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
  const { trace } = await observe('ping-pong');
  assertValid(trace);
  assert.deepEqual(ends(trace), ['main: 0', 'child 1 · fork: 0', 'sh: 3', 'true: 0']);
  const messages = arrows(trace, 'message');
  assert.equal(count(messages, 'main > child 1 · fork'), 5);
  assert.equal(count(messages, 'child 1 · fork > main'), 5);
  assert.equal(arrows(trace, 'spawn').length, 3);
});

test('channels between threads: arrows from one to the other, though both ports have moved', async () => {
  const { trace, stdout } = await observe('channels');
  assertValid(trace);
  assert.equal(stdout, 'sum 60\n');
  const messages = arrows(trace, 'message');
  assert.equal(count(messages, 'worker 1 · thread > worker 2 · thread'), 3);
  assert.equal(count(messages, 'worker 2 · thread > worker 1 · thread'), 3);
  assert.equal(count(messages, 'main > worker 2 · thread'), 1);
  assert.equal(count(messages, 'worker 1 · thread > main'), 1);
});

test('the real pids stay out, and the order of events is certain', async () => {
  const { trace } = await observe('ping-pong');
  const text = writeTrace(trace);
  assert.ok(!text.includes(String(process.pid)));
  const times = trace.traceEvents.map((event) => (event.ph === 'M' ? -1 : event.ts));
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
});
