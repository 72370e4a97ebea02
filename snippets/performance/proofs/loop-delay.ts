import {
  monitorEventLoopDelay,
  performance,
  PerformanceObserver,
} from 'node:perf_hooks';
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { availableParallelism, cpus } from 'node:os';
import type { Proofs } from '../../proving.ts';
import { program, run } from '../../proving.ts';

/** Keeps this thread busy. */
function busy(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

export const proofs: Proofs = {
  /**
   * One block of 500 ms in eight seconds, in the histogram of the loop delay.
   * @zh 八秒里堵住一次 500 毫秒，循环延迟的直方图怎么说。
   */
  'loop-delay-one-block': async () => {
    const histogram = monitorEventLoopDelay({ resolution: 10 });
    histogram.enable();
    await sleep(4000);
    busy(500);
    await sleep(4000);
    histogram.disable();
    const word = (nanoseconds: number): string =>
      nanoseconds > 400e6 ? 'shows it' : 'does not show it';
    return {
      mean: word(histogram.mean),
      p99: word(histogram.percentile(99)),
      maximum: word(histogram.max),
    };
  },

  /**
   * The mean of an idle loop's delay, with a resolution of 10 and of 40 ms.
   * @zh 空闲循环的平均延迟，采样间隔 10 毫秒和 40 毫秒。
   */
  'loop-delay-idle': async () => {
    const idle = async (resolution: number): Promise<string> => {
      const histogram = monitorEventLoopDelay({ resolution });
      histogram.enable();
      await sleep(600);
      histogram.disable();
      return histogram.min / 1e6 >= resolution - 1
        ? 'at least the resolution'
        : 'less than the resolution';
    };
    return { 'resolution 10': await idle(10), 'resolution 40': await idle(40) };
  },

  /**
   * `histogram.reset()` after a block: the maximum before and after it.
   * @zh 堵过一次之后 `histogram.reset()`：之前和之后的最大值。
   */
  'loop-delay-reset': async () => {
    const histogram = monitorEventLoopDelay({ resolution: 10 });
    histogram.enable();
    await sleep(50);
    busy(300);
    await sleep(50);
    const before = histogram.max > 200e6;
    histogram.reset();
    const after = histogram.max > 200e6;
    return `before ${before ? 'shows the block' : 'shows nothing'}, after ${after ? 'shows the block' : 'shows nothing'}`;
  },

  /**
   * Event loop utilization and processor time of a thread that computes, that waits for a `Sync` call, that waits for a timer.
   * @zh 线程在计算、在等一个 `Sync` 调用、在等定时器：循环利用率和 CPU 时间。
   */
  'elu-and-cpu': async () => {
    const tried = async (work: () => unknown): Promise<string> => {
      await sleep(5);
      const [elu, cpu] = [
        performance.eventLoopUtilization(),
        process.cpuUsage(),
      ];
      await sleep(1);
      await work();
      await sleep(1);
      const { utilization } = performance.eventLoopUtilization(elu);
      const { user } = process.cpuUsage(cpu);
      return `loop ${utilization > 0.5 ? 'busy' : 'idle'}, processor ${user > 100_000 ? 'busy' : 'idle'}`;
    };
    return {
      computes: await tried(() => {
        const end = process.cpuUsage().user + 300_000;
        while (process.cpuUsage().user < end);
      }),
      'execFileSync() of sleep': await tried(() =>
        execFileSync('sleep', ['0.5']),
      ),
      'waits for a timer': await tried(() => sleep(500)),
    };
  },

  /**
   * A pool of one thread that is full for a while: event loop delay, and a `stat`.
   * @zh 只有一个线程的线程池被占满：循环延迟，以及一次 `stat`。
   */
  'loop-delay-full-pool': async () => {
    const { stdout } = await run(
      `import { monitorEventLoopDelay } from 'node:perf_hooks';
      import { pbkdf2 } from 'node:crypto';
      import { stat } from 'node:fs';
      let hashes = 0;
      const start = performance.eventLoopUtilization();
      for (let i = 0; i < 4; i++) pbkdf2('a', 'b', 3e5, 64, 'sha512', () => hashes++);
      stat('.', () => console.log(performance.eventLoopUtilization(start).utilization < 0.5 ? 'loop idle' : 'loop busy', '|', hashes, 'hashes first'));`,
      { env: { ...process.env, UV_THREADPOOL_SIZE: '1' } },
    );
    return stdout.replace(' |', ', a stat comes after');
  },

  /**
   * `PerformanceObserver` for `gc`, while garbage is made.
   * @zh 产生垃圾的时候，`PerformanceObserver` 观察 `gc`。
   */
  'gc-observer': async () => {
    let seen = 0;
    let withKind = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        seen++;
        if (
          typeof (entry as unknown as { detail?: { kind?: number } }).detail
            ?.kind === 'number' &&
          entry.duration > 0
        )
          withKind++;
      }
    }).observe({ entryTypes: ['gc'] });
    while (seen === 0) {
      for (let i = 0; i < 1e5; i++) void { i };
      Array.from({ length: 1e5 }, (_, i) => ({ i }));
      await sleep(1);
    }
    return withKind === seen
      ? 'each has a duration and a kind'
      : 'some lack a kind';
  },

  /**
   * `os.cpus()` and `os.availableParallelism()` in a process that may use one processor (Linux, `taskset`).
   * @zh 进程只许用一个处理器时的 `os.cpus()` 和 `os.availableParallelism()`（Linux，`taskset`）。
   */
  'parallelism-pinned': () => {
    const file = program(
      `import { availableParallelism, cpus } from 'node:os'; console.log(cpus().length, availableParallelism());`,
    );
    const [listed, available] = execFileSync(
      'taskset',
      ['-c', '0', process.execPath, file],
      { encoding: 'utf8' },
    )
      .trim()
      .split(' ');
    return {
      'cpus().length':
        Number(listed) === cpus().length ? 'all of the machine' : listed!,
      'availableParallelism()':
        availableParallelism() > 1 || cpus().length === 1
          ? available!
          : `${available}`,
    };
  },
};
