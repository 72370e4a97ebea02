// What may happen to a service and when: steps, drawn at random and shrunk by fast-check.
import fc from 'fast-check';

// #region moments
/** Each is an event: a line of the service's log, or the load's answers. */
export const moments = [
  'start', // The first worker has been forked.
  'ready',
  'load', // Clients have got their first answers.
  'reload', // A reload has begun: an heir starts.
  'retiring', // An heir serves, the one before it has to leave.
  'stopping', // It said that it stops.
] as const;
export type Moment = (typeof moments)[number];
// #endregion moments

// #region faults
export const faults = [
  ...['SIGTERM', 'SIGINT', 'SIGHUP'].flatMap((signal) => [
    signal,
    `${signal} twice`,
    `${signal} to the group`,
  ]),
  'kill -9 of a worker',
  'kill -9 of two workers',
  'SIGSTOP of a worker',
  'SIGSTOP of two workers',
  'SIGCONT',
  'a start that hangs',
  'a start that throws',
  'a start that exits',
  'fork() throws',
  'fork() fails',
  'a broken release',
  'a silent client',
  'half a head',
  'half a body',
  'a client that leaves',
  'a slow client',
  'a large upload',
  'the port in use',
  'the port of the operators in use',
] as const;
export type Fault = (typeof faults)[number];
// #endregion faults

export interface Step {
  fault: Fault;
  moment: Moment;
  /** Milliseconds after the moment. */
  after: number;
  /** Which of the workers. */
  which: number;
}

/** Pairs for a service that knows these moments and faults. */
export function pairs(
  known: readonly Moment[],
  possible: readonly Fault[],
): fc.Arbitrary<Step[]> {
  // A pair that fails is tried again with one step only, and with none;
  // other faults and other moments would be another pair.
  const step = fc.noShrink(
    fc.record({
      fault: fc.constantFrom(...possible),
      moment: fc.constantFrom(...known),
      after: fc.nat(60),
      which: fc.nat(3),
    }),
  );
  const maybe = fc.option(step, { freq: 50 });
  return fc
    .tuple(maybe, maybe)
    .map((both) => both.filter((one): one is Step => one !== null));
}

export const describe = (steps: readonly Step[]): string =>
  steps
    .map(({ fault, moment, after }) => `${fault} (${moment} + ${after} ms)`)
    .join(', then ') || 'no fault';
