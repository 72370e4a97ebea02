// What must hold after any run, whatever happened in it; and what was lost in it.
import type { Request } from './overlapping-faults.clients.ts';
import type { Run } from './overlapping-faults.run.ts';

const slack = 8_000; // ms, for a machine that has other work.

/** Who had a request that was not answered, and why that is nobody's fault. */
type Loss =
  | 'its worker was hit'
  | 'cut at a deadline'
  | 'left by its client'
  | 'never taken'
  | 'after the end'
  | 'fault';

// #region loss
/** Which worker had a request in hand while its client waited. */
function holder(run: Run, { id, failed }: Request): number | undefined {
  const taken = run.journal.get(id);
  // Stopped workers let it wait until its client had given up: a worker that
  // takes it after that has nobody to answer.
  const gone = failed?.how === 'silence' && taken && taken.at > failed.at;
  return gone ? undefined : taken?.pid;
}

/** Judges one request that got no answer. */
function loss(run: Run, request: Request): Loss {
  const { hit, log, service, told, applied } = run;
  const { id, silent, failed, leaves } = request;
  const pid = holder(run, request);
  // Node takes the end of a client's side for the end of its interest.
  if (leaves) return 'left by its client';
  if (pid !== undefined) {
    if (hit.has(pid)) return 'its worker was hit';
    const said = log.some(({ line }) => service.says.cut?.test(line));
    return said ? 'cut at a deadline' : 'fault';
  }
  // No worker had it. After the end of a service nobody does; one that was
  // handed to a worker that is hit just then is lost with it; and a
  // connection that is quiet may be closed when its next request comes.
  const { at, how } = failed!;
  if (how === 'silence') return hit.size > 0 ? 'its worker was hit' : 'fault';
  // It had no workers any more, and then it gave up.
  const ending = run.code !== 0 && at >= run.ended - 1_000;
  if (at >= told || ending) return 'after the end';
  const elsewhere = applied.some((fault) => fault.startsWith('the port'));
  const why = [id.startsWith('odd'), hit.size > 0, silent >= service.grace];
  return why.includes(true) || elsewhere ? 'never taken' : 'fault';
}
// #endregion loss

// #region verdict
/** What does not hold, in words; empty where all does. */
export function verdict(run: Run): string[] {
  const { service, code, told, ended, hit, applied, log } = run;
  const problems = run.never.map((what) => `it never ${what}`);
  const says = (what?: RegExp): boolean =>
    log.some(({ line }) => what?.test(line)) ||
    (what?.test(run.errors) ?? false);
  const [well, gaveUp, cut] = service.codes;

  if (code === undefined) problems.push('it did not end');
  else if (ended - told > service.deadline + slack) {
    problems.push(`it ended ${Math.round(ended - told)} ms after its signal`);
  }
  const left = run.left.length;
  if (left > 0) problems.push(`${left} processes were left running`);

  const lost = run.requests.filter(({ failed }) => failed);
  for (const request of lost) {
    if (loss(run, request) !== 'fault') continue;
    const { id, failed } = request;
    const whose = holder(run, request) ?? 'nobody';
    problems.push(`request ${id} of ${whose}: ${failed!.how}`);
  }

  // The exit code says what happened.
  const blamed = applied.some((fault) =>
    /start that|fork\(\)|the port|broken/.test(fault),
  );
  const cutting = applied.some((fault) => /half a body|slow|large/.test(fault));
  if (code === gaveUp && gaveUp !== well) {
    // A worker that was hit before all served looks like a broken start.
    const early =
      service.triesOnce && hit.size > 0 && !says(service.says.ready);
    if (!(blamed || early) || !says(service.says.gaveUp)) {
      problems.push('it gave up');
    }
  } else if (code === cut && cut !== well) {
    // A worker that has only just begun may be too slow for the deadline.
    const slow = service.workers > 0 && says(service.says.cut);
    if (hit.size === 0 && !cutting && !slow) problems.push('it cut some');
  } else if (code === well) {
    // What a reload has cut, and said so, may reach its client later.
    const before = log.some(
      ({ at, line }) => at < told && service.says.cut?.test(line),
    );
    const from = told + (before ? 1_000 : 0);
    const unsaid = lost.filter((request) => {
      const pid = holder(run, request);
      const { leaves, failed } = request;
      if (pid === undefined || leaves || failed!.at < from) return false;
      return !hit.has(pid) || hit.get(pid)! > told + slack;
    });
    if (unsaid.length > 0) problems.push(`code ${code}, though some were cut`);
  } else if (
    /^SIG(TERM|INT|HUP)$/.test(`${code}`) &&
    says(service.says.stopped)
  ) {
    // All was done, and one more signal met the process on its way out.
  } else if (code !== undefined) problems.push(`exit ${code}: ${run.errors}`);
  return problems;
}
// #endregion verdict

/** How many were answered and lost in a run, by the reason. */
export function losses(run: Run): Record<Loss | 'answered', number> {
  const counts = {
    answered: 0,
    'its worker was hit': 0,
    'cut at a deadline': 0,
    'left by its client': 0,
    'never taken': 0,
    'after the end': 0,
    fault: 0,
  };
  for (const request of run.requests) {
    counts[request.failed ? loss(run, request) : 'answered']++;
  }
  return counts;
}
