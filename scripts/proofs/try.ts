import pLimit from 'p-limit';
import { availableParallelism } from 'node:os';
import type { Seen } from '../../snippets/proving.ts';
import { count, UserError } from '../terminal/messages.ts';
import { showProgress } from '../terminal/progress.ts';
import { ensureNode } from '../nodes/versions.ts';
import { placeOf, type Proof } from './catalog.ts';
import { noteOutcomes, outcomesOf, outcomeText } from './outcomes.ts';
import { compileProofs, prove, ProofFailed } from './run.ts';

/** What trying proofs came to. */
export interface Tried {
  /** How many gave something back. */
  count: number;
  /** A text for each outcome that is not the noted one. */
  changes: string[];
  /** A text for each proof that gave nothing back. */
  failures: string[];
  /** Compared, they came out otherwise once, and as noted when they were tried again alone: to be mended, no news. */
  unsteady: string[];
}

/**
 * Tries proofs on versions of Node, one version after the other.
 *
 * @param all - Every proof that there is: outcomes of others go when some are noted.
 * @param mode - `note` tries those without an outcome and notes it, `force` notes all again, `compare` writes nothing.
 * @throws UserError where `signal` says that somebody interrupted it.
 */
export async function tryProofs(
  proofs: readonly Proof[],
  all: readonly Proof[],
  versions: readonly string[],
  mode: 'note' | 'force' | 'compare',
  signal: AbortSignal,
): Promise<Tried> {
  const tried: Tried = { count: 0, changes: [], failures: [], unsteady: [] };
  const compiled = await compileProofs(proofs);
  try {
    for (const version of versions) {
      const due = proofs.filter(
        (proof) => mode !== 'note' || outcomesOf(proof)[version] === undefined,
      );
      const options = { compiled: compiled.folder, signal };
      const { seen, failures } = await tryOn(version, due, options);
      if (mode === 'compare') {
        const again = due.filter((proof) => {
          const outcome = seen.get(proof);
          return outcome === undefined || changeOf(proof, version, outcome) !== undefined;
        });
        failures.length = 0;
        for (const proof of again) {
          const second = await tryOn(version, [proof], options);
          failures.push(...second.failures);
          const outcome = second.seen.get(proof);
          if (outcome === undefined) seen.delete(proof);
          else seen.set(proof, outcome);
          if (outcome !== undefined && changeOf(proof, version, outcome) === undefined)
            tried.unsteady.push(`${placeOf(proof)}: ${proof.id} on Node ${version}`);
        }
      }
      if (signal.aborted) throw new UserError(`Interrupted on Node ${version}.`, 130);
      tried.count += seen.size;
      tried.failures.push(...failures);
      for (const [proof, outcome] of seen) {
        const change = changeOf(proof, version, outcome);
        if (change) tried.changes.push(change);
      }
      if (mode !== 'compare') await noteOutcomes(all, version, seen);
    }
  } finally {
    await compiled.remove();
  }
  return tried;
}

/**
 * Prints what trying proofs came to.
 *
 * @returns how many problems that were: what a comparison finds is one, what was noted anew is news.
 */
export function tellTried(tried: Tried, compared: boolean): number {
  const problems = compared ? [...tried.changes, ...tried.failures] : tried.failures;
  if (!compared) for (const change of tried.changes) console.log(change);
  for (const proof of tried.unsteady)
    console.log(`unsteady: ${proof} came out as noted only when it was tried again, alone`);
  for (const problem of problems) console.error(`\n${problem}`);
  console.log(`${compared ? 'Compared' : 'Noted'} ${count(tried.count, 'outcome')}.`);
  return problems.length;
}

/** Runs proofs side by side on one version of Node. */
async function tryOn(
  version: string,
  proofs: readonly Proof[],
  { compiled, signal }: { compiled: string; signal: AbortSignal },
): Promise<{ seen: Map<Proof, Seen>; failures: string[] }> {
  const node = await ensureNode(version);
  const bar = showProgress(proofs.length, `Node ${version}`);
  const seen = new Map<Proof, Seen>();
  const failures: string[] = [];
  const sideBySide = pLimit(availableParallelism());
  const attempt = async (proof: Proof): Promise<void> => {
    if (signal.aborted) return;
    try {
      seen.set(proof, await prove(proof, { node, compiled, signal }));
    } catch (error) {
      if (!(error instanceof ProofFailed)) throw error;
      failures.push(`${placeOf(proof)}, Node ${version}: ${error.message}`);
    }
    bar.step(1);
  };
  await Promise.all(proofs.map((proof) => sideBySide(attempt, proof)));
  bar.stop();
  return { seen, failures };
}

/** How an outcome differs from the noted one, in words; undefined where it does not. */
function changeOf(proof: Proof, version: string, outcome: Seen): string | undefined {
  const noted = outcomesOf(proof)[version];
  const now = outcomeText(outcome);
  const about = `${placeOf(proof)}: ${proof.id} on Node ${version}`;
  if (noted === undefined) return `${about}: ${now}`;
  if (outcomeText(noted) === now) return undefined;
  return `${about}\n  noted: ${outcomeText(noted)}\n  now:   ${now}`;
}
