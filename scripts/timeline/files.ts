import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordingsFolder } from '../checkout/paths.ts';
import type { Trace } from './trace.ts';

/** Path of a snippet's timeline. */
export const tracePath = (id: string): string => join(recordingsFolder, `${id}.trace.json`);

/** The text of a stored timeline: JSON with an event to each line, so that a change can be read as a diff. */
export function writeTrace({ traceEvents, ...rest }: Trace): string {
  const lines = traceEvents.map((event) => JSON.stringify(event)).join(',\n');
  return `${JSON.stringify(rest).slice(0, -1)},"traceEvents":[\n${lines}\n]}\n`;
}

/**
 * The timeline of a snippet's recording.
 *
 * @returns undefined where there is none.
 */
export function readTrace(id: string): Trace | undefined {
  const path = tracePath(id);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Trace) : undefined;
}
