/**
 * Hits the same bug in a server without handlers, with handlers that only log, and in one
 * that answers 500 and lets itself be restarted; then asks each of them again.
 *
 * @zh 让同一个 bug 打中三种服务器：没有处理函数、处理函数只打日志、回 500 后交给重启；然后再各请求一次。
 */
import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

const file = new URL('./error-handling.server.ts', import.meta.url);

// #region supervise
/** Starts a new server where one ends with an error. */
class Supervisor {
  restarts = 0;
  log = '';
  port!: Promise<number>;
  #child!: ChildProcess;
  readonly #how: string;
  constructor(how: string) {
    this.#how = how;
    this.#start();
  }
  #start(): void {
    // The stack trace of an uncaught error would go to our stderr.
    const child = fork(file, [this.#how], {
      stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
    });
    child.stdout!.on('data', (text: Buffer) => (this.log += text));
    this.#child = child;
    this.port = once(child, 'message').then(([port]) => port as number);
    child.once('exit', (code) => {
      if (code === 0) return;
      this.restarts++;
      this.#start();
    });
  }
  async stop(): Promise<void> {
    await this.port;
    // Not 'close': it does not come after a disconnect() of ours.
    const exit = once(this.#child, 'exit');
    const end = once(this.#child.stdout!, 'end');
    this.#child.disconnect();
    await Promise.all([exit, end]);
  }
}
// #endregion supervise

let patience = 30_000; // ms
async function ask(service: Supervisor, path: string): Promise<string> {
  const port = await service.port;
  // Time: a client's patience.
  const request = get({ port, host: '127.0.0.1', path, timeout: patience });
  request.once('timeout', () => request.destroy(new Error('no answer')));
  try {
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return `${response.statusCode} ${await text(response)}`;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code ?? message;
  }
}

// #region run
const healthy: Record<string, string> = {};
for (const how of ['no handlers', 'only logs', 'answers and restarts']) {
  console.log(how);
  const service = new Supervisor(how);
  const logs = how === 'only logs';
  // These clients wait for nothing, so they need not wait for long.
  patience = logs ? 500 : 30_000;
  for (let i = 1; i <= 2; i++) {
    console.log(`  bug ${i}: ${await ask(service, '/bug')}`);
    // Until the supervisor has noticed: by the log, or by an exit.
    const noticed = (): number =>
      logs ? service.log.split('\n').length - 1 : service.restarts;
    while (noticed() < i) await sleep(5);
  }
  healthy[how] = await ask(service, '/');
  console.log(`  then a good request: ${healthy[how]}`);
  console.log(`  restarts (${how}): ${service.restarts} restarts`);
  await service.stop();
  process.stdout.write(service.log);
}
// #endregion run

assert.deepEqual(healthy, {
  'no handlers': '200 rows',
  'only logs': 'no answer', // Both connections are gone, for everybody.
  'answers and restarts': '200 rows',
});
