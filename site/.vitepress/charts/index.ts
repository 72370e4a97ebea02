import { cpuIntensiveTask } from './cpu-intensive-task.ts';
import { eventLoopBlocked } from './event-loop-blocked.ts';
import type { Chart } from './model.ts';
import { processVsThread } from './process-vs-thread.ts';
import { sameTaskFourWays } from './same-task-four-ways.ts';
import { threadpoolSpeedUp } from './threadpool-speed-up.ts';
import { threadpoolWaiting } from './threadpool-waiting.ts';

/** Every chart. */
export const charts: readonly Chart[] = [
  threadpoolSpeedUp,
  threadpoolWaiting,
  eventLoopBlocked,
  processVsThread,
  sameTaskFourWays,
  cpuIntensiveTask,
];

/**
 * The chart of an id.
 *
 * @throws Error where there is none.
 */
export function findChart(id: string): Chart {
  const found = charts.find((chart) => chart.id === id);
  if (!found)
    throw new Error(`no chart "${id}" (has: ${charts.map((chart) => chart.id).join(', ')})`);
  return found;
}
