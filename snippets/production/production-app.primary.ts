// The primary of production-app.ts: keeps a worker in each place, replaces them all at SIGHUP, ends them at SIGTERM.
import cluster from 'node:cluster';
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Member } from './production-app.member.ts';
import { operatorsOf } from './production-app.operators.ts';

const size = 2;
const steadyAfter = Number(process.env.STEADY_AFTER ?? 10_000);
const log = (text: string): void => console.log(text);

cluster.setupPrimary({
  execArgv: [...process.execArgv, '--max-old-space-size=256'],
});
// The path as it was given, through a link such as `current`, and what it
// leads to now. A crash brings back the release that served, not a newer one.
const newest = (): string =>
  realpathSync(join(dirname(process.argv[1]!), 'production-app.worker.ts'));

/** Where one worker serves and, at times, its heir starts. */
export interface Place {
  number: number;
  release: string;
  serving?: Member | undefined;
  heir?: Member | undefined;
  filling?: Promise<void> | undefined;
  /** Ends in a row without a steady life before. */
  failures: number;
}
const places = Array.from({ length: size }, (_, index): Place => {
  return { number: index + 1, release: newest(), failures: 0 };
});
const members = new Set<Member>(); // All that are not gone.
let stopping = false;
const ending = new AbortController(); // Ends the waits between two starts.
const operators = operatorsOf(places, members, () => stopping);
const opened = operators.open();

// #region succeed
/** Starts an heir; once it serves, the one before it has to leave. */
async function succeed(place: Place, release: string): Promise<Member> {
  const name = `place ${place.number}`;
  const heir = new Member(place.number, release);
  members.add(heir);
  place.heir = heir;
  log(`${name}: worker starts, pid ${heir.worker?.process.pid}`);
  void heir.gone.then(() => {
    members.delete(heir);
    operators.remember(heir);
    const cut = heir.broken ? `, ${heir.inHand} requests in hand` : '';
    // Who leaves in peace at the end is no news.
    if (!stopping || cut) log(`${name}: worker gone, ${heir.end}${cut}`);
    if (place.serving !== heir) return;
    place.serving = undefined; // Unasked: it was not replaced before.
    const steady = performance.now() - heir.since > steadyAfter;
    place.failures = steady ? 0 : place.failures + 1;
    fill(place);
  });
  const serves = await heir.started;
  place.heir = undefined;
  if (!serves || heir.asked) return heir;
  const before = place.serving;
  place.serving = heir;
  place.release = release;
  log(`${name}: worker serves`);
  if (before) log(`${name}: the one before leaves`);
  void before?.leave();
  return heir;
}
// #endregion succeed

// #region fill
/** Whatever emptied a place, this fills it again, ever more slowly. */
function fill(place: Place): void {
  place.filling ??= refill(place).finally(() => (place.filling = undefined));
}
async function refill(place: Place): Promise<void> {
  while (!stopping && !place.serving) {
    if (place.heir) {
      await place.heir.started; // A reload is at it.
    } else if (place.failures > 4 && !places.some(({ serving }) => serving)) {
      log('giving up: no worker starts');
      return void stop(1); // The supervisor of the machine is next.
    } else {
      // While others serve there is no giving up.
      const wait = place.failures && Math.min(50 * 2 ** place.failures, 30_000);
      if (wait) log(`place ${place.number}: next start in ${wait} ms`);
      await sleep(wait, undefined, { signal: ending.signal }).catch(() => {});
      if (stopping || place.serving || place.heir) continue;
      const { since } = await succeed(place, place.release);
      if (since === Infinity) place.failures++;
      operators.restarts++;
    }
  }
}
// #endregion fill

// #region reload
async function round(): Promise<void> {
  const release = newest();
  for (const place of places) {
    while (place.heir) await place.heir.started; // One after a crash.
    if (stopping) return;
    const before = place.serving;
    const { since, end } = await succeed(place, release);
    if (stopping) return;
    // All that served still serve. A person must look at this.
    if (since === Infinity) return log(`reload stopped: ${end}`);
    await before?.gone;
  }
  log('reload done');
}

let rolling = false;
let again = false;
/** A signal meanwhile may mean newer code: one more round afterwards. */
async function reload(): Promise<void> {
  again = true;
  if (rolling) return log('reload: one more round afterwards');
  rolling = true;
  while (again && !stopping) {
    again = false;
    log('reload');
    await round().catch(({ message }) => log(`reload stopped: ${message}`));
  }
  rolling = false;
}
process.on('SIGHUP', reload).on('SIGUSR2', reload);
// #endregion reload

// #region stop
/** Once: a second signal neither starts it anew nor cuts it short. */
async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true; // Nobody starts from here on; /readyz says 503.
  ending.abort();
  log('stopping');
  const last = [...members];
  const cutBefore = operators.cut();
  await Promise.all(last.map((member) => member.leave()));
  log(`accepted: ${operators.sum('requests')} requests`);
  log(`cut: ${operators.cut() - cutBefore} requests`);
  // 1: it gave up. 2: somebody was cut off, at the deadline or by a kill.
  process.exitCode = code || (last.some(({ broken }) => broken) ? 2 : 0);
  await opened;
  operators.close();
}
process.on('SIGTERM', () => void stop(0)).on('SIGINT', () => void stop(0));
// #endregion stop

await opened.catch(({ message }) => {
  log(`giving up: ${message}`); // The port is in use: there is nobody yet.
  process.exit(1);
});
// One after another: a release that cannot start fails once, not twice.
for (const place of places) {
  fill(place);
  await place.filling;
}
operators.restarts = 0; // The first ones replaced nobody.
if (!stopping) log('ready');
