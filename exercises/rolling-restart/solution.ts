import cluster, { type Worker } from 'node:cluster';

export interface Group {
  ready: Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** The life of one worker. No path goes past it. */
interface Member {
  worker: Worker;
  state: 'starting' | 'serving' | 'leaving' | 'gone';
  /** True once it serves, false where that will not come. */
  ready: Promise<boolean>;
  gone: Promise<void>;
  leave(): Promise<void>;
}

export function createGroup(exec: string, size: number): Group {
  cluster.setupPrimary({ exec, args: [] });
  const members = new Set<Member>();
  const are = (...states: Member['state'][]): Member[] =>
    [...members].filter(({ state }) => states.includes(state));
  let stopped: Promise<void> | undefined;
  let failures = 0;

  function start(): Member {
    const worker = cluster.fork();
    let settleReady = (_: boolean): void => {};
    let settleGone = (): void => {};
    const member: Member = {
      worker,
      state: 'starting',
      ready: new Promise((done) => (settleReady = done)),
      gone: new Promise((done) => (settleGone = done)),
      leave() {
        if (member.state === 'starting' || member.state === 'serving') {
          member.state = 'leaving';
          settleReady(false);
          // With a callback: it may be dead, and that is no exception here.
          worker.send('leave', () => {});
        }
        return member.gone;
      },
    };
    members.add(member);

    const end = (): void => {
      const { state } = member;
      if (state === 'gone') return;
      member.state = 'gone';
      members.delete(member);
      settleReady(false);
      settleGone();
      failures = state === 'starting' ? failures + 1 : 0;
      if (state === 'leaving') return;
      // Time: what cannot start is not tried as fast as the machine can. unref: after stop() it must not keep us here.
      if (failures > 0) setTimeout(fill, Math.min(100 * 2 ** failures, 10_000)).unref();
      else fill();
    };
    worker.on('message', (message) => {
      if (message !== 'ready' || member.state !== 'starting') return;
      member.state = 'serving';
      settleReady(true);
    });
    // A fork() that failed has no 'exit'. Other errors are those of a send() to one that has just died.
    worker.on('error', () => worker.process.pid === undefined && end());
    worker.once('exit', () => {
      // A worker that dies with a connection handed to it may never emit 'disconnect'. Node would keep it in the list of those
      // that serve the port, and listen for nobody after the last one.
      worker.disconnect();
      end();
    });
    return member;
  }

  /** As many as there should be. Those that start count: the new one of a restart takes the place of an old one that dies. */
  function fill(): void {
    while (!stopped && are('starting', 'serving').length < size) start();
  }

  async function began(first: readonly Member[]): Promise<void> {
    for (const { ready } of first) if (!(await ready)) throw new Error('a worker could not start');
  }

  async function round(): Promise<void> {
    const old = are('starting', 'serving');
    for (const one of old) {
      // It may die meanwhile. Then it has nothing to leave, and whoever starts counts for it.
      while (one.state !== 'gone') {
        must(!stopped, 'stopped');
        // Counted anew each time: one new worker may have the places of two that died.
        const others = are('starting', 'serving').filter((other) => other !== one);
        const fresh =
          others.length < size ? start() : others.find(({ state }) => state === 'starting');
        if (fresh) await mustStart(fresh);
        else await one.leave();
      }
    }
    // Whoever took the place of one that died may still be starting.
    for (let one = are('starting')[0]; one; one = are('starting')[0]) await mustStart(one);
    must(are('serving').length >= size, 'a worker could not start');
  }

  async function mustStart({ ready }: Member): Promise<void> {
    const isReady = await ready;
    must(!stopped, 'stopped');
    must(isReady, 'a worker could not start');
  }

  fill();
  const ready = began([...members]);
  let last: Promise<void> = ready;
  return {
    ready,
    restart() {
      // One after the other, also after one that failed.
      const next = last.then(round, round);
      last = next;
      return next;
    },
    stop: () =>
      (stopped ??= Promise.resolve().then(async () => {
        await Promise.all([...members].map((member) => member.leave()));
      })),
  };
}

function must(isSo: boolean, why: string): void {
  if (!isSo) throw new Error(why);
}
