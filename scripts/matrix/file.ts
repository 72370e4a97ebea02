import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { recordingsFolder } from '../checkout/paths.ts';

/** What `npm run matrix` found: for each snippet its hash then, and the Node versions on which it passed or failed. */
export type Matrix = Record<string, { hash: string; passed: string[]; failed: string[] }>;

/** On the system that recordings are made on. */
export const matrixPath = join(recordingsFolder, 'matrix.json');

/** The matrix of the last runs; empty where none was made. */
export const readMatrix = (path = matrixPath): Matrix =>
  existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Matrix) : {};

const systemsFolder = join(recordingsFolder, 'systems');

/** Where a maintainer of another system notes what passes there, as `darwin-arm64.json`. */
export const systemPath = (platform: string = process.platform, arch: string = process.arch) =>
  join(systemsFolder, `${platform}-${arch}.json`);

const names: Record<string, string> = { darwin: 'macOS', linux: 'Linux', win32: 'Windows' };

/** What was noted on other systems, each under its name as a reader knows it, and the files that say so. */
export function readSystems(): { name: string; path: string; matrix: Matrix }[] {
  if (!existsSync(systemsFolder)) return [];
  return readdirSync(systemsFolder)
    .sort()
    .map((file) => {
      const path = join(systemsFolder, file);
      const [platform = '', arch = ''] = basename(file, '.json').split('-');
      return { name: `${names[platform] ?? platform} ${arch}`, path, matrix: readMatrix(path) };
    });
}
