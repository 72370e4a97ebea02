// Constant load from a process of its own, counted by phases; tells what was lost.
import autocannon from 'autocannon';
import { performance } from 'node:perf_hooks';

export type Phase = { requests: number; p99: number; failed: number };

const phases: Record<string, { times: number[]; failed: number }> = {};
let phase = '';

interface Internal extends autocannon.Client {
  _connect(): void;
  _doRequest(): void;
}

// #region honest
// Left alone, autocannon writes on after `Connection: close`, and when a
// connection ends under a request it connects again and says nothing.
function setupClient(client: autocannon.Client): void {
  const { _connect, _doRequest } = client as Internal;
  let closing = false;
  let sent = 0; // when; 0 while nothing is under way
  Object.assign(client, {
    _connect() {
      if (sent) phases[phase]!.failed++; // It will not be answered.
      [closing, sent] = [false, 0];
      _connect.call(client);
    },
    _doRequest() {
      if (closing) return; // The server is about to end it: wait.
      sent = performance.now();
      _doRequest.call(client);
    },
  });
  client.on('headers', ({ headers }) => {
    closing = /connection,close/i.test(String(headers));
  });
  client.on('response', (status) => {
    if (status === 200) phases[phase]!.times.push(performance.now() - sent);
    else phases[phase]!.failed++;
    sent = 0;
    if (++answered < wanted) return;
    wanted = Infinity;
    process.send!('so many');
  });
}
// #endregion honest

let answered = 0;
let wanted = Infinity; // Whoever waits for so many hears of it.

process.on('message', (next: string | { more: number }) => {
  if (next === 'stop') return load.stop();
  if (typeof next === 'object') return void (wanted = answered + next.more);
  phase = next;
  phases[phase] ??= { times: [], failed: 0 };
});
process.send!('ready');
await new Promise((resolve) => process.once('message', resolve));

const load = autocannon(
  {
    url: process.argv[2]!,
    connections: 10,
    duration: 3_600,
    // Time: an answer may never come: then it counts as lost.
    timeout: 3,
    setupClient,
  },
  () => {
    const report: Record<string, Phase> = {};
    for (const [name, { times, failed }] of Object.entries(phases)) {
      times.sort((a, b) => a - b);
      const p99 = times[Math.floor(times.length * 0.99)] ?? 0;
      report[name] = { requests: times.length + failed, p99, failed };
    }
    process.send!(report);
    process.disconnect();
  },
);
