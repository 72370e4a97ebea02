// A filter between stdin and stdout, or a writer that does not end by itself.
import { createInterface } from 'node:readline';

if (process.argv[2] === 'filter') {
  // #region filter
  for await (const line of createInterface({ input: process.stdin })) {
    // Results to stdout, remarks to stderr: `| next` gets no remarks.
    if (line.startsWith('BAD')) console.error(`skipped: ${line}`);
    else console.log(line.toUpperCase());
  }
  // #endregion filter
} else {
  // #region endless
  let open = true;
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    open = false;
    console.error(`${code}, so we stop`);
  });
  const block = 'x'.repeat(65_536);
  const write = (): void => {
    while (open && process.stdout.write(block));
    if (open) process.stdout.once('drain', write);
  };
  write();
  // #endregion endless
}
