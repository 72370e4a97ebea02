import type { Row } from '../row.ts';

/** What shows when memory or a limit of V8 is at its end. */
export const memory: readonly Row[] = [
  {
    id: 'heap-reached-limit',
    from: { proof: 'errors-heap-limit', of: 'a little each turn' },
    happened: {
      en: 'The heap of V8 is full: by a leak, or because too much is held at once. The process ends by SIGABRT (134); no handler and no `finally` runs.',
      zh: 'V8 的堆满了：有泄漏，或一次拿着太多东西。进程以 SIGABRT（134）结束；任何处理函数和 `finally` 都不会执行。',
    },
    todo: {
      en: 'Compare two heap snapshots (`--heapsnapshot-near-heap-limit=2`). Raise `--max-old-space-size` where the work needs it; Buffers do not count there.',
      zh: '比较两份堆快照（`--heapsnapshot-near-heap-limit=2`）。确有需要才调高 `--max-old-space-size`；Buffer 不算在内。',
    },
    explained: [
      'overview#heap-limit',
      'performance#leak',
      'interview/heap-limit',
      'interview/memory-growth',
    ],
    also: 'FATAL ERROR Reached heap limit Allocation failed JavaScript heap out of memory OOM 内存溢出 堆内存不足',
  },
  {
    id: 'heap-ineffective',
    from: {
      documented: 'https://github.com/nodejs/node/blob/main/deps/v8/src/heap/heap.cc',
      text: 'FATAL ERROR: Ineffective mark-compacts near heap limit Allocation failed - JavaScript heap out of memory',
    },
    happened: {
      en: 'The heap is full: the collector ran again and again and freed almost nothing. Whether you get this or “Reached heap limit” depends on its timing.',
      zh: '堆满了：反复回收几乎没有释放出什么。出现这一句还是 “Reached heap limit” 取决于时机。',
    },
    todo: {
      en: 'Compare two heap snapshots; raise `--max-old-space-size` only where the work needs it.',
      zh: '比较两份堆快照；确有需要才调高 `--max-old-space-size`。',
    },
    explained: ['overview#heap-limit', 'performance#leak'],
    also: 'Ineffective mark-compacts near heap limit Allocation failed heap out of memory',
  },
  {
    id: 'heap-call-and-retry',
    from: { proof: 'errors-heap-limit', of: 'a Map' },
    happened: {
      en: 'One allocation was too large for what was left: the table of a `Map` or an array that grows.',
      zh: '一次分配超过了剩余空间：`Map` 的哈希表，或正在变大的数组。',
    },
    todo: {
      en: 'Bound the cache; put large numbers into typed arrays.',
      zh: '给缓存设上限；大量数字用类型化数组。',
    },
    explained: ['overview#heap-limit', 'performance#memory-usage'],
    also: 'FATAL ERROR CALL_AND_RETRY_LAST Allocation failed JavaScript heap out of memory',
  },
  {
    id: 'oom-killer',
    from: {
      documented: 'https://docs.kernel.org/admin-guide/cgroup-v2.html#memory-interface-files',
      text: 'Killed (exit code 137, OOMKilled)',
    },
    happened: {
      en: 'The kernel ended the process by SIGKILL: the container or the machine had no memory left. Nothing was printed.',
      zh: '内核用 SIGKILL 结束了进程：容器或机器没有内存了。什么都不会打印。',
    },
    todo: {
      en: '`dmesg`, `docker inspect` (OOMKilled). Keep the heap limit well below the limit of the container: Buffers and threads come on top.',
      zh: '看 `dmesg`、`docker inspect`（OOMKilled）。堆上限要明显低于容器上限：Buffer 和线程还要另算。',
    },
    explained: [
      'performance#container-memory',
      'production#memory-guard',
      'interview/memory-growth',
    ],
    also: 'Killed exit code 137 OOMKilled out of memory docker kubernetes 容器被杀 内存超限',
  },
  {
    id: 'invalid-string-length',
    from: { proof: 'errors-too-large', of: 'a text' },
    happened: {
      en: 'A text would have more than [about half a billion characters](https://nodejs.org/api/buffer.html#bufferconstantsmax_string_length): a `JSON.stringify` of everything, output joined in memory.',
      zh: '字符串将超过[约五亿个字符](https://nodejs.org/api/buffer.html#bufferconstantsmax_string_length)：把一切都 `JSON.stringify`，或在内存里拼接输出。',
    },
    todo: { en: 'Write in pieces to a stream.', zh: '分块写进流。' },
    explained: 'child-process#log-analysis',
    also: 'RangeError Invalid string length',
  },
  {
    id: 'string-too-long',
    from: { proof: 'errors-too-large', of: 'a file as text' },
    happened: {
      en: 'A file or a Buffer was read as one text and is too large for that.',
      zh: '把文件或 Buffer 整个读成字符串，超过了上限。',
    },
    todo: { en: 'Read it line by line.', zh: '逐行读取。' },
    explained: 'child-process#log-analysis',
    also: 'ERR_STRING_TOO_LONG Cannot create a string longer than 0x1fffffe8 characters',
  },
  {
    id: 'invalid-array-length',
    from: { proof: 'errors-too-large', of: 'an array' },
    happened: {
      en: 'The length of an array is negative, no integer, or above 2³² − 1.',
      zh: '数组长度是负数、不是整数，或超过 2³² − 1。',
    },
    todo: {
      en: 'Check the number before; it often comes from a client.',
      zh: '先校验这个数字；它往往来自客户端。',
    },
    explained: 'performance#memory-usage',
    also: 'RangeError Invalid array length',
  },
  {
    id: 'array-buffer-allocation',
    from: { proof: 'errors-address-space' },
    happened: {
      en: 'The system has no memory for this buffer. Unlike a full heap, this can be caught.',
      zh: '系统拿不出这块内存。和堆满不同，这个能捕获。',
    },
    todo: {
      en: 'Work in pieces; look at `process.memoryUsage().arrayBuffers`.',
      zh: '分块处理；看 `process.memoryUsage().arrayBuffers`。',
    },
    explained: ['performance#memory-usage', 'worker-threads#shared-memory'],
    also: 'RangeError Array buffer allocation failed SharedArrayBuffer WebAssembly',
  },
  {
    id: 'buffer-out-of-range',
    from: { proof: 'errors-too-large', of: 'a Buffer' },
    happened: {
      en: 'The size of a Buffer is no size: too large, or a length that was read wrongly from the bytes.',
      zh: 'Buffer 的大小不合法：太大，或从字节里读错了长度。',
    },
    todo: { en: 'Bound the length that a message may announce.', zh: '限制消息能声明的长度。' },
    explained: 'ipc#stdio',
    also: 'ERR_OUT_OF_RANGE The value of "size" is out of range',
  },
  {
    id: 'stack-overflow',
    from: { proof: 'errors-too-large', of: 'a recursion' },
    happened: {
      en: 'A recursion without an end, or a list of arguments that is too long (`Math.max(...numbers)`).',
      zh: '没有尽头的递归，或参数列表太长（`Math.max(...numbers)`）。',
    },
    todo: { en: 'A loop; `reduce` instead of spreading.', zh: '改成循环；用 `reduce` 代替展开。' },
    explained: 'worker-threads#resource-limits',
    also: 'RangeError Maximum call stack size exceeded 栈溢出 爆栈',
  },
  {
    id: 'unread-messages-rss',
    from: { proof: 'memory-unread-worker' },
    symptom: {
      en: '`rss` grows with load while `heapUsed` stays flat, and a worker is busy',
      zh: '负载一高 `rss` 就涨，`heapUsed` 却不动，同时有个 worker 很忙',
    },
    happened: {
      en: 'Messages that it has not read wait in its port; they are in no heap, and no heap limit counts them.',
      zh: '它还没读的消息等在端口里；这些消息不在任何堆里，堆上限也不算它们。',
    },
    todo: {
      en: 'Limit how many messages may be under way: credits that come back when the work is done.',
      zh: '限制在途消息的条数：活干完才还额度。',
    },
    explained: ['worker-flow#flow', 'interview/worker-backpressure'],
    also: 'postMessage memory leak rss grows external worker_threads queue backpressure 内存一直涨 背压 postMessage 堆积',
  },
  {
    id: 'buffer-pool-transferred',
    from: { proof: 'pool-given-away' },
    symptom: {
      en: 'Buffers that nobody touched are empty, and `Buffer.from()` throws `ERR_BUFFER_OUT_OF_BOUNDS`',
      zh: '没人碰过的 Buffer 变空了，`Buffer.from()` 抛 `ERR_BUFFER_OUT_OF_BOUNDS`',
    },
    happened: {
      en: 'On Node.js 22 somebody called `transfer()` on the `ArrayBuffer` of a small Buffer: that is the pool of all of them.',
      zh: '在 Node.js 22 上，有人对小 Buffer 的 `ArrayBuffer` 调用了 `transfer()`：那是所有小 Buffer 共用的池。',
    },
    todo: {
      en: 'Copy first: `new Uint8Array(buffer)`.',
      zh: '先复制：`new Uint8Array(buffer)`。',
    },
    explained: 'worker-flow#pool-memory',
    also: 'ERR_BUFFER_OUT_OF_BOUNDS offset is outside of buffer bounds Buffer.from pool detached ArrayBuffer transfer',
  },
];
