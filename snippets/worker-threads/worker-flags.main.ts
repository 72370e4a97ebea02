// The process of worker-flags.ts: starts workers in several ways, a line for what each of them has.
// #region main
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const file = new URL('./worker-flags.worker.ts', import.meta.url);

async function show(name: string, execArgv?: string[]): Promise<void> {
  let said: string;
  try {
    const worker = new Worker(file, execArgv ? { execArgv } : {});
    [said] = await once(worker, 'message');
  } catch (error) {
    said = (error as NodeJS.ErrnoException).code!;
  }
  console.log(name.padEnd(31), said);
}

console.log('execArgv'.padEnd(31), '--import   --expose-gc');
await show('not given');
await show('[]', []);
await show("['--no-warnings']", ['--no-warnings']);
await show('process.execArgv', process.execArgv);
await show(
  'the same, without the V8 flag',
  process.execArgv.filter((flag) => flag !== '--expose-gc'),
);
// #endregion main
