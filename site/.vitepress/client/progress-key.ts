/** Where the browser keeps what a reader is done with. Both languages share it: pages have the same names. */
export const progressKey = 'concurrency-progress';
