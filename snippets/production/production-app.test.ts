import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning } from '../../scripts/testing/commands.ts';
import { run } from './overlapping-faults.run.ts';
import { productionApp } from './overlapping-faults.service.ts';
import { verdict } from './overlapping-faults.verdict.ts';
import type { Fault, Moment } from './overlapping-faults.plan.ts';
import { deploy, freePort, press, serve } from './production-app.tools.ts';

const kills = process.env.SOAK ? 20 : 3;
const clients = 10;

/** A service that serves, with what it takes to look at it. */
async function start(t: TestContext, settings: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'production-app-'));
  const [port, operators] = [await freePort(), await freePort()];
  deploy(folder, '{ "greeting": "one" }');
  const { service, exited, until } = serve(folder, {
    PORT: `${port}`,
    OPERATORS_PORT: `${operators}`,
    ...settings,
  });
  t.after(async () => {
    service.kill('SIGKILL');
    await exited;
    rmSync(folder, { recursive: true });
  });
  await until('ready');
  const ask = async (path: string): Promise<Response> =>
    fetch(`http://127.0.0.1:${operators}${path}`);
  /** The pids of the workers that serve, once there are two that are not this one. */
  const workers = async (without?: number): Promise<number[]> => {
    for (;;) {
      const found = [
        ...(await (await ask('/metrics')).text()).matchAll(
          /worker_pid\{.*?\} (\d+)/g,
        ),
      ];
      const pids = found.map(([, pid]) => Number(pid));
      if (pids.length === 2 && !pids.includes(without!)) return pids;
      // Time: metrics are there to be asked again.
      await sleep(20);
    }
  };
  return {
    folder,
    port,
    service,
    exited,
    until,
    ask,
    workers,
    url: `http://127.0.0.1:${port}`,
  };
}

test(`kill -9 of a random worker under load, ${kills} times: only its own requests fail, and it is replaced`, async (t) => {
  // Each of them counts as one that had a steady life.
  const { service, exited, workers, url } = await start(t, {
    STEADY_AFTER: '1',
  });
  const stop = await press(url);
  const seen = new Set<number>(await workers());
  for (let kill = 0; kill < kills; kill++) {
    const pid = (await workers())[Math.floor(Math.random() * 2)]!;
    process.kill(pid, 'SIGKILL');
    for (const other of await workers(pid)) seen.add(other);
  }
  const { answered, refused, broken, untaken } = await stop();
  service.kill('SIGTERM');
  assert.equal(await exited, 0);
  t.diagnostic(
    `${answered} answered, ${broken} broken off, ${untaken} reset before they were taken`,
  );
  assert.ok(answered > 0);
  assert.equal(refused, 0, 'somebody always listens');
  // What a client had under way, and the connection that it opened next to a worker just dead.
  assert.ok(broken + untaken <= 2 * clients * kills);
  assert.equal(seen.size, 2 + kills, 'each one that was killed has an heir');
  assert.deepEqual([...seen].filter(isRunning), []);
});

const pairs: [what: string, code: number, ...[Fault, Moment, number?][]][] = [
  ['SIGTERM while a worker starts', 0, ['SIGTERM', 'start']],
  [
    'SIGTERM after a worker was killed',
    0,
    ['kill -9 of a worker', 'load'],
    ['SIGTERM', 'load', 100],
  ],
  ['an old worker dies in a reload', 0, ['kill -9 of a worker', 'reload']],
  [
    'a broken release, then a crash',
    0,
    ['a broken release', 'load'],
    ['kill -9 of a worker', 'retiring'],
  ],
  [
    'a broken release is refused, then a crash',
    0,
    ['a broken release', 'ready'],
    ['SIGHUP', 'load'],
    ['kill -9 of a worker', 'reload'],
  ],
  [
    'SIGTERM while a worker hangs in its start',
    0,
    ['a start that hangs', 'load'],
    ['SIGTERM', 'reload'],
  ],
  ['half a request at the end', 2, ['half a body', 'load']],
  [
    'fork() throws in a reload',
    0,
    ['fork() throws', 'load'],
    ['SIGHUP', 'load'],
  ],
  [
    'SIGINT twice and to the group',
    0,
    ['SIGINT to the group', 'load'],
    ['SIGINT twice', 'stopping'],
  ],
];
// No deadline that a busy machine could miss, but where the deadline is what ends it.
const patient = (what: string): typeof productionApp => {
  const deadline = /hangs|half a request/.test(what) ? 6_000 : 30_000;
  const env = { ...productionApp.env, DEADLINE: String(deadline) };
  return { ...productionApp, env, deadline };
};
const isCut = /gone, SIGKILL, [1-9]\d* requests in hand/;
for (const [what, code, ...steps] of pairs) {
  test(`${what}: it ends with ${code}, and loses only what was in a killed worker`, async () => {
    const plan = steps.map(([fault, moment, after = 0]) => ({
      fault,
      moment,
      after,
      which: 0,
    }));
    const was = await run(patient(what), plan);
    const lines = was.log.map(({ line }) => line);
    assert.deepEqual(verdict(was), [], lines.join('\n'));
    // A kill of which the primary hears when it already stops is a cut of that stop, also where it came before.
    const stop = lines.findIndex((line) =>
      productionApp.says.stopping!.test(line),
    );
    const cut = lines.findLastIndex((line) => isCut.test(line));
    assert.equal(was.code, cut > stop ? 2 : code, lines.join('\n'));
  });
}

