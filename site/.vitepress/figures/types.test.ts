import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { join } from 'node:path';
import { root } from '../../../scripts/checkout/paths.ts';
import { withoutMarkers } from '../../../scripts/catalog/regions.ts';
import { typesIn } from './types.ts';

const path = 'snippets/worker-threads/worker-pool.ts';
const source = withoutMarkers(readFileSync(join(root, path), 'utf8'));

/** What a reader sees who points at the first place of a name. */
function typeOf(name: string, text: string): string | undefined {
  const { nodes } = typesIn(text, path, {});
  const node = nodes.find((node) => node.type === 'hover' && node.target === name);
  return node?.type === 'hover' ? node.text : undefined;
}

test('names have the types that TypeScript sees, imported ones too', () => {
  assert.match(typeOf('WorkerPool', source)!, /\bclass WorkerPool</);
  assert.match(typeOf('assert', source)!, /assert/);
});

test('a text that has changed has its own types', () => {
  assert.equal(typeOf('added', `${source}\nconst added = 6 * 7;`), 'const added: number');
  assert.equal(typeOf('added', source), undefined);
});

test('a file that is no TypeScript has no types', () => {
  assert.deepEqual(typesIn('module.exports = {};', 'snippets/pm2/a.config.cjs', {}).nodes, []);
});
