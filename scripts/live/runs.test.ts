import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Drawing, LiveEvent, LiveRuns } from './runs.ts';

// The catalog's folder is read when its module is loaded, so it is named before.
const tree = mkdtempSync(join(tmpdir(), 'live-tree-'));
process.env.SNIPPETS_FOLDER = tree;
mkdirSync(join(tree, 'topic'));
writeFileSync(join(tree, 'package.json'), '{ "type": "module" }\n');
const header = (text: string): string => `/**\n * ${text}.\n *\n * @zh ${text}。\n */\n`;
writeFileSync(
  join(tree, 'topic/two-lanes.ts'),
  `${header('Starts a thread')}import { Worker } from 'node:worker_threads';
console.log('<b>\\u001b[31mred\\u001b[0m</b>');
new Worker('console.error("from the thread")', { eval: true });
`,
);
// A child in a group of its own, and a process that minds no SIGTERM.
writeFileSync(
  join(tree, 'topic/endless.ts'),
  `${header('Never ends')}import { spawn } from 'node:child_process';
process.on('SIGTERM', () => {});
const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
console.log('pid', process.pid);
console.log('pid', child.pid);
setInterval(() => {}, 1000);
`,
);

const takes = ' *\n * @takes 1..8 4 threads / 线程数\n * @takes 0..9 1 seed / 种子\n';
const says = 'console.log(process.argv.slice(2).join());\n';
writeFileSync(
  join(tree, 'topic/counted.ts'),
  `${header('Counts').replace(' */', `${takes} */`)}${says}`,
);
writeFileSync(
  join(tree, 'topic/measured.ts'),
  `${header('Measures').replace(' */', ` * @measures\n${takes} */`)}${says}
import { Worker } from 'node:worker_threads';
new Worker('', { eval: true });
`,
);
// The second run of what measures finds the mark of the first.
const mark = join(tree, 'mark');
const pidFile = join(tree, 'pid');
writeFileSync(
  join(tree, 'topic/second-endless.ts'),
  `${header('Ends once').replace(' */', ' * @measures\n */')}import { existsSync, renameSync, writeFileSync } from 'node:fs';
const [mark, pid] = ${JSON.stringify([mark, pidFile])};
if (existsSync(mark)) {
  writeFileSync(mark, String(process.pid));
  renameSync(mark, pid);
  setInterval(() => {}, 1000);
} else writeFileSync(mark, '');
`,
);

const { liveRuns } = await import('./runs.ts');
const { isRunning } = await import('../testing/commands.ts');
const { until } = await import('../waiting/until.ts');

/** A page's drawing, as plain as it can be. */
const drawing: Drawing = {
  client: { 'client.js': import.meta.filename, 'client.css': import.meta.filename },
  lines: (output) => output.map(({ at, stream, text }) => ({ at, stream, html: text.trimEnd() })),
  timeline: ({ traceEvents, otherData }, { language, form }, { run, beside }) =>
    [
      language,
      form,
      ...(otherData.run === run ? [] : ['second run']),
      ...(beside
        ? [`beside ${beside.otherData.run === otherData.run ? 'itself' : 'another'}`]
        : []),
      ...traceEvents.flatMap(({ cat, name }) => (cat === 'lane' ? name : [])),
    ].join(),
};

let live: LiveRuns;
let server: Server;
let port: number;

