// What pool-under-attack.ts may do to a pool, and lists of it at random.
import * as fc from 'fast-check';

// #region steps
/** What a task does. Some of it is a fault of the caller, some of the work. */
export const works = [
  ...['answer', 'answer later', 'answer a thenable', 'move its input'],
  ...['throw', 'throw an odd error', 'exit', 'block for ever', 'never answer'],
  ...['post on parentPort', 'tell its progress', 'tell what is unreadable'],
  ...['answer what cannot be cloned', 'answer what cannot be read'],
  ...['crash afterwards', 'block afterwards'],
  ...['get an input that cannot be cloned', 'get one that cannot be read'],
  ...['abort in a getter', 'call run() in a getter', 'throw in a getter'],
] as const;

export type Step =
  | { do: 'run'; work: string; signal: 'own' | 'shared' }
  | { do: 'abort'; which: number } // One of the tasks so far.
  | { do: 'abort all' } // With the shared signal.
  | { do: 'fail starts'; how: 'constructor' | 'exit' | 'throw'; times: number }
  | { do: 'hang a start' } // Until the end, or until the limit.
  | { do: 'room' | 'close' | 'dispose' | 'destroy' }
  | { do: 'block'; ms: number } // The main thread itself is busy.
  | { do: 'wait'; for: 'microtask' | 'turn' | 'answer' | 'begin' };

/** Nothing starts as slowly as this, not even on a busy machine. */
export const patient = 60_000;

/** One attack: the options of a pool, and what is done to it, in order. */
export interface Plan {
  size: number;
  inFlight: number;
  maxQueue: number;
  timeLimit: number;
  startLimit: number;
  stackSizeMb: number; // With less, or more, than the main thread has.
  steps: Step[];
}
// #endregion steps

// #region plans
const harmless = works.slice(0, 4);
const run = (names: readonly string[]): fc.Arbitrary<Step> =>
  fc.record({
    do: fc.constant('run' as const),
    work: fc.constantFrom(...names),
    signal: fc.constantFrom('own' as const, 'own', 'own', 'shared' as const),
  });

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 20, arbitrary: run(harmless) },
  { weight: 20, arbitrary: run(works) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('abort' as const),
      which: fc.nat(20),
    }),
  },
  { weight: 2, arbitrary: fc.constant<Step>({ do: 'abort all' }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('fail starts' as const),
      how: fc.constantFrom(...(['constructor', 'exit', 'throw'] as const)),
      times: fc.constantFrom(1, 1, 2, 4),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'hang a start' }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom(
        ...(['room', 'room', 'close', 'dispose', 'destroy'] as const),
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('block' as const),
      ms: fc.integer({ min: 1, max: 5 }),
    }),
  },
  {
    weight: 16,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      for: fc.constantFrom(
        ...(['microtask', 'turn', 'answer', 'begin'] as const),
      ),
    }),
  },
);

export const plans: fc.Arbitrary<Plan> = fc.record({
  size: fc.constantFrom(1, 1, 2, 3),
  inFlight: fc.constantFrom(1, 2, 8),
  maxQueue: fc.constantFrom(0, 1, 100),
  // Time: limits are among what is attacked.
  timeLimit: fc.constantFrom(Infinity, Infinity, 200),
  startLimit: fc.constantFrom(patient, patient, patient, 300),
  stackSizeMb: fc.constantFrom(0.5, 4),
  steps: fc.array(step, { minLength: 2, maxLength: 20, size: 'max' }),
});
// #endregion plans
