/** The units that a measurement may carry. Pages print them as they stand here. */
export const units = [
  'ns',
  'µs',
  'ms',
  's',
  'B',
  'kB',
  'MB',
  'GB',
  '%',
  'x',
  '/s',
  'kB/s',
  'MB/s',
  'updates',
  'requests',
  'tasks',
  'messages',
  'workers',
  'threads',
  'processes',
  'connections',
  'primes',
  'restarts',
  'pairs',
] as const;

export type Unit = (typeof units)[number];