before(async () => {
  live = liveRuns('/base/', drawing);
  server = createServer((incoming, response) => {
    if (!live.handler(incoming, response)) response.writeHead(404).end('static');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
after(async () => {
  await live.close();
  server.close();
  server.closeAllConnections();
  rmSync(tree, { recursive: true, force: true });
});

/** Sends a request with exactly these headers. */
async function ask(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string,
): Promise<IncomingMessage> {
  const sent = request({ host: '127.0.0.1', port, method, path, headers });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return response.setEncoding('utf8');
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return text;
}

const own = (): Record<string, string> => ({
  Host: `127.0.0.1:${port}`,
  Origin: `http://127.0.0.1:${port}`,
  'Sec-Fetch-Site': 'same-origin',
});
const token = async (): Promise<string> => textOf(await ask('GET', '/base/live/token', own()));
const order = (id: string): string => JSON.stringify({ id, language: 'en', form: 'full' });
const startRun = async (id: string): Promise<IncomingMessage> =>
  ask('POST', '/base/live/run', { ...own(), 'X-Live-Token': await token() }, order(id));

async function* eventsOf(response: IncomingMessage): AsyncGenerator<LiveEvent> {
  let rest = '';
  for await (const chunk of response) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line) as LiveEvent;
  }
}

async function allEvents(response: IncomingMessage): Promise<LiveEvent[]> {
  const events: LiveEvent[] = [];
  for await (const event of eventsOf(response)) events.push(event);
  return events;
}

test('a run streams its output line by line, as the page draws it, and ends with its timeline', async () => {
  const response = await startRun('two-lanes');
  assert.equal(response.statusCode, 200);
  const events = await allEvents(response);
  const lines = events.flatMap((event) => ('line' in event ? [event.line] : []));
  assert.deepEqual(
    lines.map(({ stream, html }) => [stream, html]),
    [
      ['stdout', '<b>\u001b[31mred\u001b[0m</b>'],
      ['stderr', 'from the thread'],
    ],
  );
  const [end, drawn] = events.slice(-2);
  assert.ok(end && 'end' in end && drawn && 'drawn' in drawn);
  assert.equal(end.end.exit, 0);
  assert.equal(end.end.again, undefined);
  assert.deepEqual(drawn.drawn, { timeline: 'en,full,main,worker 1 · thread' });
});

const foreign: [what: string, status: number, change: Record<string, string>, id: string][] = [
  ['a foreign Origin', 403, { Origin: 'https://example.org' }, 'two-lanes'],
  ['another port as Origin', 403, { Origin: 'http://127.0.0.1:1' }, 'two-lanes'],
  [
    'a request that a browser calls cross-site',
    403,
    { 'Sec-Fetch-Site': 'cross-site' },
    'two-lanes',
  ],
  ['another site on this machine', 403, { 'Sec-Fetch-Site': 'same-site' }, 'two-lanes'],
  ['a rebound Host', 403, { Host: 'example.org', Origin: 'http://example.org' }, 'two-lanes'],
  ['no token', 403, { 'X-Live-Token': '' }, 'two-lanes'],
  ['a wrong token', 403, { 'X-Live-Token': '0'.repeat(64) }, 'two-lanes'],
  ['a path as id', 404, {}, '../two-lanes'],
  ['a path with its topic', 404, {}, 'topic/two-lanes'],
  ['an id that does not exist', 404, {}, 'three-lanes'],
  ['a companion as id', 404, {}, 'two-lanes.worker'],
];

for (const [what, status, change, id] of foreign) {
  test(`${what} gets ${status} and runs nothing`, async () => {
    const headers = { ...own(), 'X-Live-Token': await token(), ...change };
    const response = await ask('POST', '/base/live/run', headers, order(id));
    assert.equal(response.statusCode, status);
    const text = await textOf(response);
    assert.ok(!text.includes('red') && !text.includes('"end"'), text);
  });
}

test('the token is for pages of this site alone, and new at each start', async () => {
  for (const change of [
    { 'Sec-Fetch-Site': 'cross-site' },
    { Host: 'example.org' },
    { Origin: 'null' },
  ]) {
    const response = await ask('GET', '/base/live/token', { ...own(), ...change });
    assert.equal(response.statusCode, 403, JSON.stringify(change));
    assert.doesNotMatch(await textOf(response), /[0-9a-f]{64}/);
  }
  const response = await ask('GET', '/base/live/token', own());
  assert.equal(response.headers['access-control-allow-origin'], undefined);
  const first = await textOf(response);
  assert.match(first, /^[0-9a-f]{64}$/);
  const other = createServer(
    (incoming, answer) => void liveRuns('/base/', drawing).handler(incoming, answer),
  );
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port: otherPort } = other.address() as AddressInfo;
  const second = await fetch(`http://127.0.0.1:${otherPort}/base/live/token`);
  assert.notEqual(await second.text(), first);
  other.close();
  other.closeAllConnections();
});

const given = async (
  id: string,
  values: unknown,
  more: Record<string, unknown> = {},
): Promise<IncomingMessage> =>
  ask(
    'POST',
    '/base/live/run',
    { ...own(), 'X-Live-Token': await token() },
    JSON.stringify({ id, language: 'en', form: 'full', values, ...more }),
  );
const printed = (events: readonly LiveEvent[]): string[] =>
  events.flatMap((event) => ('line' in event ? [event.line.html] : []));

test('a run gets its numbers, in their order; without any it gets none', async () => {
  assert.deepEqual(printed(await allEvents(await given('counted', [3, 0]))), ['3,0']);
  assert.deepEqual(printed(await allEvents(await given('counted', []))), ['']);
  assert.deepEqual(printed(await allEvents(await given('counted', undefined))), ['']);
});

for (const values of [
  [3],
  [3, 1, 1],
  [9, 1],
  [-1, 1],
  [2.5, 1],
  ['3', '1'],
  ['--eval', 'console.log(1)'],
  [null, null],
  [[3], 1],
  [{ valueOf: 3 }, 1],
  [1e308, 1],
  '3 1',
  7,
  { 0: 3, 1: 1, length: 2 },
  null,
]) {
  test(`${JSON.stringify(values)} as numbers gets 400 and a sentence, and runs nothing`, async () => {
    const response = await given('counted', values);
    assert.equal(response.statusCode, 400);
    assert.match(await textOf(response), /^(counted takes 2|threads: give|seed: give)[^<{]*\.$/);
  });
}

test('what JSON cannot say, and what is longer than an order, runs nothing', async () => {
  const headers = { ...own(), 'X-Live-Token': await token() };
  for (const body of [
    '{"id":"counted","values":[NaN,1]}',
    '{"id":"counted","values":[1e999,1]}',
    `{"id":"counted","values":[${'1,'.repeat(1000)}1]}`,
  ]) {
    const response = await ask('POST', '/base/live/run', headers, body);
    assert.ok([400, 404].includes(response.statusCode ?? 0), body.slice(0, 50));
    assert.doesNotMatch(await textOf(response), /"line"/);
  }
});

test('numbers for a snippet that takes none get 400; a Chinese page is told so in Chinese', async () => {
  const response = await given('two-lanes', [1], { language: 'zh' });
  assert.equal(response.statusCode, 400);
  assert.equal(await textOf(response), 'two-lanes 不接受数字参数。');
});

/** The run that ended, and what was drawn of it. */
async function ended(response: IncomingMessage) {
  const events = await allEvents(response);
  const end = events.flatMap((event) => ('end' in event ? [event.end] : []))[0];
  const drawn = events.flatMap((event) => ('drawn' in event ? [event.drawn] : []))[0];
  assert.ok(end && drawn);
  return { events, end, drawn };
}

test('what measures runs a second time for its timeline; the first run is the one that counts', async () => {
  const { events, end, drawn } = await ended(await given('measured', [2, 5]));
  assert.deepEqual(printed(events), ['2,5']);
  assert.deepEqual([end.exit, end.again], [0, true]);
  assert.match(drawn.timeline, /worker 1/);
  assert.equal(drawn.pair, undefined);
});

test('two runs of one snippet are drawn on one scale; runs of others, and forgotten ones, are not', async () => {
  const first = await ended(await given('measured', [1, 1]));
  const second = await ended(await given('measured', [2, 2], { before: first.end.run }));
  assert.equal(second.drawn.pair?.length, 2);
  for (const drawing of second.drawn.pair)
    assert.match(drawing, /^en,full,second run,beside another,/);
  const other = await ended(await given('two-lanes', [], { before: first.end.run }));
  assert.equal(other.drawn.pair, undefined);
  for (const before of ['', '__proto__', 'constructor', '../x', 7, null, [first.end.run], {}]) {
    const { drawn } = await ended(await given('two-lanes', [], { before }));
    assert.equal(drawn.pair, undefined, JSON.stringify(before));
  }
});

test('the trace of a run can be had, by pages of this site alone, and nothing else can', async () => {
  const { end } = await ended(await given('two-lanes', []));
  const path = `/base/live/trace/${end.run}`;
  const response = await ask('GET', path, own());
  assert.equal(response.headers['content-type'], 'application/json; charset=utf-8');
  assert.match(await textOf(response), /"traceEvents"/);
  const foreign = await ask('GET', path, { ...own(), 'Sec-Fetch-Site': 'cross-site' });
  assert.equal(foreign.statusCode, 403);
  for (const name of ['x', '..%2f..%2fpackage.json', '__proto__'])
    assert.equal((await ask('GET', `/base/live/trace/${name}`, own())).statusCode, 404);
});

test('other methods and paths are not answered, and the rest of the site is left alone', async () => {
  assert.equal((await ask('GET', '/base/live/run', own())).statusCode, 404);
  assert.equal((await ask('POST', '/base/live/token', own())).statusCode, 404);
  assert.equal((await ask('GET', '/base/live/', own())).statusCode, 404);
  assert.equal(await textOf(await ask('GET', '/base/livestock', own())), 'static');
});

/** Starts the endless snippet and waits until it said the pids of its two processes. */
async function endless(): Promise<{ response: IncomingMessage; pids: number[] }> {
  const response = await startRun('endless');
  assert.equal(response.statusCode, 200);
  const pids: number[] = [];
  for await (const event of eventsOf(response)) {
    assert.ok('line' in event);
    pids.push(Number(event.line.html.split(' ')[1]));
    if (pids.length === 2) break;
  }
  return { response, pids };
}

const gone = async (pids: readonly number[]): Promise<void> =>
  assert.ok(await until(() => !pids.some(isRunning)), `${pids.filter(isRunning).join()} survived`);

test('when the page stops listening, the run ends with everything that it started', async () => {
  const { response, pids } = await endless();
  assert.equal(pids.length, 2);
  response.destroy();
  await gone(pids);
});

test('when the page goes during the second run of what measures, that one ends too', async () => {
  const response = await startRun('second-endless');
  for await (const event of eventsOf(response)) {
    assert.ok('end' in event && event.end.again);
    assert.ok(await until(() => existsSync(pidFile)));
    break;
  }
  response.destroy();
  await gone([Number(readFileSync(pidFile, 'utf8'))]);
});

test('a third run has to wait; when the server ends, nothing survives', async () => {
  // What was stopped before may still be tidying up.
  await live.close();
  const runs = [await startRun('endless'), await startRun('endless')];
  assert.deepEqual(
    runs.map(({ statusCode }) => statusCode),
    [200, 200],
  );
  const third = await startRun('two-lanes');
  assert.equal(third.statusCode, 429);
  assert.equal(await textOf(third), '2 snippets are running already: wait, or stop one.');
  const pids: number[] = [];
  const reading = runs.map(async (run) => {
    for await (const event of eventsOf(run))
      if ('line' in event) pids.push(Number(event.line.html.split(' ')[1]));
  });
  // The pids come in the first lines.
  assert.ok(await until(() => pids.length === 4), `${pids.length} of 4 pids came`);
  await live.close();
  await Promise.all(reading);
  assert.equal(pids.length, 4);
  await gone(pids);
});
