/** Stored timelines as DevTools reads them: with its own parser, not with ours. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordedIds } from '../recording/recording.ts';
import { readTrace } from './files.ts';
import type { Trace, TraceEvent } from './trace.ts';

interface Handler<T> {
  data: () => T;
}

/** What is used here of a package that comes without types. */
interface TraceEngine {
  Types: { Configuration: { defaults: () => unknown } };
  Processor: {
    TraceProcessor: new (
      handlers: unknown,
      configuration: unknown,
    ) => { parse: (events: unknown[], options: unknown) => Promise<void> };
  };
  Handlers: {
    ModelHandlers: Record<'AuctionWorklets' | 'NetworkRequests' | 'Samples', unknown> & {
      Flows: Handler<{ flows: unknown[][] }>;
      Meta: Handler<{ threadsInProcess: Map<number, Map<number, { args: { name: string } }>> }>;
      Renderer: Handler<{
        processes: Map<number, { threads: Map<number, { entries: unknown[] }> }>;
      }>;
    };
  };
}

const path = '@paulirish/trace_engine/models/trace/trace.js';
const { Handlers, Processor, Types } = (await import(path)) as TraceEngine;
const { AuctionWorklets, Flows, Meta, NetworkRequests, Renderer, Samples } = Handlers.ModelHandlers;
const handlers = { AuctionWorklets, Flows, Meta, NetworkRequests, Renderer, Samples };

type Flow = Extract<TraceEvent, { ph: 's' | 'f' }>;
const isEnd = (event: TraceEvent): event is Flow => event.ph === 's' || event.ph === 'f';

/** DevTools draws an arrow from slice to slice and finds them by category, place and time; ours hang in longer slices. */
const sliceAt = ({ cat, name, pid, tid, ts }: Flow): unknown => ({
  ph: 'X',
  cat,
  name,
  pid,
  tid,
  ts,
  dur: 0,
  args: {},
});

async function parse({ traceEvents }: Trace): Promise<void> {
  const processor = new Processor.TraceProcessor(handlers, Types.Configuration.defaults());
  const events = [...traceEvents, ...traceEvents.filter(isEnd).map(sliceAt)];
  await processor.parse(events, { isFreshRecording: false, isCPUProfile: false });
}

for (const id of recordedIds()) {
  const trace = readTrace(id);
  if (!trace) continue;
  test(`DevTools finds the lanes, slices and arrows of ${id}`, async () => {
    await parse(trace);
    const { traceEvents } = trace;
    const named = [...Meta.data().threadsInProcess].flatMap(([pid, threads]) =>
      [...threads].map(([tid, { args }]) => `${pid}.${tid} ${args.name}`),
    );
    const lanes = traceEvents.filter((event) => event.ph === 'X' && event.cat === 'lane');
    assert.deepEqual(
      named.sort(),
      lanes.map(({ pid, tid, name }) => `${pid}.${tid} ${name}`).sort(),
    );

    const ends = traceEvents.filter(isEnd);
    const found = [...Renderer.data().processes.values()].flatMap(({ threads }) =>
      [...threads.values()].flatMap(({ entries }) => entries),
    );
    const slices = traceEvents.filter(({ ph }) => ph === 'X');
    assert.equal(found.length, slices.length + ends.length);

    // It tells both ends of an arrow apart by their time.
    const starts = new Map(ends.flatMap((end) => (end.ph === 's' ? [[end.id, end.ts]] : [])));
    const long = ends.filter(({ ph, id: flow, ts }) => ph === 'f' && starts.get(flow) !== ts);
    const arrows = Flows.data().flows.filter((flow) => flow.length === 2);
    assert.equal(arrows.length, long.length);
  });
}
