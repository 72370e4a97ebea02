/**
 * Gives one service to autocannon, wrk and ab, as one would on the command line, and
 * counts on the server what each of them really did.
 *
 * @zh 同一个服务依次交给 autocannon、wrk 和 ab 的命令行，并在服务器上数清它们各自真正做了什么。
 * @needs wrk, ab
 * @measures
 */
import assert from 'node:assert/strict';
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';

const run = promisify(execFile);
const file = new URL('./load-test-tools.server.ts', import.meta.url);
const server = fork(file);
const [port] = await once(server, 'message');
const url = `http://127.0.0.1:${port}/`;

interface Counted {
  connections: number;
  requests: number;
}
/** What the server saw since the last time it was asked. */
async function counted(): Promise<Counted> {
  server.send('count');
  const [answer] = await once(server, 'message');
  return answer as Counted;
}

/** The number after a word in a tool's report. */
const after = (report: string, pattern: RegExp): number =>
  Number(pattern.exec(report)?.[1] ?? Number.NaN);

// #region commands
// npx autocannon: the same file, run by Node. -n: no table while it runs.
const autocannon = createRequire(import.meta.url).resolve('autocannon');
const tools: Record<string, [program: string, ...args: string[]]> = {
  autocannon: [process.execPath, autocannon, '-c20', '-d2', '--json', url],
  wrk: ['wrk', '-t1', '-c20', '-d2s', '--latency', url],
  ab: ['ab', '-q', '-c20', '-n2000', url],
  'ab keep-alive': ['ab', '-q', '-k', '-c20', '-n2000', url],
};
const rateOf = (name: string, report: string): number => {
  if (name === 'autocannon') return JSON.parse(report).requests.average;
  if (name === 'wrk') return after(report, /Requests\/sec:\s+([\d.]+)/);
  return after(report, /Requests per second:\s+([\d.]+)/);
};
// #endregion commands

await run('ab', ['-q', '-k', '-c20', '-n2000', url]); // Warm-up.
await counted();

// #region compare
const seen: Record<string, Counted> = {};
for (const [name, [program, ...args]] of Object.entries(tools)) {
  const { stdout } = await run(program, args, { timeout: 20_000 });
  const server = (seen[name] = await counted());
  const rate = Math.round(rateOf(name, stdout)).toLocaleString('en-US');
  console.log(name);
  console.log(`  throughput (${name}): ${rate} /s`);
  const { connections, requests } = server;
  const each = Math.round(requests / connections);
  console.log(`  opened (${name}): ${connections} connections`);
  console.log(`  on each (${name}): ${each} requests`);
}
// #endregion compare
server.disconnect();
await once(server, 'exit');

assert.ok(seen.ab!.connections >= 2000, 'ab opens one for each request');
for (const name of ['autocannon', 'wrk', 'ab keep-alive']) {
  assert.ok(seen[name]!.connections < 50, `${name} keeps its connections`);
}
