// Three workers that write 2,000 lines each into one file; its arguments are the file and how it is opened.
import cluster from 'node:cluster';
import { closeSync, openSync, writeSync } from 'node:fs';

const [file = '', flags = 'a'] = process.argv.slice(2);

// #region worker
function work(): void {
  const id = cluster.worker!.id;
  // 'a': the system puts each write at the end, whoever wrote last.
  // Anything else: each process counts its own position from 0.
  let descriptor = openSync(file, flags);

  /** One line is one write; a line in two parts can be torn apart. */
  const log = (fields: Record<string, unknown>): void => {
    const line = { time: new Date(), worker: id, pid: process.pid, ...fields };
    writeSync(descriptor, `${JSON.stringify(line)}\n`);
  };

  // The rotator renamed the file: our descriptor still names the old one.
  process.on('SIGUSR2', () => {
    closeSync(descriptor);
    descriptor = openSync(file, flags);
    log({ event: 'reopened' });
    process.send!('reopened');
  });

  let [from, to] = [0, 1000];
  const write = (): void => {
    for (let i = 0; i < 20; i++) log({ request: from++ });
    if (from < to) setImmediate(write);
    else process.send!('half');
  };
  process.on('message', () => {
    to = 2000;
    write();
  });
  write();
}
// #endregion worker

if (cluster.isPrimary) {
  for (let i = 0; i < 3; i++) cluster.fork();
  let halves = 0;
  const workers = Object.values(cluster.workers ?? {});
  cluster.on('message', (_, message: string) => {
    process.send!(message);
    if (message === 'half' && ++halves === 6) process.disconnect();
  });
  process.on('message', (message: string) => {
    for (const worker of workers) {
      if (message === 'reopen') worker?.process.kill('SIGUSR2');
      else worker?.send('go on');
    }
  });
  process.on('disconnect', () => {
    for (const worker of workers) worker?.kill();
  });
} else work();
