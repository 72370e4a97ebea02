// The process of a group: node primary.ts <solution> <size>. Does what the judge says.
import cluster, { type Worker } from 'node:cluster';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Group } from './skeleton.ts';

/** What the judge asks for. */
export interface Order {
  id: number;
  call: 'ready' | 'restart' | 'stop' | 'second stands still' | 'both die';
}

export interface Done {
  id: number;
  error?: string;
}

const [solution = '', size] = process.argv.slice(2);
const { createGroup } = (await import(solution)) as {
  createGroup: (exec: string, size: number) => Group;
};
const group = createGroup(fileURLToPath(new URL('./worker.ts', import.meta.url)), Number(size));

process.on('message', ({ id, call }: Order) => {
  const done = new Promise<unknown>((resolve) => {
    if (call === 'second stands still') resolve(process.kill(both()[1].process.pid!, 'SIGSTOP'));
    else if (call === 'both die') resolve(bothDie());
    else resolve(call === 'ready' ? group.ready : group[call]());
  });
  const say = (answer: Done): void => void process.send!(answer, () => {});
  done.then(
    () => say({ id }),
    (error: unknown) => say({ id, error: String(error) }),
  );
});

const both = (): [Worker, Worker] => Object.values(cluster.workers ?? {}) as [Worker, Worker];

/** While the primary hears of the first one's death, the second dies, before it has accepted a connection that was handed to it. */
function bothDie(): void {
  const [first, second] = both();
  first.once('disconnect', () => killHere(second));
  killHere(first);
}

/** Kills a worker, and gives nothing else a turn until its end is there to be seen. */
function killHere({ process: { pid } }: Worker): void {
  process.kill(pid!, 'SIGKILL');
  // Elsewhere that order cannot be had for certain.
  if (process.platform !== 'linux') return;
  while (!/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8')));
  while (readdirSync(`/proc/${pid}/task`).length > 1); // Its other threads.
}
