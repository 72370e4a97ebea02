// Draws pairs of faults, runs them side by side, and shrinks what fails to the shortest list.
import fc from 'fast-check';
import {
  describe,
  pairs,
  type Fault,
  type Moment,
  type Step,
} from './overlapping-faults.plan.ts';
import { run, type Run } from './overlapping-faults.run.ts';
import type { Service } from './overlapping-faults.running.ts';
import { verdict } from './overlapping-faults.verdict.ts';

export interface Attack {
  moments: readonly Moment[];
  faults: readonly Fault[];
  amount: number;
  seed: number;
  /** How many services run at a time. */
  atOnce: number;
  /** Sees each run, as it ends. */
  onRun?: (run: Run, problems: string[]) => void;
  /** Lets the pairs that run come to their end, and starts no other. */
  signal?: AbortSignal;
}

/** What failed, as the shortest list that was found; undefined where all held. */
export interface Failure {
  steps: Step[];
  problems: string[];
  log: string[];
  seed: number;
}

// #region attack
export async function attack(
  service: Service,
  { moments, faults, amount, seed, atOnce, onRun, signal }: Attack,
): Promise<Failure | undefined> {
  let failure: Failure | undefined;
  // fast-check runs one after the other, and a service mostly waits. So
  // several of them, each with a seed of its own.
  const lane = async (_: unknown, index: number): Promise<void> => {
    const numRuns = Math.ceil((amount - index) / atOnce);
    if (numRuns <= 0) return;
    const mine = seed + index;
    let last: Failure | undefined;
    const holds = async (steps: Step[]): Promise<void> => {
      // Another lane has found one, or nobody waits for it any more.
      if (failure || signal?.aborted) return;
      const was = await run(service, steps);
      const problems = verdict(was);
      onRun?.(was, problems);
      if (problems.length === 0) return;
      const log = was.log.map(({ line }) => line);
      log.push(...was.errors.split('\n').filter(Boolean));
      last = { steps, problems, log, seed: mine };
      throw new Error(`${describe(steps)}: ${problems.join('; ')}`);
    };
    const property = fc.asyncProperty(pairs(moments, faults), holds);
    const checked = await fc.check(property, { numRuns, seed: mine });
    failure ??= last;
    // An error of these files, not of the service.
    if (checked.failed && !last) throw checked.errorInstance;
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return failure;
}
// #endregion attack
