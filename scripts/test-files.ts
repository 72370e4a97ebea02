import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from './messages.ts';

const folders = ['scripts', 'diagrams', 'snippets', 'site'];

/**
 * The test files of a checkout, from its root. Those that look at the built site come apart: it is built before them.
 *
 * @throws UserError where there are none of either kind: `node --test` without files passes, and a suite
 * that is not found must not.
 */
export function findTests(root: string): { unitTests: string[]; siteTests: string[] } {
  const tests = folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
        .filter((name) => name.endsWith('.test.ts') && !/\/(cache|dist)\//.test(name))
        .sort(),
    );
  const ofTheSite = (file: string): boolean => /(browser|built|player)\.test\.ts$/.test(file);
  const siteTests = tests.filter(ofTheSite);
  const unitTests = tests.filter((file) => !ofTheSite(file));
  if (unitTests.length === 0 || siteTests.length === 0) {
    throw new UserError('No test file was found: is this a whole checkout?');
  }
  return { unitTests, siteTests };
}
