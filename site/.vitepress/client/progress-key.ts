/** Where the browser keeps what a reader is done with. Both languages share it: pages have the same names. */
export const progressKey = 'concurrency-progress';

/**
 * Where ticks wait until what keeps them has been fetched: a reader may leave at once. A line each, `+` or `-` and what it is of.
 */
export const ticksKey = 'concurrency-ticks';
