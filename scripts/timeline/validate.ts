import { writeTrace } from './files.ts';
import type { Trace, TraceEvent } from './trace.ts';

type Slice = Extract<TraceEvent, { ph: 'X' }>;
type Lane = Extract<TraceEvent, { cat: 'lane' }>;

/** A lane of a trace, with all that happened on it. */
interface Place {
  name: string;
  lane: Lane;
  events: Exclude<TraceEvent, { ph: 'M' }>[];
}

const placeOf = ({ pid, tid }: TraceEvent): string => `${pid}.${tid}`;
const endOf = (event: Place['events'][number]): number =>
  event.ph === 'X' ? event.ts + event.dur : event.ts;

/**
 * What is wrong with a trace: where it contradicts itself, or the Trace Event Format as far as we write it.
 *
 * @returns A sentence for each fault; none for a trace that may be believed.
 */
export function faultsOf(trace: Trace): string[] {
  const faults: string[] = [];
  const fault = (text: string): void => void faults.push(text);
  if (JSON.stringify(JSON.parse(writeTrace(trace))) !== JSON.stringify(reordered(trace)))
    fault('what is stored is not what was meant');
  checkMembers(trace, fault);
  const places = placesOf(trace, fault);
  for (const place of places.values()) {
    checkLane(place, places, trace, fault);
    checkSlices(place, fault);
  }
  checkFlows(trace, fault);
  checkRequests(trace, fault);
  checkEnds(trace, places, fault);
  return faults;
}

type Report = (text: string) => void;

/** As {@link writeTrace} orders its members. */
const reordered = ({ traceEvents, ...rest }: Trace): unknown => ({ ...rest, traceEvents });

const isWhole = (n: unknown): boolean => Number.isInteger(n) && (n as number) >= 0;

function checkMembers({ traceEvents, otherData }: Trace, fault: Report): void {
  for (const [what, n] of Object.entries(otherData.leftOut ?? {}))
    if (!isWhole(n) || n === 0) fault(`leftOut.${what} is ${JSON.stringify(n)}, not a number`);
  let before = 0;
  for (const event of traceEvents) {
    const { ph, name } = event;
    if (!event.cat) fault(`${ph} "${name}" has no cat`);
    if (!name) fault(`${ph} of ${placeOf(event)} has no name`);
    if (!isWhole(event.ts)) fault(`${ph} "${name}" is at ${event.ts}`);
    if (event.ph === 'X' && !isWhole(event.dur)) fault(`"${name}" lasts ${event.dur}`);
    if (event.ts < before) fault(`${ph} "${name}" at ${event.ts} stands after ${before}`);
    before = Math.max(before, event.ts);
  }
}

function placesOf({ traceEvents }: Trace, fault: Report): Map<string, Place> {
  const names = new Map<string, string>();
  const places = new Map<string, Place>();
  for (const event of traceEvents) {
    if (event.ph === 'M' && event.name === 'thread_name')
      names.set(placeOf(event), event.args.name);
    if (event.ph !== 'X' || event.cat !== 'lane') continue;
    const key = placeOf(event);
    if (places.has(key)) fault(`${key} has two lanes`);
    places.set(key, { name: event.name, lane: event, events: [] });
    if (names.get(key) !== event.name) fault(`${key} is named ${names.get(key)} and ${event.name}`);
  }
  for (const event of traceEvents) {
    if (event.ph === 'M') continue;
    const place = places.get(placeOf(event));
    if (place) place.events.push(event);
    else fault(`${event.ph} "${event.name}" is on no lane`);
  }
  return places;
}

function checkLane(
  { name, lane, events }: Place,
  places: ReadonlyMap<string, Place>,
  { otherData }: Trace,
  fault: Report,
): void {
  // The run's length is written to a tenth of a millisecond.
  if (endOf(lane) > otherData.duration * 1000 + 1000) fault(`${name} outlives the run`);
  for (const event of events)
    if (event.ts < lane.ts || endOf(event) > endOf(lane))
      fault(`${event.cat} at ${event.ts} is outside of ${name}, ${lane.ts} to ${endOf(lane)}`);

  const exits = events.filter(({ cat }) => cat === 'exit');
  if (exits.length !== (lane.args.open ? 0 : 1)) fault(`${name} has ${exits.length} ends`);
  if (exits.some(({ ts }) => ts !== endOf(lane))) fault(`${name} ends before its lane does`);

  const { parent, kind } = lane.args;
  const above = parent === undefined ? undefined : places.get(parent)?.lane;
  if (parent !== undefined && !above) fault(`the parent of ${name} is not there`);
  if (above && above.ts > lane.ts) fault(`${name} starts before its parent`);

  const owner = places.get(`${lane.pid}.1`)?.lane;
  if (!owner) fault(`${name} is in no process`);
  else if (lane.ts < owner.ts || endOf(lane) > endOf(owner))
    fault(`${name} is there without its process, ${owner.name}`);
  if ((kind === 'thread') !== lane.tid > 1) fault(`${name} is of kind ${kind}`);
}

