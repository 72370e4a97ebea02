/** What the judge has done on the threads of a pool. */
export type Work =
  | { do: 'echo'; value: unknown }
  | { do: 'give a function' }
  | { do: 'throw'; message: string }
  | { do: 'exit'; code: number }
  | { do: 'crash'; message: string }
  | { do: 'answer and crash'; value: unknown }
  /** Counts itself in, and waits until it is let go. */
  | { do: 'hold'; cells: Int32Array; value: unknown };

export default async function work(task: Work): Promise<unknown> {
  switch (task.do) {
    case 'give a function':
      return () => 1;
    case 'throw':
      throw new RangeError(task.message);
    case 'exit':
      process.exit(task.code);
    // eslint-disable-next-line no-fallthrough -- process.exit() does not return
    case 'crash':
      setImmediate(() => {
        throw new Error(task.message);
      });
      return new Promise(() => {});
    case 'answer and crash':
      setImmediate(() => {
        throw new Error('after the answer');
      });
      return task.value;
    case 'hold':
      Atomics.add(task.cells, 0, 1);
      Atomics.wait(task.cells, 1, 0);
      return task.value;
    case 'echo':
      return task.value;
  }
}
