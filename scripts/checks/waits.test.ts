import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readWaits } from './waits.ts';

/** Kind and reason of each wait. */
const seen = (...lines: string[]): string[] =>
  readWaits(lines.join('\n')).waits.map(
    ({ line, kind, reason }) => `${line} ${kind}${reason ? `: ${reason}` : ''}`,
  );
const promises = "import { setTimeout as sleep } from 'node:timers/promises';";

test('a sleep needs a reason, on its line or in the comment above it', () => {
  assert.deepEqual(seen(promises, 'await sleep(100);'), ['2 time']);
  assert.deepEqual(seen(promises, 'await sleep(100); // By now it has started.'), ['2 time']);
  assert.deepEqual(seen(promises, 'await sleep(100); // Time: of a query.'), [
    '2 time: of a query.',
  ]);
  assert.deepEqual(
    seen(promises, '// Time: as long as', '// a query takes.', 'await sleep(100);'),
    ['4 time: as long as a query takes.'],
  );
  assert.deepEqual(seen(promises, '// Time: of another.', 'go();', 'await sleep(100);'), [
    '4 time',
  ]);
});

test('every way to wait for a time is found', () => {
  for (const line of [
    'setTimeout(() => server.close(), 400);',
    'setTimeout(go, delay);',
    'AbortSignal.timeout(200);',
    'Atomics.wait(cells, 0, 0, 200);',
    'get({ port, timeout: 800 });',
    'const timeout = ask(); get({ timeout });',
    'connect({ connectTimeout: 500 });',
    "spawnSync('sleep', ['0.3']);",
    "exec('sleep 0.1; echo $!');",
    'exec(`sleep 5; expr ${n}`);',
    'const code = "setTimeout(() => console.log(1), 500)";',
    'while (performance.now() < end);',
    'for (;performance.now() < end;) work();',
    'do work(); while (process.hrtime.bigint() < end);',
  ])
    assert.deepEqual(seen(line), ['1 time'], line);
  assert.deepEqual(
    seen("import { setTimeout } from 'node:timers/promises';", 'await setTimeout(50);'),
    ['2 time'],
  );
});

test('what waits for an event, for one turn or without end is no wait for a time', () => {
  for (const line of [
    "await once(child, 'exit');",
    'setTimeout(go, 0);',
    'setTimeout(go);',
    'setInterval(tick, 50);',
    'Atomics.wait(cells, 0, 0);',
    'function run(limit: { timeout: number }) {}',
    "request('sleep', 200);",
  ])
    assert.deepEqual(seen(line), [], line);
});

test('whoever looks again until he sees it needs no reason; whoever looks a number of times does', () => {
  assert.deepEqual(seen(promises, 'while (!done) await sleep(10);'), ['2 looks']);
  assert.deepEqual(seen(promises, 'for (;;) {', 'if (done) break;', 'await sleep(10);', '}'), [
    '4 looks',
  ]);
  assert.deepEqual(seen(promises, 'for (let i = 0; i < 8; i++) await sleep(250);'), ['2 time']);
  assert.deepEqual(seen(promises, 'for (; was !== now; await sleep(250)) was = now;'), ['2 time']);
  assert.deepEqual(seen(promises, 'for await (const chunk of input) await sleep(5);'), ['2 time']);
  assert.deepEqual(seen(promises, 'while (performance.now() < end) await sleep(10);'), [
    '2 time',
    '2 time',
  ]);
  assert.deepEqual(
    seen(promises, 'while (!done) start(async () => {', 'await sleep(100);', '});'),
    ['3 time'],
  );
});

test('a limit that only something broken reaches needs no reason', () => {
  assert.deepEqual(seen('get({ port, timeout: 30_000 });'), ['1 limit']);
  assert.deepEqual(seen('const limit = 20_000;', 'setTimeout(give, limit);'), ['2 limit']);
  assert.deepEqual(seen('let limit = 20_000;', 'setTimeout(give, limit);'), ['2 time']);
  assert.deepEqual(seen('run({ timeLimit: Infinity });'), ['1 limit']);
  assert.deepEqual(seen("exec('exec sleep 60');"), ['1 limit']);
});

test('a reason where nothing waits any more is told', () => {
  assert.deepEqual(readWaits(['// Time: of a query.', 'go();'].join('\n')).idle, [1]);
  assert.deepEqual(readWaits('setTimeout(go, 50); // Time: of a query.').idle, []);
});