function checkSlices({ name, events }: Place, fault: Report): void {
  const slices = events.filter((event): event is Slice => event.ph === 'X');
  const open: Slice[] = [];
  for (const slice of slices) {
    while (open.length > 0 && endOf(open.at(-1)!) <= slice.ts) open.pop();
    const around = open.at(-1);
    if (around && endOf(slice) > endOf(around))
      fault(`${slice.name} at ${slice.ts} of ${name} reaches out of ${around.name}`);
    if (around && around.cat !== 'lane' && slice.dur > 0)
      fault(`${slice.name} at ${slice.ts} of ${name} lies in ${around.name}`);
    open.push(slice);
  }
}

function checkFlows({ traceEvents }: Trace, fault: Report): void {
  type Flow = Extract<TraceEvent, { ph: 's' | 'f' }>;
  const flows = new Map<number, Flow[]>();
  for (const event of traceEvents)
    if (event.ph === 's' || event.ph === 'f')
      flows.set(event.id, [...(flows.get(event.id) ?? []), event]);
  for (const [id, ends] of flows) {
    const starts = ends.filter(({ ph }) => ph === 's');
    const [start] = starts;
    const end = ends.find(({ ph }) => ph === 'f');
    if (!start || !end || ends.length !== 2) {
      fault(`arrow ${id} has ${starts.length} starts and ${ends.length - starts.length} ends`);
      continue;
    }
    if (start.ts > end.ts) fault(`arrow ${id} arrives before it leaves`);
    if (start.cat !== end.cat) fault(`arrow ${id} is a ${start.cat} and a ${end.cat}`);
    if (placeOf(start) === placeOf(end)) fault(`arrow ${id} goes nowhere`);
  }
}

function checkRequests({ traceEvents }: Trace, fault: Report): void {
  const open = new Map<number, TraceEvent>();
  const seen = new Set<number>();
  // An answer may stand at the very moment of its request, in any order.
  for (const event of traceEvents) {
    if (event.ph !== 'b') continue;
    if (seen.has(event.id)) fault(`request ${event.id} begins twice`);
    seen.add(event.id);
    open.set(event.id, event);
  }
  for (const event of traceEvents) {
    if (event.ph !== 'e') continue;
    const begun = open.get(event.id);
    open.delete(event.id);
    if (!begun || begun.name !== event.name || placeOf(begun) !== placeOf(event))
      fault(`request ${event.id} ends without its begin`);
    else if (begun.ts > event.ts) fault(`request ${event.id} ends before it begins`);
  }
  for (const id of open.keys()) fault(`request ${id} has no end`);
}

/** Every process and thread has its start, and every message without an arrow a reason. */
function checkEnds(
  { traceEvents }: Trace,
  places: ReadonlyMap<string, Place>,
  fault: Report,
): void {
  const byName = new Map([...places.values()].map((place) => [place.name, place]));
  const hasProbe = (name: string): boolean | undefined =>
    byName.get(name)?.events.some(({ cat }) => cat === 'boot');
  for (const event of traceEvents) {
    if (event.ph !== 'i' || event.cat === 'exit') continue;
    const other = event.cat === 'received' ? event.args.from : event.args.to;
    const seen = hasProbe(other);
    if (seen === undefined) fault(`${event.cat} at ${event.ts} names ${other}, which is not there`);
    else if (event.cat === 'lost' && !seen) fault(`nobody knows that ${other} received nothing`);
    else if (event.cat !== 'lost' && seen) fault(`${other} could tell of what was ${event.cat}`);
  }
  const started = new Set(
    traceEvents.flatMap((event) =>
      event.ph === 'f' && event.cat === 'spawn' ? [placeOf(event)] : [],
    ),
  );
  for (const [key, { name, lane }] of places)
    if ((lane.args.parent !== undefined) !== started.has(key))
      fault(`${name} has ${started.has(key) ? 'a start and no parent' : 'a parent and no start'}`);
}
