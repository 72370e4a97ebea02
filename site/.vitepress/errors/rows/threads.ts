import type { Row } from '../row.ts';

/** What shows where threads are started, and where values go between them. */
export const threads: readonly Row[] = [
  {
    id: 'worker-path',
    from: { proof: 'errors-worker-file', of: 'a bare name' },
    happened: {
      en: 'A worker is not looked up like a package.',
      zh: 'worker 文件不会像包那样查找。',
    },
    todo: {
      en: "`new Worker(new URL('./worker.js', import.meta.url))`: it does not depend on the working directory.",
      zh: "`new Worker(new URL('./worker.js', import.meta.url))`：不依赖工作目录。",
    },
    explained: 'worker-threads#file-url-eval',
    also: 'ERR_WORKER_PATH must be an absolute path or a relative path',
  },
  {
    id: 'worker-path-url',
    from: { proof: 'errors-worker-file', of: 'a URL as a text' },
    happened: {
      en: 'The URL was given as text, as `import.meta.url` and `import.meta.resolve()` are.',
      zh: 'URL 以字符串形式传入：`import.meta.url` 和 `import.meta.resolve()` 给的都是字符串。',
    },
    todo: { en: 'Wrap it: `new URL(…)`.', zh: '包一层：`new URL(…)`。' },
    explained: 'worker-threads#file-url-eval',
    also: 'ERR_WORKER_PATH Wrap file:// URLs with new URL',
  },
  {
    id: 'worker-module-not-found',
    from: { proof: 'errors-worker-file', of: 'not there' },
    happened: {
      en: "The file of the worker is not there: `./` starts at the working directory, and a bundler does not take the file along. It comes as an `'error'` event.",
      zh: "worker 文件不存在：`./` 从工作目录算起，打包工具也不会带上这个文件。它以 `'error'` 事件出现。",
    },
    todo: {
      en: 'Use `new URL()`; give the worker an entry of its own in the bundler, and look into `dist`.',
      zh: '用 `new URL()`；在打包工具里给 worker 单独一个入口，并检查 `dist`。',
    },
    explained: ['worker-threads#file-url-eval', 'worker-files#bundlers'],
    also: 'Cannot find module worker.js MODULE_NOT_FOUND bundler webpack esbuild vite dist 打包 找不到 worker 文件',
  },
  {
    id: 'worker-url-scheme',
    from: { proof: 'errors-worker-file', of: 'an http: URL' },
    happened: {
      en: 'A worker starts from a file or a `data:` URL, not from the network.',
      zh: 'worker 只能从文件或 `data:` URL 启动，不能从网络。',
    },
    todo: {
      en: 'Load the text yourself, if you trust it, and start it with `eval: true`.',
      zh: '确实可信的话，自己取回文本，再用 `eval: true` 启动。',
    },
    explained: 'worker-threads#file-url-eval',
    also: 'ERR_INVALID_URL_SCHEME must be of scheme file',
  },
  {
    id: 'unknown-file-extension',
    from: {
      proof: 'errors-worker-typescript',
      of: 'types',
      text: /.*ERR_UNKNOWN_FILE_EXTENSION.*/,
    },
    happened: {
      en: 'This version does not run TypeScript by itself, and the loader of the main thread is not in the worker.',
      zh: '这个版本自己不能运行 TypeScript，主线程的加载器又没进到 worker 里。',
    },
    todo: {
      en: 'Node.js 22.18 or newer; or compile first, or pass the loader in `execArgv`.',
      zh: '用 Node.js 22.18 以上；或先编译；或把加载器放进 `execArgv`。',
    },
    explained: ['worker-threads#versions', 'worker-files#typescript'],
    also: 'ERR_UNKNOWN_FILE_EXTENSION Unknown file extension ".ts" ts-node tsx worker',
  },
  {
    id: 'unsupported-typescript-syntax',
    from: {
      proof: 'errors-worker-typescript',
      of: 'an enum',
      text: /.*ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX.*/,
    },
    happened: {
      en: 'Node.js only strips types. `enum`, parameter properties and namespaces need code to be made.',
      zh: 'Node.js 只会去掉类型。`enum`、参数属性、namespace 需要生成代码，不支持。',
    },
    todo: {
      en: '`const Color = { Red: 0 } as const`, and `erasableSyntaxOnly` in tsconfig.json.',
      zh: '写成 `const Color = { Red: 0 } as const`，并在 tsconfig.json 里打开 `erasableSyntaxOnly`。',
    },
    explained: ['worker-threads#versions', 'worker-files#typescript'],
    also: 'TypeScript enum is not supported in strip-only mode',
  },
  {
    id: 'type-stripping-node-modules',
    from: {
      proof: 'errors-worker-package',
      text: /.*ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING.*/,
    },
    happened: {
      en: 'The worker is a `.ts` file in a package below `node_modules`; there Node.js strips no types.',
      zh: 'worker 是 `node_modules` 下某个包里的 `.ts` 文件；Node.js 不去那里的类型。',
    },
    todo: {
      en: 'The package should ship JavaScript. A linked folder of a workspace is not concerned.',
      zh: '这个包应该发布 JavaScript。workspace 里链接过去的目录不受影响。',
    },
    explained: 'worker-files#typescript',
    also: 'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING Stripping types is currently unsupported for files under node_modules',
  },
  {
    id: 'worker-bundle-invalid-url',
    from: { proof: 'errors-worker-bundle' },
    happened: {
      en: 'In a bundle: `import.meta.url` is empty where the output is CommonJS, and `new URL()` has no base.',
      zh: '打包之后：输出是 CommonJS 时 `import.meta.url` 为空，`new URL()` 没有基准地址。',
    },
    todo: {
      en: 'Bundle as ES modules, or put the URL of the file there by `define` and `banner`.',
      zh: '输出成 ES 模块；或用 `define` 加 `banner` 把文件的 URL 补上。',
    },
    explained: ['worker-files#bundlers', 'interview/worker-bundler'],
    also: 'TypeError ERR_INVALID_URL Invalid URL import.meta is not available with the cjs output format esbuild bundle worker 打包',
  },
  {
    id: 'worker-bundle-webpack',
    from: {
      proof: 'worker-bundle-webpack',
      of: "from 'node:worker_threads'",
      text: /TypeError: .*/,
    },
    happened: {
      en: "In a bundle of webpack: `Worker` was imported from `'node:worker_threads'`. webpack made the worker's file, and the line that starts it calls a function that is not in the bundle.",
      zh: "webpack 打的包里：`Worker` 是从 `'node:worker_threads'` 导入的。webpack 生成了 worker 的文件，启动它的那一行却调用了包里没有的函数。",
    },
    todo: {
      en: "Import it from `'worker_threads'`, or name the other form in `parser.javascript.worker`.",
      zh: "改从 `'worker_threads'` 导入，或在 `parser.javascript.worker` 里写上另一种形式。",
    },
    explained: ['worker-files#bundlers', 'interview/worker-bundler'],
    also: "Cannot read properties of undefined (reading 'wc') webpack node:worker_threads new Worker 打包",
  },
  {
    id: 'worker-exec-argv',
    from: { proof: 'errors-worker-options', of: 'a V8 flag in execArgv' },
    happened: {
      en: 'A flag of V8 or of the whole process cannot be set for one thread.',
      zh: 'V8 的参数和整个进程的参数不能只给一个线程。',
    },
    todo: {
      en: 'For the heap use `resourceLimits`; anything else goes to the command line of the process.',
      zh: '堆的大小用 `resourceLimits`；其余的写在进程的命令行上。',
    },
    explained: ['worker-threads#resource-limits', 'worker-files#flags'],
    also: 'ERR_WORKER_INVALID_EXEC_ARGV max-old-space-size worker',
  },
  {
    id: 'worker-node-options',
    from: { proof: 'errors-worker-options', of: 'a flag in NODE_OPTIONS' },
    happened: {
      en: '`NODE_OPTIONS` in the `env` of a worker is read, too, and has a flag that is not allowed there.',
      zh: 'worker 的 `env` 里的 `NODE_OPTIONS` 也会被读取，里面有不允许的参数。',
    },
    todo: {
      en: 'Leave it out of `env`, or give `execArgv`.',
      zh: '从 `env` 里去掉它，或改用 `execArgv`。',
    },
    explained: ['worker-threads#environment', 'worker-files#flags'],
    also: 'ERR_WORKER_INVALID_EXEC_ARGV NODE_OPTIONS env variable',
  },
  {
    id: 'worker-chdir',
    from: { proof: 'errors-worker-unsupported', of: 'process.chdir()' },
    happened: {
      en: 'The working directory belongs to the process; a worker may not change it.',
      zh: '工作目录属于整个进程，worker 不能改。',
    },
    todo: {
      en: 'Build absolute paths, pass `cwd` to what you start, or use a child process.',
      zh: '用绝对路径，给要启动的程序传 `cwd`，或改用子进程。',
    },
    explained: ['worker-threads#isolation', 'interview/child-process-vs-worker'],
    also: 'ERR_WORKER_UNSUPPORTED_OPERATION process.chdir() is not supported in workers',
  },
  {
    id: 'worker-abort',
    from: { proof: 'errors-worker-unsupported', of: 'process.abort()' },
    happened: {
      en: 'What ends or changes the whole process is refused in a worker.',
      zh: '会结束或改变整个进程的调用，在 worker 里被拒绝。',
    },
    todo: {
      en: 'Throw, or post a message and let the main thread decide.',
      zh: '抛出异常，或发消息让主线程决定。',
    },
    explained: 'worker-threads#isolation',
    also: 'ERR_WORKER_UNSUPPORTED_OPERATION process.abort setuid umask',
  },
  {
    id: 'parent-port-null',
    from: { proof: 'errors-parent-port' },
    happened: {
      en: 'The file was run by itself, or imported by the main thread: `parentPort` is null there.',
      zh: '文件被直接运行，或被主线程 import：这时 `parentPort` 是 null。',
    },
    todo: {
      en: 'Keep the worker in a file of its own; `isMainThread` guards one that is both.',
      zh: 'worker 单独放一个文件；一个文件两用时用 `isMainThread` 判断。',
    },
    explained: ['worker-threads#one-file', 'worker-threads#start'],
    also: "Cannot read properties of null (reading 'on') postMessage parentPort null",
  },
  {
    id: 'clone-function',
    from: { proof: 'errors-clone', of: 'a function' },
    happened: {
      en: 'A function cannot be copied to another thread, and one was somewhere in the value.',
      zh: '函数复制不到另一个线程，而值里某处有函数。',
    },
    todo: {
      en: 'Send data; import the function in the worker. `structuredClone(value)` finds it without a thread.',
      zh: '只发数据，函数在 worker 里 import。用 `structuredClone(value)` 不起线程就能查出来。',
    },
    explained: ['worker-threads#clone-refused', 'interview/structured-clone'],
    also: 'DataCloneError could not be cloned function postMessage 无法克隆',
  },
  {
    id: 'clone-class',
    from: { proof: 'errors-clone', of: 'a class' },
    happened: {
      en: 'A class is a function. An instance would arrive, without its methods.',
      zh: '类就是函数。实例倒是能到，但没有方法。',
    },
    todo: {
      en: 'Send the fields, and make the instance there.',
      zh: '发字段过去，在那边创建实例。',
    },
    explained: 'worker-threads#clone-refused',
    also: 'DataCloneError class could not be cloned',
  },
  {
    id: 'clone-promise',
    from: { proof: 'errors-clone', of: 'a promise' },
    happened: {
      en: 'A promise was posted: an `await` is missing before the value.',
      zh: '发出去的是 Promise：值前面少了 `await`。',
    },
    todo: { en: 'Await it first, and post the result.', zh: '先 await，再发结果。' },
    explained: 'worker-threads#clone-refused',
    also: 'DataCloneError #<Promise> could not be cloned',
  },
  {
    id: 'clone-symbol',
    from: { proof: 'errors-clone', of: 'a symbol' },
    happened: {
      en: 'A symbol means something in one thread only.',
      zh: 'symbol 只在一个线程里有意义。',
    },
    todo: { en: 'Send a text.', zh: '发字符串。' },
    explained: 'worker-threads#clone-refused',
    also: 'DataCloneError Symbol could not be cloned',
  },
  {
    id: 'clone-proxy',
    from: { proof: 'errors-clone', of: 'a Proxy' },
    happened: {
      en: 'The value is a Proxy, as reactive state and some ORM objects are; its message shows only `#<Object>`.',
      zh: '值是 Proxy：响应式状态、某些 ORM 对象都是；报错里只显示 `#<Object>`。',
    },
    todo: {
      en: 'Copy it into a plain object: `{ ...value }`, `toRaw()`, `toJSON()`.',
      zh: '复制成普通对象：`{ ...value }`、`toRaw()`、`toJSON()`。',
    },
    explained: 'worker-threads#clone-refused',
    also: 'DataCloneError #<Object> could not be cloned Proxy vue reactive',
  },
  {
    id: 'clone-weakmap',
    from: { proof: 'errors-clone', of: 'a WeakMap' },
    happened: {
      en: 'A WeakMap cannot be listed, so it cannot be copied.',
      zh: 'WeakMap 不能枚举，所以不能复制。',
    },
    todo: { en: 'Leave it out of the message.', zh: '不要放进消息里。' },
    explained: 'worker-threads#clone-refused',
    also: 'DataCloneError #<WeakMap> could not be cloned',
  },
  {
    id: 'clone-request',
    from: { proof: 'errors-clone', of: 'a Request' },
    happened: {
      en: 'Objects of the platform, as `Request`, `Response`, `Headers` and `URL`, are refused. Older versions delivered an empty object.',
      zh: '平台对象（`Request`、`Response`、`Headers`、`URL`）被拒绝。旧版本则是送到一个空对象。',
    },
    todo: {
      en: 'Send what you need of it: method, address, headers, bytes.',
      zh: '发需要的部分：方法、地址、头、字节。',
    },
    explained: ['worker-threads#clone-refused', 'worker-threads#clone-changes'],
    also: 'DataCloneError Cannot clone object of unsupported type Request Response URL Headers',
  },
  {
    id: 'worker-data-clone',
    from: { proof: 'errors-clone', of: 'workerData with a function' },
    happened: {
      en: '`workerData` is copied like a message; here the constructor throws.',
      zh: '`workerData` 和消息一样被复制；这里是构造函数直接抛出。',
    },
    todo: { en: 'Pass data, and a path to the code.', zh: '传数据，以及代码的路径。' },
    explained: ['worker-threads#clone-refused', 'worker-threads#start'],
    also: 'DataCloneError workerData could not be cloned',
  },
  {
    id: 'transfer-detached',
    from: { proof: 'errors-transfer', of: 'already moved' },
    happened: {
      en: 'The memory was moved away before, by an earlier message with the same list.',
      zh: '这块内存之前已经转移走了：更早的一条消息用过同样的列表。',
    },
    todo: {
      en: 'Use each buffer once, or get it back from the worker by another transfer.',
      zh: '每块 buffer 只转移一次，或让 worker 再转移回来。',
    },
    explained: ['worker-threads#transfer-list', 'interview/transfer-list'],
    also: 'DataCloneError An ArrayBuffer is detached and could not be cloned Cannot transfer object of unsupported type',
  },
  {
    id: 'transfer-duplicate',
    from: { proof: 'errors-transfer', of: 'twice in the list' },
    happened: {
      en: 'The same memory stands twice in the list: two views of one buffer.',
      zh: '列表里同一块内存出现两次：两个视图共用一个 buffer。',
    },
    todo: {
      en: 'List `view.buffer` once: `[...new Set(views.map((v) => v.buffer))]`.',
      zh: '`view.buffer` 只列一次：`[...new Set(views.map((v) => v.buffer))]`。',
    },
    explained: 'worker-threads#transfer-list',
    also: 'DataCloneError Transfer list contains duplicate ArrayBuffer',
  },
  {
    id: 'transfer-invalid',
    from: { proof: 'errors-transfer', of: 'a view' },
    happened: {
      en: 'The list holds something that cannot be moved: a view instead of its `buffer`, an object, shared memory.',
      zh: '列表里有不能转移的东西：视图（应该是它的 `buffer`）、普通对象、共享内存。',
    },
    todo: {
      en: 'Write `[view.buffer]`; shared memory needs no list.',
      zh: '写 `[view.buffer]`；共享内存不需要列表。',
    },
    explained: 'worker-threads#transfer-list',
    also: 'Found invalid value in transferList ERR_INVALID_TRANSFER_OBJECT',
  },
  {
    id: 'transfer-missing',
    from: { proof: 'errors-transfer', of: 'a port that is not in the list' },
    happened: {
      en: 'A port, a file handle or a stream can only be moved, and stood in the value but not in the list.',
      zh: '端口、文件句柄、流只能转移；它在值里，却不在列表里。',
    },
    todo: {
      en: '`postMessage({ port }, [port])`; with `workerData`, the option `transferList`.',
      zh: '`postMessage({ port }, [port])`；放在 `workerData` 里就用 `transferList` 选项。',
    },
    explained: ['worker-threads#message-channel', 'worker-threads#transfer-list'],
    also: 'Object that needs transfer was found in message but not listed in transferList ERR_MISSING_TRANSFERABLE_IN_TRANSFER_LIST MessagePort',
  },
  {
    id: 'transfer-source-port',
    from: { proof: 'errors-transfer', of: 'its own port' },
    happened: { en: 'A port was sent over itself.', zh: '用一个端口把它自己发出去。' },
    todo: {
      en: 'Make a `MessageChannel`, keep one end and send the other.',
      zh: '建一个 `MessageChannel`，留一端，发另一端。',
    },
    explained: 'worker-threads#message-channel',
    also: 'Transfer list contains source port',
  },
  {
    id: 'transfer-pooled',
    from: { proof: 'errors-transfer', of: 'a Buffer out of the pool' },
    happened: {
      en: 'A small Buffer is a piece of a pool that others use, too; moving it is refused from Node.js 22 on.',
      zh: '小 Buffer 只是公用池里的一块；从 Node.js 22 起拒绝转移它。',
    },
    todo: {
      en: 'Copy it into memory of its own first: `Uint8Array.from(buffer)`.',
      zh: '先复制到自己的内存：`Uint8Array.from(buffer)`。',
    },
    explained: ['worker-threads#transfer-list', 'interview/buffer-pool'],
    also: 'Cannot transfer object of unsupported type Buffer pool',
  },
  {
    id: 'detached-set',
    from: { proof: 'errors-detached', of: 'set()' },
    happened: {
      en: 'The memory was moved to another thread; here its length is 0.',
      zh: '内存已经转移到另一个线程；在这边长度是 0。',
    },
    todo: {
      en: 'Do not use a view after its transfer; wait until the worker sends the memory back.',
      zh: '转移之后不要再用原来的视图；等 worker 把内存发回来。',
    },
    explained: 'worker-threads#transfer-list',
    also: 'Cannot perform on a detached ArrayBuffer %TypedArray%',
  },
  {
    id: 'detached-construct',
    from: { proof: 'errors-detached', of: 'a new view' },
    happened: {
      en: 'A view was made over memory that has been moved away.',
      zh: '在已经转移走的内存上创建视图。',
    },
    todo: {
      en: 'Ask `buffer.detached` (from Node.js 22 on) before you use it.',
      zh: '使用前看 `buffer.detached`（Node.js 22 起）。',
    },
    explained: 'worker-threads#transfer-list',
    also: 'Cannot perform Construct on a detached ArrayBuffer',
  },
  {
    id: 'atomics-not-shared',
    from: { proof: 'errors-atomics', of: 'wait(), memory that is not shared' },
    happened: {
      en: '`Atomics.wait` needs shared memory: on other memory nobody could wake it.',
      zh: '`Atomics.wait` 要求共享内存：否则没人能唤醒它。',
    },
    todo: {
      en: 'Put the Int32Array over a `SharedArrayBuffer`.',
      zh: '让 Int32Array 建在 `SharedArrayBuffer` 上。',
    },
    explained: 'worker-threads#shared-memory',
    also: 'is not a shared typed array Atomics.wait',
  },
  {
    id: 'atomics-type',
    from: { proof: 'errors-atomics', of: 'wait(), bytes' },
    happened: {
      en: '`Atomics.wait` and `notify` work on 32 or 64 bits only.',
      zh: '`Atomics.wait` 和 `notify` 只支持 32 位或 64 位整数。',
    },
    todo: {
      en: 'Keep the flag in an `Int32Array` of its own over the same memory.',
      zh: '标志位放在同一块内存上的 `Int32Array` 里。',
    },
    explained: 'worker-threads#shared-memory',
    also: 'is not an int32 or BigInt64 typed array',
  },
  {
    id: 'atomics-float',
    from: { proof: 'errors-atomics', of: 'add(), floats' },
    happened: { en: '`Atomics` know integers only.', zh: '`Atomics` 只支持整数。' },
    todo: {
      en: 'Count in the smallest unit (cents), or hold a mutex around the float.',
      zh: '用最小单位（分）计数，或用互斥锁保护浮点数。',
    },
    explained: 'worker-threads#mutex',
    also: 'is not an integer typed array Float64Array',
  },
  {
    id: 'worker-unhandled-rejection',
    from: { proof: 'errors-worker-throws', of: 'a rejection without a reason' },
    happened: {
      en: 'A promise in the worker was rejected with something that is no error, and nobody caught it.',
      zh: 'worker 里的 Promise 以非 Error 的值 reject，没人处理。',
    },
    todo: {
      en: 'Reject with an `Error`; catch in the worker what belongs to one task.',
      zh: '用 `Error` 来 reject；属于单个任务的错误在 worker 里处理掉。',
    },
    explained: ['worker-threads#errors', 'interview/worker-errors'],
    also: 'ERR_UNHANDLED_REJECTION worker',
  },
  {
    id: 'worker-error-unheard',
    from: { proof: 'errors-worker-throws', of: 'nobody listens' },
    happened: {
      en: "The worker has thrown, and nobody listens to `'error'` on it: so it ends the whole process.",
      zh: "worker 抛出了异常，父线程没有监听它的 `'error'`：于是整个进程退出。",
    },
    todo: {
      en: "Listen to `'error'` and `'exit'` on each worker. `try` around `new Worker()` does not help.",
      zh: "每个 worker 都监听 `'error'` 和 `'exit'`。在 `new Worker()` 外面写 `try` 没用。",
    },
    explained: ['worker-threads#errors', 'myths#thread-crash'],
    also: 'worker crash takes process down uncaught',
  },
  {
    id: 'worker-out-of-memory',
    from: { proof: 'errors-worker-throws', of: 'its heap is full' },
    happened: {
      en: 'The heap of the worker has reached its limit. The worker ends, the process goes on.',
      zh: 'worker 的堆到了上限。worker 结束，进程继续。',
    },
    todo: {
      en: 'Set `resourceLimits` for what the task needs; process less at a time. Very large arrays can still end the process.',
      zh: '按任务需要设 `resourceLimits`；一次少处理一些。特别大的数组仍可能让整个进程退出。',
    },
    explained: ['worker-threads#resource-limits', 'overview#heap-limit', 'interview/heap-limit'],
    also: 'ERR_WORKER_OUT_OF_MEMORY Worker terminated due to reaching memory limit JS heap out of memory 内存不足',
  },
  {
    id: 'worker-stack',
    from: { proof: 'errors-worker-throws', of: 'it comes too deep' },
    happened: {
      en: 'A recursion is too deep. A worker has a stack of 4 MB unless `stackSizeMb` says otherwise.',
      zh: '递归太深。worker 的栈默认 4 MB，由 `stackSizeMb` 决定。',
    },
    todo: {
      en: 'Use a loop and a list; raise `stackSizeMb` only a little.',
      zh: '改成循环加列表；`stackSizeMb` 只能小幅调高。',
    },
    explained: 'worker-threads#resource-limits',
    also: 'Maximum call stack size exceeded RangeError 栈溢出',
  },
  {
    id: 'worker-init-failed',
    from: { proof: 'errors-worker-init' },
    happened: {
      en: 'The system gave no thread: the user or the container has as many as it may.',
      zh: '系统不给线程：用户或容器的线程数到了上限。',
    },
    todo: {
      en: 'Use a pool; look at `ulimit -u` and at `pids.max` of the container.',
      zh: '用线程池；看 `ulimit -u` 和容器的 `pids.max`。',
    },
    explained: ['worker-pool#worker-cost', 'interview/how-many-workers'],
    also: 'ERR_WORKER_INIT_FAILED EAGAIN uv_thread_create 线程数上限',
  },
  {
    id: 'ambiguous-module',
    from: { proof: 'errors-worker-eval', of: 'require() beside a top-level await' },
    happened: {
      en: 'The text of `eval: true` uses `require()` and a top-level `await`: it is neither kind of module.',
      zh: '`eval: true` 的文本里既有 `require()` 又有顶层 `await`：两种模块都不是。',
    },
    todo: {
      en: '`await import()` instead of `require()`, or wrap the code in an async function.',
      zh: '用 `await import()` 代替 `require()`，或包进 async 函数。',
    },
    explained: 'worker-threads#file-url-eval',
    also: 'ERR_AMBIGUOUS_MODULE_SYNTAX Cannot determine intended module format',
  },
  {
    id: 'unsupported-resolve',
    from: { proof: 'errors-worker-eval', of: 'a relative import' },
    happened: {
      en: 'A `data:` URL has no folder that a relative import could start from.',
      zh: '`data:` URL 没有目录，相对导入无从算起。',
    },
    todo: {
      en: 'Pass the address of the module in `workerData` and import that.',
      zh: '把模块地址放进 `workerData`，再 import。',
    },
    explained: 'worker-threads#file-url-eval',
    also: 'ERR_UNSUPPORTED_RESOLVE_REQUEST Failed to resolve module specifier data:',
  },
  {
    id: 'worker-not-running',
    from: { proof: 'errors-worker-ended', of: 'getHeapSnapshot()' },
    happened: {
      en: 'A worker that has ended was asked for a snapshot, statistics or a profile.',
      zh: '向已经结束的 worker 要堆快照、统计或 profile。',
    },
    todo: {
      en: "Ask between `'online'` and `'exit'`.",
      zh: "在 `'online'` 和 `'exit'` 之间去要。",
    },
    explained: 'worker-threads#environment',
    also: 'ERR_WORKER_NOT_RUNNING Worker instance not running',
  },
  {
    id: 'worker-messaging-failed',
    from: { proof: 'errors-worker-ended', of: 'postMessageToThread()', text: /.*ERR_.*/ },
    happened: {
      en: "There is no thread of this id, or it does not listen to `'workerMessage'`.",
      zh: "没有这个 id 的线程，或它没有监听 `'workerMessage'`。",
    },
    todo: {
      en: "`process.on('workerMessage', …)` in the thread that is meant; a `MessagePort` is simpler.",
      zh: "在目标线程里写 `process.on('workerMessage', …)`；用 `MessagePort` 更简单。",
    },
    explained: 'worker-threads#message-channel',
    also: 'ERR_WORKER_MESSAGING_FAILED Cannot find the destination thread or listener',
  },
  {
    id: 'did-not-self-register',
    from: { run: 'native-addon', text: /Module did not self-register/ },
    happened: {
      en: 'A native addon that was not written for several threads is loaded a second time, or was built for another version.',
      zh: '原生扩展没有为多线程编写，却被第二次加载；或者是给别的版本编译的。',
    },
    todo: {
      en: '`npm rebuild`; where it is not context-aware, load it in one thread or in a child process.',
      zh: '`npm rebuild`；如果它不支持多线程，就只在一个线程里加载，或放进子进程。',
    },
    explained: ['worker-files#native', 'worker-threads#when-not', 'interview/native-threads'],
    also: 'Module did not self-register native addon worker canvas better-sqlite3',
  },
  {
    id: 'piscina-queue-limit',
    from: { proof: 'errors-piscina', of: 'one more than maxQueue' },
    happened: {
      en: 'As many tasks wait as `maxQueue` allows.',
      zh: '排队的任务数到了 `maxQueue`。',
    },
    todo: {
      en: 'Answer 503, or slow down who sends: a longer queue only makes everybody wait longer.',
      zh: '回 503，或让发送方慢下来：队列再长也只是大家等得更久。',
    },
    explained: 'worker-pool#piscina',
    also: 'Task queue is at limit Piscina maxQueue 队列已满',
  },
  {
    id: 'piscina-aborted',
    from: { proof: 'errors-piscina', of: 'aborted' },
    happened: {
      en: 'The signal of the task was aborted. A task that ran takes its thread with it.',
      zh: '任务的 signal 被中止。正在运行的任务会连同线程一起结束。',
    },
    todo: {
      en: 'Count these: each costs the start of a thread.',
      zh: '统计次数：每次都要付出一次线程启动的代价。',
    },
    explained: ['worker-pool#piscina', 'worker-pool#pool-run'],
    also: 'AbortError The task has been aborted Piscina 任务取消',
  },
  {
    id: 'piscina-worker-exit',
    from: { proof: 'errors-piscina', of: 'the thread ends' },
    happened: {
      en: 'The task has called `process.exit()`: it ends its thread, and only that.',
      zh: '任务里调用了 `process.exit()`：它只结束自己的线程。',
    },
    todo: { en: 'Throw instead.', zh: '改成抛出异常。' },
    explained: ['worker-pool#piscina', 'worker-pool#pool-thread'],
    also: 'worker exited with code',
  },
  {
    id: 'piscina-terminating',
    from: { proof: 'errors-piscina', of: 'destroy(), queued' },
    happened: {
      en: '`destroy()` was called while tasks ran or waited.',
      zh: '还有任务在运行或排队时调用了 `destroy()`。',
    },
    todo: { en: '`close()` waits for them.', zh: '`close()` 会等它们做完。' },
    explained: 'worker-pool#pool-close',
    also: 'Terminating worker thread Piscina destroy',
  },
  {
    id: 'signal-empty-object',
    from: { proof: 'signal-sent' },
    symptom: {
      en: 'An `AbortSignal` arrives in the worker as `{}`, without an error',
      zh: '`AbortSignal` 到了 worker 里是 `{}`，也没有报错',
    },
    happened: {
      en: 'Structured clone keeps nothing of a plain signal.',
      zh: '结构化克隆不会保留普通 signal 的任何东西。',
    },
    todo: {
      en: '`util.transferableAbortController()`, and its signal in the transfer list.',
      zh: '用 `util.transferableAbortController()`，并把它的 signal 写进 transfer list。',
    },
    explained: ['worker-flow#transferable-signal', 'interview/cancel-running-task'],
    also: 'signal.addEventListener is not a function worker AbortController postMessage aborted undefined 取消 worker 收不到 abort',
  },
  {
    id: 'abort-not-heard',
    from: { proof: 'loop-and-messages' },
    symptom: {
      en: 'A worker ignores the cancellation until its task is done',
      zh: 'worker 不理会取消，任务做完了才听到',
    },
    happened: {
      en: 'Messages and aborts come in when the thread is back in its event loop, and its loop does not await.',
      zh: '消息和 abort 要等线程回到事件循环才到，而它的循环里没有 `await`。',
    },
    todo: {
      en: 'A flag in shared memory that the loop looks at, or `receiveMessageOnPort()`; else `terminate()`.',
      zh: '让循环去看共享内存里的标志，或者 `receiveMessageOnPort()`；不行就 `terminate()`。',
    },
    explained: ['worker-flow#cancelling', 'interview/cancel-running-task'],
    also: 'cancel worker thread task running loop message not received AbortSignal never aborted 取消无效',
  },
  {
    id: 'abort-reason-uncloneable',
    from: { proof: 'signal-reason', of: 'abort() with a function, in the caller' },
    symptom: {
      en: 'The process ends at `abort()`, although it stands in a `try`',
      zh: '`abort()` 明明写在 `try` 里，进程还是结束了',
    },
    happened: {
      en: 'The reason goes to the thread as a message, and cannot be cloned: an uncaught `DataCloneError`.',
      zh: '原因要作为消息发给线程，而它不能克隆：变成没人接的 `DataCloneError`。',
    },
    todo: { en: 'Give a text as the reason, or none.', zh: '原因写一段文字，或者不写。' },
    explained: 'worker-flow#transferable-signal',
    also: 'AbortController abort reason DataCloneError could not be cloned uncaughtException transferableAbortController',
  },
  {
    id: 'wait-async-ends',
    from: { proof: 'wait-async-held', of: 'nothing else' },
    symptom: {
      en: 'The process ends while it awaits `Atomics.waitAsync()`, with exit code 13 or 0',
      zh: '正在 `await` `Atomics.waitAsync()`，进程却结束了，退出码 13 或 0',
    },
    happened: {
      en: 'Its promise holds no event loop, not even with a time limit, and the worker was `unref()`ed.',
      zh: '它的 promise 撑不住事件循环，带时限也一样，而 worker 已经 `unref()`。',
    },
    todo: {
      en: 'Hold something while you wait: `worker.ref()`, or a `setInterval()`.',
      zh: '等待期间撑住一样东西：`worker.ref()`，或者一个 `setInterval()`。',
    },
    explained: ['worker-flow#wait-async-end', 'worker-threads#wait-async'],
    also: 'Atomics.waitAsync process exits unsettled top-level await exit code 13 进程提前退出',
  },
  {
    id: 'context-of-another-request',
    from: { proof: 'context-kept', of: 'an array, emptied by B' },
    symptom: {
      en: "Log lines have no request id, or another request's, after a queue, an emitter or a worker",
      zh: '经过队列、emitter 或 worker 之后，日志没有请求 id，或者是别的请求的',
    },
    happened: {
      en: 'A callback that your own code calls has the context of the caller; a worker and a port have that in which they were made.',
      zh: '由你自己的代码调用的回调，上下文是调用者的；worker 和端口的，是创建它们时的。',
    },
    todo: {
      en: '`AsyncLocalStorage.bind()` where the callback is taken in; send the id along in messages; start pools outside of requests.',
      zh: '收下回调时用 `AsyncLocalStorage.bind()`；id 放进消息；线程池在请求之外启动。',
    },
    explained: 'worker-flow#context',
    also: 'AsyncLocalStorage undefined getStore lost context worker pool EventEmitter wrong request id trace 上下文丢失 串号',
  },
  {
    id: 'sync-call-no-answer',
    from: { proof: 'sync-call-needs-parent', of: 'after its output is written' },
    symptom: {
      en: 'A thread never answers a caller that sleeps in `Atomics.wait()`',
      zh: '调用方睡在 `Atomics.wait()` 里，线程却一直不回答',
    },
    happened: {
      en: 'It waits for something that only the sleeping thread could do, such as writing its output; or it has ended.',
      zh: '它在等只有睡着的线程才能做的事，比如写它的输出；或者它已经结束了。',
    },
    todo: {
      en: 'Give the wait a time limit; write by `fs.writeSync(2, …)` in the thread.',
      zh: '等待要有时限；线程里用 `fs.writeSync(2, …)` 输出。',
    },
    explained: 'worker-flow#sync-call',
    also: 'Atomics.wait deadlock main thread worker stdout synckit receiveMessageOnPort hang 死锁',
  },
];
