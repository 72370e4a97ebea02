import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Where the snippets are; SNIPPETS_FOLDER points the scripts at another tree, for tests and trials of scale. */
export const snippetsFolder = process.env.SNIPPETS_FOLDER ?? join(root, 'snippets');
export const recordingsFolder = join(snippetsFolder, 'recordings');

/** A path as messages show it, from the repository's root. */
export const where = (path: string): string => relative(root, path);
