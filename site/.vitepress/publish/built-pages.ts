import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isForwarding } from './redirects.ts';

/** Pages of the host, not of the site. */
const served = ['404.html', 'offline.html'];

/** A page of the built site. */
export interface BuiltPage {
  /** As readers address it, below the base: `zh/`, `worker-threads`. */
  path: string;
  /** Its file below the built site. */
  file: string;
}

/** Every page that readers read, by path; what only forwards is none. */
export function builtPages(dist: string): BuiltPage[] {
  return readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.html') && !served.includes(file))
    .filter((file) => !isForwarding(readFileSync(join(dist, file), 'utf8')))
    .map((file) => ({
      file,
      path: file.replace(/(^|\/)index\.html$/, '$1').replace(/\.html$/, ''),
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}
