import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordingsFolder } from '../checkout/paths.ts';

/** What `npm run matrix` found: for each snippet its hash then, and the Node versions on which it passed or failed. */
export type Matrix = Record<string, { hash: string; passed: string[]; failed: string[] }>;

export const matrixPath = join(recordingsFolder, 'matrix.json');

/** The matrix of the last runs; empty where none was made. */
export const readMatrix = (): Matrix =>
  existsSync(matrixPath) ? (JSON.parse(readFileSync(matrixPath, 'utf8')) as Matrix) : {};
