import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Proofs } from '../../proving.ts';
import { run } from '../../proving.ts';

/** Compiles an addon from C; the few declarations that it needs stand in its text. */
function compiled(source: string): string {
  const file = join(tmpdir(), 'addon.node');
  const dynamic =
    process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : [];
  const version = `-DVERSION=${process.versions.modules}`;
  const how = ['-shared', '-fPIC', version, ...dynamic];
  const stdin = ['-o', file, '-x', 'c', '-'];
  execFileSync('cc', [...how, ...stdin], { input: source });
  return file;
}

/** Runs a program that has the addon's path in `addon`, and `worker(source)`, which resolves with a message or an error. */
const runs = async (addon: string, source: string): Promise<string> => {
  const { stdout, stderr } =
    await run(`import { createRequire } from 'node:module';
    import { once } from 'node:events';
    import fs from 'node:fs';
    import { Worker } from 'node:worker_threads';
    const require = createRequire(import.meta.url);
    const addon = ${JSON.stringify(addon)};
    const start = (then) => new Worker(\`const { parentPort, workerData } = require('node:worker_threads');
      require(workerData); parentPort.postMessage('loaded'); \${then}\`, { eval: true, workerData: addon });
    const heard = (worker) => once(worker, 'message').then(([said]) => said, ({ message }) => message.split(':')[0]);
    const here = () => { try { require(addon); return 'loaded'; } catch ({ message }) { return message.split(':')[0]; } };
    ${source}`);
  return stdout.replaceAll('\n', ', ') || stderr;
};

export const proofs: Proofs = {
  /**
   * An addon that registers itself when its library is loaded, as those without worker support do, required by two threads one after the other.
   * @zh 库加载时自己注册的扩展（不支持 worker 的扩展就是这样），由两个线程先后 require。
   */
  'native-self-register': async () => {
    const addon = compiled(`
      struct node_module { int version; unsigned flags; void *handle; const char *file;
        void (*init)(void *, void *, void *); void *context_init; const char *name; void *priv, *link; };
      extern void node_module_register(void *);
      static void init(void *exports, void *module, void *priv) {}
      static struct node_module self = { VERSION, 0, 0, "old.c", init, 0, "old", 0, 0 };
      __attribute__((constructor)) static void announce(void) { node_module_register(&self); }`);
    return {
      'main thread, then a worker': await runs(
        addon,
        `console.log(here()); console.log(await heard(start('')));`,
      ),
      'a worker, then the main thread': await runs(
        addon,
        `console.log(await heard(start("parentPort.on('message', () => {})"))); console.log(here()); process.exit();`,
      ),
      'a worker that has ended, then another': await runs(
        addon,
        `const first = start(''); const ended = once(first, 'exit'); console.log(await heard(first)); await ended; console.log(await heard(start('')));`,
      ),
    };
  },

  /**
   * A static variable of an addon of Node-API, counted up by each thread that loads it.
   * @zh Node-API 扩展里的一个静态变量，每个加载它的线程都加一。
   */
  'native-static': async () => {
    const addon = compiled(`
      extern int napi_create_int32(void *, int, void **);
      static int loaded = 0;
      void *napi_register_module_v1(void *env, void *exports) {
        void *count; napi_create_int32(env, ++loaded, &count); return count;
      }`);
    return runs(
      addon,
      `console.log(require(addon));
      const worker = start("parentPort.postMessage(require(workerData))");
      const said = []; worker.on('message', (what) => said.push(what));
      await once(worker, 'exit'); console.log(said[1]);`,
    );
  },

  /**
   * The cleanup hook of an addon of Node-API, in a worker and in the main thread, by how they end.
   * @zh Node-API 扩展的 cleanup hook，在 worker 和主线程里各一个，看它们怎么结束。
   */
  'native-cleanup': async () => {
    const addon = compiled(`
      #include <unistd.h>
      extern int napi_add_env_cleanup_hook(void *, void (*)(void *), void *);
      static int loaded = 0;
      static void clean(void *nth) { write(1, nth == (void *)1 ? "main\\n" : "worker\\n", nth == (void *)1 ? 5 : 7); }
      void *napi_register_module_v1(void *env, void *exports) {
        napi_add_env_cleanup_hook(env, clean, (void *)(long)++loaded); return exports;
      }`);
    const tried = (then: string, end: string): Promise<string> =>
      runs(
        addon,
        `here(); const worker = start(${JSON.stringify(then)}); await heard(worker); ${end}`,
      );
    const stays = `parentPort.on('message', () => {});`;
    const gone = `await once(worker, 'exit'); fs.writeSync(1, 'goes on\\n');`;
    return {
      'the worker ends by itself': await tried('', gone),
      'terminate(), in a loop': await tried(
        'for (;;);',
        `await worker.terminate(); fs.writeSync(1, 'goes on\\n');`,
      ),
      'process.exit() of the process': await tried(stays, 'process.exit();'),
    };
  },
};
