import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
export const snippetsFolder = join(root, 'snippets');
export const recordingsFolder = join(snippetsFolder, 'recordings');
