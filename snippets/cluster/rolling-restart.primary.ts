// The primary: replaces its workers one by one at SIGUSR2 or SIGHUP, ends at SIGTERM or SIGINT.
import cluster from 'node:cluster';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Member } from './rolling-restart.member.ts';

const file = new URL('./rolling-restart.worker.ts', import.meta.url);
cluster.setupPrimary({ exec: fileURLToPath(file), args: [] });

const size = 2;
const members = new Set<Member>(); // all that are not gone
let stopping = false;
const are = (...states: Member['state'][]): Member[] =>
  [...members].filter(({ state }) => states.includes(state));

/**
 * A signal to the group ended it, before it could handle one. Of one that
 * means us, too, we may hear later than of its end.
 */
const tooEarly = ({ end }: Member): boolean =>
  /^SIG(HUP|USR2|INT|TERM)$/.test(end);

// #region keep
/** Starts a worker. Whatever becomes of it, the number is looked at then. */
function start(): Member {
  const member = new Member();
  members.add(member);
  const died = member.gone.then(async () => {
    members.delete(member);
    if (member.cut) report(`worker ${member.id} was cut off: ${member.end}`);
    if (stopping || member.state === 'leaving') return;
    const failed = !(await member.healthy) && !tooEarly(member);
    // Time: a start that fails is not tried as fast as the machine can.
    // worker-restart does that properly.
    if (failed) await sleep(1_000, undefined, { ref: false });
    fill();
  });
  void died;
  return member;
}

/** As many as there should be. Those that start count, or we get three. */
function fill(): void {
  while (!stopping && are('starting', 'serving').length < size) {
    const fresh = start();
    report(`worker ${fresh.id} starts: one is missing`);
    void fresh.healthy.then((healthy) => {
      if (healthy) report(`worker ${fresh.id} is healthy`);
    });
  }
}
// #endregion keep

// #region roll
let rolling = false;
let again = false;

async function roll(): Promise<void> {
  // One at a time. A signal meanwhile means code newer than some of
  // the workers started so far: one more round, however many signals.
  again = true;
  if (rolling) return report('a signal meanwhile: one more round afterwards');
  rolling = true;
  while (again && !stopping) {
    again = false;
    await round();
  }
  rolling = false;
}
// #endregion roll

// #region round
async function round(): Promise<void> {
  for (const old of are('starting', 'serving')) {
    // One that still starts may have read the old code.
    await old.healthy;
    if (stopping) return;
    // It died meanwhile: who took its place runs the new code.
    if (old.state !== 'serving') continue;
    const fresh = start();
    report(`worker ${fresh.id} starts`);
    const healthy = await fresh.healthy;
    if (stopping) return;
    // All that served still serve. A person must look at this.
    if (!healthy) return report(`roll-out stopped: ${fresh.end}`);
    report(`worker ${fresh.id} is healthy, worker ${old.id} may go`);
    await old.leave();
  }
  report('rolled');
}
// #endregion round

// #region signals
process.on('SIGUSR2', roll);
process.on('SIGHUP', roll); // On Windows: the console was closed.

/** Once: a second signal neither starts it anew nor cuts it short. */
async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  report('stopping');
  const last = [...members]; // Also those that start, and that leave.
  await Promise.all(last.map((member) => member.leave()));
  report('stopped');
  process.exit(last.some(({ cut }) => cut) ? 2 : code);
}
process.on('SIGTERM', () => void stop(0));
process.on('SIGINT', () => void stop(0));
// #endregion signals

/** To whoever started us, or to the terminal. */
function report(event: string): void {
  const pids = are('serving').map(({ pid }) => pid!);
  if (process.send) process.send({ event, pids, port });
  else console.log(event);
}

let port = 0;
cluster.once('listening', (_worker, address) => (port = address.port));
const first = Array.from({ length: size }, start);
report('starting');
// The first ones, and those in place of one that a signal met too early.
for (let those = first; those.length > 0; those = are('starting')) {
  for (const member of those) {
    if ((await member.healthy) || stopping || tooEarly(member)) continue;
    report(`giving up: ${member.end}`); // To whoever supervises us.
    await stop(1);
  }
}
if (!stopping) report('up');
