// The child of ipc-serialization.ts: answers with a picture of what it received.
import { inspect } from 'node:util';

// #region child
process.on('message', ({ value }: { value: unknown }) => {
  const text =
    value instanceof Error
      ? `${value.constructor.name}: ${value.message}`
      : inspect(value, { breakLength: Infinity });
  process.send!(text);
});
// #endregion child
