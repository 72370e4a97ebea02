// What pool-under-attack.ts and the threads that it attacks both know.

/** Where the threads of a pool tell what they did, in shared memory. */
export interface Cells {
  /** How many of the next starts fail, how, and how many have served;
   * and whether those that hang may go on. */
  starts: Int32Array;
}
export const [toFail, how, served, goOn] = [0, 1, 2, 3];
export const [exits, throws, hangs] = [0, 1, 2];

/** A task: its work, its number, and a cell for each number that begins. */
export type Input = [work: string, id: number, begun: Int32Array, ...unknown[]];
