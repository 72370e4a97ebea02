import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { text } from 'node:stream/consumers';
import { inTmp } from '../../proving-files.ts';
import { program, run, type Proofs } from '../../proving.ts';

interface Told {
  processors: number;
  limit: number;
  available: number;
  heap: number;
  total: number;
}

const MB = 1024 * 1024;

const tells = `import { availableParallelism, totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
console.log(JSON.stringify({ processors: availableParallelism(), limit: process.constrainedMemory(),
  available: process.availableMemory(), heap: getHeapStatistics().heap_size_limit, total: totalmem() }));`;

let groups = 0;

/**
 * What Node says of its limits where the files of its control group (version 2) are these. They are put over the machine's own in
 * a mount namespace, so it does not matter which version of control groups the machine has.
 */
async function inGroup(files: Record<string, string>): Promise<Told> {
  const folder = inTmp(`group-${++groups}`);
  mkdirSync(folder);
  const all = { 'cgroup.controllers': 'cpu memory', cgroup: '0::/', ...files };
  for (const [name, content] of Object.entries(all))
    writeFileSync(`${folder}/${name}`, `${content}\n`);
  const line =
    'mount --bind "$2" /sys/fs/cgroup && mount --bind "$2/cgroup" /proc/$$/cgroup && exec "$0" "$1"';
  const child = spawn('unshare', [
    ...['-m', 'sh', '-c', line],
    ...[process.execPath, program(tells), folder],
  ]);
  const [said] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return JSON.parse(said) as Told;
}

/** The files of a container with this memory, of which 10 MB are used. */
const memory = (megabytes: number): Record<string, string> => ({
  'memory.max': String(megabytes * MB),
  'memory.high': 'max',
  'memory.current': String(10 * MB),
  'cpu.max': 'max 100000',
});

export const proofs: Proofs = {
  /**
   * The limit of V8's heap, without a flag, where the control group allows so much memory.
   * @zh 控制组只给这么多内存时，不带参数的 V8 堆上限。
   * @needs root
   */
  'container-heap': async () => {
    const seen: Record<string, string> = {};
    for (const megabytes of [256, 512, 1024, 2048, 4096, 8192]) {
      const { heap } = await inGroup(memory(megabytes));
      seen[`${megabytes} MB`] = `${(heap / MB).toFixed(0)} MB`;
    }
    return seen;
  },

  /**
   * A control group that allows 512 MB, of which 10 MB are used: what Node says of it.
   * @zh 控制组给 512 MB、已用 10 MB：Node 怎么说。
   * @needs root
   */
  'container-memory': async () => {
    const { limit, available, total } = await inGroup(memory(512));
    return {
      'process.constrainedMemory()': `${limit / MB} MB`,
      'process.availableMemory()': `${(available / MB).toFixed(0)} MB`,
      'os.totalmem()': total === totalmem() ? "the machine's" : 'another',
    };
  },

  /**
   * `availableParallelism()` where the control group has a quota of so many processors' time.
   * @zh 控制组的 CPU 配额是这么多时，`availableParallelism()` 是多少。
   * @needs root
   */
  'container-quota': async () => {
    const seen: Record<string, string> = {};
    for (const share of [0.5, 1, 1.5]) {
      const files = { ...memory(512), 'cpu.max': `${share * 100_000} 100000` };
      const { processors } = await inGroup(files);
      const all = processors === cpus().length;
      seen[`--cpus ${share}`] = all ? "the machine's" : String(processors);
    }
    return seen;
  },

  /**
   * The limit of V8's heap with `--max-old-space-size-percentage=50`.
   * @zh 带 `--max-old-space-size-percentage=50` 时 V8 堆的上限。
   */
  'heap-percentage': async () => {
    const { stdout, stderr } = await run(
      `import { totalmem } from 'node:os';
       import { getHeapStatistics } from 'node:v8';
       const memory = Math.min(totalmem(), process.constrainedMemory() || Infinity);
       const share = getHeapStatistics().heap_size_limit / memory;
       console.log(Math.abs(share - 0.5) < 0.1 ? 'half of the memory' : 'not half');`,
      { execArgv: ['--max-old-space-size-percentage=50'] },
    );
    return stdout || /bad option/.exec(stderr)![0];
  },
};
