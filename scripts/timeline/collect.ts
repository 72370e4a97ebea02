import { EventBuilder } from './events.ts';
import { lanesOf, type Draft } from './lanes.ts';
import { linesOf, readLogs } from './lines.ts';
import { messagesOf } from './messages.ts';
import type { Trace, Unseen } from './trace.ts';

/** What {@link collectTrace} needs to know of the run. */
export interface ProbedRun {
  /** The snippet's. */
  id: string;
  /** Ties the timeline to the recording of the same run. */
  run: string;
  /** An exit code, or the name of a signal. */
  exit: number | string;
  /** Milliseconds from the start of the process to its end. */
  duration: number;
  /** `process.hrtime.bigint()` right before the program was started: where the recording's clock begins. */
  started: bigint;
}

/**
 * Makes the timeline of a run from what its processes and threads wrote down.
 *
 * @param folder - The folder that `probeEnvironment` was given.
 * @param run - The run that has just ended.
 */
export function collectTrace(folder: string, run: ProbedRun): Trace {
  const from = Number(run.started);
  const to = from + run.duration * 1e6;
  const lanes = lanesOf(readLogs(folder), { from, to, exit: run.exit });
  const { messages, unfollowed } = messagesOf(lanes);
  const builder = new EventBuilder(lanes, from, to);
  for (const lane of lanes) builder.addLane(lane);
  for (const message of messages) builder.addMessage(message);

  const unseen = unseenOf(lanes, builder, unfollowed);
  const exits = lanes.flatMap(({ lines }) => linesOf(lines, 'X'));
  return {
    traceEvents: builder.inOrder(),
    displayTimeUnit: 'ms',
    otherData: {
      id: run.id,
      run: run.run,
      node: (lanes[0] && linesOf(lanes[0].lines, 'S')[0]?.node) ?? '',
      duration: run.duration,
      probe: {
        events: lanes.reduce((sum, { lines }) => sum + lines.length, 0),
        cost: Number(exits.reduce((sum, { spent }) => sum + spent / 1e6, 0).toFixed(1)),
      },
      ...(Object.keys(builder.leftOut).length > 0 && { leftOut: builder.leftOut }),
      ...(unseen && { unseen }),
    },
  };
}

function unseenOf(
  lanes: readonly Draft[],
  { labelOf }: EventBuilder,
  unfollowed: number,
): Unseen | undefined {
  const blind = lanes.filter(
    ({ woke, kind, ipc }) => woke === undefined && (kind !== 'program' || ipc),
  );
  const broadcast = lanes.some(({ lines }) => linesOf(lines, 'o').length > 0);
  if (blind.length === 0 && !broadcast && unfollowed === 0) return undefined;
  return {
    ...(blind.length > 0 && { lanes: blind.map(labelOf) }),
    ...(unfollowed > 0 && { messages: unfollowed }),
    ...(broadcast && { broadcast }),
  };
}