test('SIGTERM before the first worker has served, while its next start is waited for: no unsettled await', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'production-app-'));
  t.after(() => rmSync(folder, { recursive: true }));
  deploy(folder, 'no JSON');
  const { service, exited, until } = serve(folder, {
    PORT: `${await freePort()}`,
    OPERATORS_PORT: `${await freePort()}`,
  });
  // Node 24 ends with 13 when nothing is left to wait for but an `await`.
  await until('place 1: next start in 400 ms');
  service.kill('SIGTERM');
  assert.equal(await exited, 0);
});

test('/readyz tells by the age of the reports when both workers stand still', async (t) => {
  const { ask, workers } = await start(t);
  assert.equal((await ask('/readyz')).status, 200);
  for (const pid of await workers()) process.kill(pid, 'SIGSTOP');
  // Time: the age of the last report has to grow.
  while ((await ask('/readyz')).status === 200) await sleep(50);
  const ages = [
    ...(await (await ask('/metrics')).text()).matchAll(
      /report_age.*"([12])"\} ([\d.]+)/g,
    ),
  ];
  assert.deepEqual(
    ages.map(([, place]) => place),
    ['1', '2'],
    'numbers of places',
  );
  assert.ok(ages.every(([, , age]) => Number(age) >= 2));
  for (const pid of await workers()) process.kill(pid, 'SIGCONT');
  // Time: the next report comes.
  while ((await ask('/readyz')).status !== 200) await sleep(50);
});

test('an endless body gets 413, and is not read any further', async (t) => {
  const { port } = await start(t);
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  let answer = '';
  socket.setEncoding('utf8').on('data', (text) => (answer += text));
  socket.write(
    'POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n',
  );
  const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
  const more = (): void => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on('drain', more);
  more();
  await new Promise((resolve) => socket.once('close', resolve));
  assert.match(answer, /^HTTP\/1\.1 413 [^]*too large\n$/);
  t.diagnostic(
    `${(socket.bytesWritten / 1e6).toFixed(1)} MB were taken off the client's hands`,
  );
  assert.ok(socket.bytesWritten < 30e6, 'what the buffers between them hold');
});

test('half a head is cut at its limit, not at the next look half a minute later', async (t) => {
  const { port } = await start(t);
  const socket = connect(port, '127.0.0.1')
    .on('error', () => {})
    .resume();
  socket.write('GET / HTTP/1.1\r\nhost:');
  const before = performance.now();
  await new Promise((resolve) => socket.once('close', resolve));
  const taken = performance.now() - before;
  t.diagnostic(`${Math.round(taken)} ms`);
  assert.ok(taken >= 4_900 && taken < 20_000);
});

test('a switched link and SIGHUP run the new code, a second signal meanwhile the newest; a crash before does not', async (t) => {
  const { folder, service, until, workers, url } = await start(t, {
    STEADY_AFTER: '1',
  });
  const greeting = async (): Promise<string> =>
    (await (await fetch(url)).text()).trim();
  deploy(folder, '{ "greeting": "two" }');
  const [pid] = await workers();
  process.kill(pid!, 'SIGKILL');
  await workers(pid);
  assert.deepEqual(
    [await greeting(), await greeting()],
    ['one', 'one'],
    'nobody has asked for it',
  );
  service.kill('SIGHUP');
  await until('reload'); // Else the system may make one signal of two.
  await until('place 1: worker serves');
  deploy(folder, '{ "greeting": "three" }');
  service.kill('SIGHUP');
  await until('reload done');
  await until('reload done');
  assert.deepEqual([await greeting(), await greeting()], ['three', 'three']);
});
