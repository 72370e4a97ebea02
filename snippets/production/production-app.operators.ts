// What production-app.primary.ts tells the operators: /readyz and /metrics, on a port of their own.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Member } from './production-app.member.ts';
import type { Place } from './production-app.primary.ts';

const silence = 2_000; // ms without a report: we do not count on that worker.
const names = ['requests', 'answered', 'refused'] as const;
const past = { requests: 0, answered: 0, refused: 0 };
let cut = 0;

// #region operators
/** On a port of its own: no flood of clients can keep these waiting. */
export function operatorsOf(
  places: Place[],
  members: ReadonlySet<Member>,
  isStopping: () => boolean,
) {
  const age = ({ heard }: Member): number => performance.now() - heard;
  const fresh = (place: Place): boolean =>
    place.serving !== undefined && age(place.serving) < silence;

  const server = createServer((request, response) => {
    const ready = !isStopping() && places.some(fresh);
    if (request.url === '/readyz') response.statusCode = ready ? 200 : 503;
    if (request.url !== '/metrics') return response.end();
    const lines = [`app_workers ${places.filter(fresh).length}`];
    lines.push(`app_worker_restarts_total ${operators.restarts}`);
    lines.push(`app_cut_total ${cut}`);
    for (const name of names) lines.push(`app_${name}_total ${sum(name)}`);
    for (const { number, serving } of places) {
      if (!serving) continue;
      // The place, not the worker's id: that would be new series for ever.
      const tell = (name: string, value: unknown): unknown =>
        lines.push(`app_${name}{place="${number}"} ${value}`);
      tell('worker_pid', serving.worker!.process.pid);
      tell('report_age_seconds', (age(serving) / 1000).toFixed(3));
      tell('in_flight', serving.inHand);
      tell('resident_bytes', serving.report?.rss ?? 0);
    }
    return response.end(`${lines.join('\n')}\n`);
  });
  // #endregion operators

  /** Of those that are there and those that are gone. */
  const sum = (name: (typeof names)[number]): number =>
    [...members].reduce(
      (total, { report }) => total + (report?.[name] ?? 0),
      past[name],
    );

  const operators = {
    restarts: 0,
    sum,
    /** Requests that a deadline or a kill took, by the last reports. */
    cut: () => cut,
    /** What a worker that is gone had counted stays in the totals. */
    remember({ report, broken, inHand }: Member): void {
      for (const name of names) past[name] += report?.[name] ?? 0;
      if (broken) cut += inHand;
    },
    open: () => once(server.listen(port, host), 'listening'),
    close(): void {
      server.close();
      server.closeAllConnections();
    },
  };
  const port = Number(process.env.OPERATORS_PORT);
  const { HOST: host = '127.0.0.1' } = process.env; // 0.0.0.0 in a container.
  return operators;
}
