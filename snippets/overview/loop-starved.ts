/**
 * Long work in small steps, handed on in five ways: which of them let a due timer and a request in between?
 *
 * @zh 长活切成小步，用五种方式接力：哪些方式能让到点的定时器和到来的请求插进来？
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';

const server = createServer((socket) => socket.end('hello'));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;

// #region ways
const ways: Record<string, (step: () => void) => unknown> = {
  'process.nextTick()': (step) => process.nextTick(step),
  'promise.then()': (step) => Promise.resolve().then(step),
  'setImmediate()': (step) => setImmediate(step),
  'await setImmediate()': (step) => turn().then(step),
  'setTimeout(0)': (step) => setTimeout(step, 0), // Time: the lesson.
};
// #endregion ways

// #region steps
/** Goes on step by step until a timer and a request have had their turn, but no further than 100,000 steps. */
async function run(name: string): Promise<string> {
  let steps = 0;
  let waiting = 2;
  const served = (): void => void waiting--;
  const socket = connect(port, '127.0.0.1').once('data', served);
  setTimeout(served, 0);
  await new Promise<void>((resolve) => {
    const step = (): unknown =>
      waiting > 0 && ++steps < 100_000 ? ways[name]!(step) : resolve();
    step();
  });
  const verdict = waiting === 0 ? 'both get in' : 'both wait';
  console.log(`${name.padEnd(22)}${verdict}`);
  if (!socket.closed) await once(socket, 'close');
  return verdict;
}
// #endregion steps

const verdicts: string[] = [];
for (const name of Object.keys(ways)) verdicts.push(await run(name));
server.close();

const [inside, between] = ['both wait', 'both get in'];
assert.deepEqual(verdicts, [inside, inside, between, between, between]);
