/**
 * Compiles two small native addons, an old one and one of Node-API, and loads each in the main thread and in a worker.
 *
 * @zh 编译两个小的原生扩展，一个老式的，一个用 Node-API 的，分别在主线程和 worker 里加载。
 * @needs cc
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

const folder = mkdtempSync(join(tmpdir(), 'addon-'));

// #region addons
// As addons were written before there were workers: the library announces itself once, when it is loaded.
const old = `
  struct node_module { int version; unsigned flags; void *handle; const char *file;
    void (*init)(void *, void *, void *); void *context_init; const char *name; void *priv, *link; };
  extern void node_module_register(void *);
  static void init(void *exports, void *module, void *priv) {}
  static struct node_module self = { VERSION, 0, 0, "old.c", init, 0, "old", 0, 0 };
  __attribute__((constructor)) static void announce(void) { node_module_register(&self); }`;

// With Node-API there is a function that Node calls once for each thread.
const nodeApi = `
  typedef void *env; typedef void *value;
  extern int napi_create_int32(env, int, value *);
  extern int napi_set_named_property(env, value, const char *, value);
  static int loaded = 0; /* Belongs to the process: one for all threads. */
  value napi_register_module_v1(env env, value exports) {
    value count;
    napi_create_int32(env, ++loaded, &count);
    napi_set_named_property(env, exports, "loaded", count);
    return exports;
  }`;
// #endregion addons

function compile(name: string, source: string): string {
  const file = join(folder, `${name}.node`);
  const version = `-DVERSION=${process.versions.modules}`;
  const undefinedIsFine =
    process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : [];
  execFileSync(
    'cc',
    ['-shared', '-fPIC', version, ...undefinedIsFine].concat(
      ...['-o', file, '-x', 'c', '-'],
    ),
    { input: source },
  );
  return file;
}

/** What a thread says that loads an addon. */
async function inWorker(file: string): Promise<unknown> {
  const worker = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads');
    parentPort.postMessage(require(workerData).loaded ?? 'loaded');`,
    { eval: true, workerData: file },
  );
  try {
    return (await once(worker, 'message'))[0];
  } catch (error) {
    return (error as Error).message.replace(/: .*/, '');
  }
}

try {
  // #region load
  const require = createRequire(import.meta.url);
  const [first, second] = [compile('old', old), compile('new', nodeApi)];

  require(first);
  console.log('old, main thread:       loaded');
  const refused = await inWorker(first);
  console.log('old, worker:           ', refused);

  const here = require(second).loaded;
  console.log('Node-API, main thread:  loaded, static counter', here);
  const there = await inWorker(second);
  console.log('Node-API, worker:       loaded, static counter', there);
  // #endregion load

  assert.equal(refused, 'Module did not self-register');
  assert.deepEqual([here, there], [1, 2]);
} finally {
  rmSync(folder, { recursive: true });
}
