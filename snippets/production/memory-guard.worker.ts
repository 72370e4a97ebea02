// A worker that leaks in the way it is told, and reports its memory when asked.
const kept: unknown[] = [];

// #region report
process.on('message', (order: string) => {
  if (order === 'leak objects') {
    kept.push(Array.from({ length: 300_000 }, (_, id) => ({ id })));
  }
  if (order === 'leak buffers') kept.push(Buffer.alloc(20e6, 1));
  const { heapUsed, external, rss } = process.memoryUsage();
  process.send!({ heapUsed, external, rss });
});
// #endregion report
