import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { testFileLimit } from '../waiting/limits.ts';
import { UserError } from '../terminal/messages.ts';

const folders = ['scripts', 'diagrams', 'snippets', 'site'];

/** What Node gets to run test files, before their names. */
export const testRunner = (): string[] => [
  '--test',
  '--test-reporter=spec',
  `--test-timeout=${testFileLimit()}`,
];

/**
 * The test files of a checkout, from its root. Those that look at the built site come apart: it is built before them.
 *
 * @throws UserError where there are none of either kind: `node --test` without files passes, and a suite
 * that is not found must not.
 */
export function findTests(root: string): { unitTests: string[]; siteTests: string[] } {
  const tests = folders.flatMap((folder) => testsBelow(root, folder));
  const ofTheSite = (file: string): boolean => /(browser|built|player)\.test\.ts$/.test(file);
  const siteTests = tests.filter(ofTheSite);
  const unitTests = tests.filter((file) => !ofTheSite(file));
  if (unitTests.length === 0 || siteTests.length === 0) {
    throw new UserError('No test file was found: is this a whole checkout?');
  }
  return { unitTests, siteTests };
}

/** Test files of a folder, without what builds write: that comes and goes. */
function testsBelow(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory())
        return /^(cache|dist|\.temp)$/.test(entry.name) ? [] : testsBelow(root, path);
      return entry.name.endsWith('.test.ts') ? [path] : [];
    });
}
