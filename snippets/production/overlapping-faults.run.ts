// One service, from its start to its end, with faults on the way.
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  oddClient,
  startLoad,
  type Request,
} from './overlapping-faults.clients.ts';
import type { Fault, Moment, Step } from './overlapping-faults.plan.ts';
import {
  patience,
  prepare,
  start,
  type Service,
} from './overlapping-faults.running.ts';

/** What one run was like, for the verdict and for the counts. */
export interface Run {
  service: Service;
  steps: Step[];
  log: { at: number; line: string }[];
  errors: string;
  /** Undefined where it did not end by itself. */
  code: number | string | null | undefined;
  /** When it was told to stop for the first time, and when it ended. */
  told: number;
  ended: number;
  requests: Request[];
  /** Which worker took which request, and when. */
  journal: Map<string, { pid: number; at: number }>;
  /** Workers that a fault hit, and when. */
  hit: Map<number, number>;
  applied: Fault[];
  /** Pids of its processes that lived on. */
  left: number[];
  /** What it did not come to within its limit. */
  never: string[];
}

/** A port that nobody has, below those that systems give to who asks for any. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 30_000);
    const server = createServer().listen(port, '127.0.0.1');
    const listens = once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!(await listens)) continue;
    await once(server.close(), 'close');
    return port;
  }
}

/** Looks again and again; false where it has not come true in time. */
async function until(isTrue: () => boolean): Promise<boolean> {
  const end = performance.now() + patience;
  while (!isTrue()) {
    if (performance.now() > end) return false;
    // Time: nothing tells of another process's children but looking.
    await sleep(10);
  }
  return true;
}

/** Runs a service from start to end with these steps on the way. */
export async function run(service: Service, steps: Step[]): Promise<Run> {
  const folder = prepare(service);
  const [port, operators] = [await freePort(), await freePort()];
  const ports = new Map<Fault, number>([
    ['the port in use', port],
    ['the port of the operators in use', operators],
  ]);
  const applied = steps.map(({ fault }) => fault).filter((f) => ports.has(f));
  const takers = [...new Set(applied)].map((fault) =>
    createServer((socket) => socket.destroy()).listen(
      ports.get(fault),
      '127.0.0.1',
    ),
  );
  await Promise.all(takers.map((taker) => once(taker, 'listening')));

  const { running, exit, says, pids, send, finish } = start(service, folder, {
    PORT: `${port}`,
    OPERATORS_PORT: `${operators}`,
  });
  let told = Infinity;
  const hit = new Map<number, number>();
  const odd: ReturnType<typeof oddClient>[] = [];
  const signal = (name: string, group = false): void => {
    if (/TERM|INT/.test(name)) told = Math.min(told, performance.now());
    send(name, group);
  };

  // #region apply
  async function apply({ fault, after, which }: Step): Promise<void> {
    // Time: how long after the moment is what was drawn at random.
    await sleep(after);
    if (running.over) return;
    applied.push(fault);
    const [first, ...rest] = fault.split(' ') as [string, ...string[]];
    if (fault === 'SIGCONT') {
      for (const pid of pids()) process.kill(pid, first);
    } else if (first === 'kill' || first === 'SIGSTOP') {
      const there = pids();
      const victims = [...there, ...there].slice(which % 2);
      const much = Math.min(rest.includes('two') ? 2 : 1, there.length);
      for (const pid of victims.slice(0, much)) {
        if (!hit.has(pid)) hit.set(pid, performance.now());
        process.kill(pid, first === 'kill' ? 'SIGKILL' : 'SIGSTOP');
      }
    } else if (first.startsWith('SIG')) {
      signal(first, rest.includes('group'));
      if (rest[0] !== 'twice') return;
      // Time: a second one at once may be merged with the first.
      await sleep(1 + which * 10);
      signal(first);
    } else if (/start that|fork\(\)/.test(fault)) {
      writeFileSync(join(folder, 'faults', fault), '');
    } else if (fault === 'a broken release') {
      service.deploy(folder, false);
    } else odd.push(oddClient(fault, port, `odd-${odd.length}`));
  }
  // #endregion apply

  const fired: Promise<void>[] = [];
  const at = (moment: Moment): void => {
    for (const step of steps) {
      if (step.moment !== moment || ports.has(step.fault)) continue;
      const done = apply(step).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ESRCH') throw error; // It ended just then.
      });
      fired.push(done);
    }
  };

  /** Its workers and its answers come back, after whatever it was. */
  async function recovers(): Promise<void> {
    const stopped = applied.some((fault) => fault.startsWith('SIGSTOP'));
    const broken = applied.includes('a broken release');
    if (stopped || (broken && !service.keepsRelease)) return;
    const whole = (): boolean => pids().length === service.workers;
    if (!(await until(() => running.over || whole()))) {
      running.never.push(`had ${service.workers} workers again`);
    }
    const from = load?.answers();
    if (from === undefined) return;
    if (!(await until(() => running.over || load!.answers() > from))) {
      running.never.push('answered again');
    }
  }

  let load: ReturnType<typeof startLoad> | undefined;
  // #region story
  async function story(): Promise<void> {
    const words = service.says;
    if (await says(words.start)) at('start');
    if (await says(words.ready)) {
      at('ready');
      if (service.paths.length > 0) {
        load = startLoad(port, service.paths);
        await until(() => load!.answers() >= 8 || running.over);
      }
      at('load');
      const now = steps.some(({ moment }) => /reload|retiring/.test(moment));
      if (words.reload && now) {
        const from = running.log.length;
        signal('SIGHUP');
        if (await says(words.reload, from)) at('reload');
        // One leaves in its turn, or the reload has stopped before.
        const either = `${words.retiring!.source}|${words.reloaded!.source}`;
        await says(new RegExp(either), from);
        const late = running.log.slice(from);
        if (late.some(({ line }) => words.retiring!.test(line))) at('retiring');
        await says(words.reloaded, from);
      }
    }
    await Promise.all(fired);
    // It comes to itself again, unless it was told to end.
    if (told === Infinity && !running.over) await recovers();
    signal('SIGTERM');
    if (await says(words.stopping)) at('stopping');
    await Promise.all(fired);
    // Time: beyond any deadline of the service.
    const limit = sleep(service.deadline + 10_000, undefined, { ref: false });
    await Promise.race([exit, limit]);
  }
  // #endregion story

  let rest: Awaited<ReturnType<typeof finish>>;
  try {
    await story();
  } finally {
    rest = await finish();
    await load?.end();
    for (const { socket } of odd) socket.destroy();
    await Promise.all(odd.map(({ closed }) => closed));
    for (const taker of takers) taker.close();
  }
  const requests = odd.map(({ request }) => request);
  requests.push(...(load?.account ?? []));
  const was = { service, steps, ...running, ...rest };
  return { ...was, told, requests, hit, applied };
}
