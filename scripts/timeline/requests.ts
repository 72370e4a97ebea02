import type { Draft } from './lanes.ts';
import { linesOf } from './lines.ts';

/** A request that a lane's HTTP server was asked; times are nanoseconds. */
export interface Served {
  name: string;
  from: number;
  /** Absent where no answer was sent. */
  answer?: { at: number; status: number };
}

/** What a lane was asked, in order. */
export function requestsOf(lane: Draft): Served[] {
  const answers = new Map(linesOf(lane.lines, 'Q').map((line) => [line.n, line]));
  return linesOf(lane.lines, 'q').map(({ t, n, m, u }) => {
    const answer = answers.get(n);
    return {
      name: `${m} ${u}`,
      from: t,
      ...(answer && { answer: { at: answer.t, status: answer.s } }),
    };
  });
}
