import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

const { liveRuns } = await import('./runs.ts');
const { isRunning } = await import('../testing/commands.ts');
const { until } = await import('../waiting/until.ts');

/** A page's drawing, as plain as it can be. */
const drawing: Drawing = {
  client: import.meta.filename,
  lines: (output) => output.map(({ at, stream, text }) => ({ at, stream, html: text.trimEnd() })),
  timeline: ({ traceEvents }, { language, form }) =>
    [
      language,
      form,
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
  const last = events.at(-1);
  assert.ok(last && 'end' in last);
  assert.equal(last.end.exit, 0);
  assert.equal(last.end.timeline, 'en,full,main,worker 1 · thread');
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
