import assert from 'node:assert/strict';
import { test } from 'node:test';
import { neighbours } from './neighbours.ts';

const order = ['overview', 'worker-threads', 'cluster'];

test('a topic leads to the topics beside it, in its language', () => {
  assert.deepEqual(neighbours('zh/worker-threads.md', order), {
    prev: { text: 'overview', link: '/zh/overview' },
    next: { text: 'cluster', link: '/zh/cluster' },
  });
  assert.deepEqual(neighbours('overview.md', order), {
    prev: false,
    next: { text: 'Worker threads', link: '/worker-threads' },
  });
  assert.deepEqual(neighbours('cluster.md', order).next, false);
});

test('other pages lead nowhere', () => {
  for (const path of ['index.md', 'zh/diagrams.md', 'snippets/worker-pool.md'])
    assert.deepEqual(neighbours(path, order), { prev: false, next: false });
});
