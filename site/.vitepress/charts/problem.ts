import { findChart } from './index.ts';
import { fill, recordingOf } from './model.ts';

/** Why a chart cannot be drawn: there is none of that id, or a measurement is not there. */
export function chartProblem(id: string): string | undefined {
  try {
    const chart = findChart(id);
    fill(chart, recordingOf(chart).recording.header, 'en');
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
