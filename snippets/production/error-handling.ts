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

async function ask(service: Supervisor, path: string): Promise<string> {
  const port = await service.port;
  const request = get({ port, host: '127.0.0.1', path, timeout: 800 });
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
  for (let i = 1; i <= 2; i++) {
    console.log(`  bug ${i}: ${await ask(service, '/bug')}`);
    // Give the supervisor time to notice, where there is something.
    if (how !== 'only logs') {
      while (service.restarts < i) await new Promise(setImmediate);
    }
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
