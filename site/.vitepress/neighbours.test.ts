import assert from 'node:assert/strict';
import { test } from 'node:test';
import { neighbours, snippetsBeside } from './neighbours.ts';
import { topicTitle } from './topics.ts';

const order = ['overview', 'worker-threads', 'cluster'];

test('a topic leads to the topics beside it, in its language', () => {
  assert.deepEqual(neighbours('zh/worker-threads.md', order), {
    prev: { text: topicTitle('overview', 'zh'), link: '/zh/overview' },
    next: { text: topicTitle('cluster', 'zh'), link: '/zh/cluster' },
  });
  assert.deepEqual(neighbours('overview.md', order), {
    prev: false,
    next: { text: topicTitle('worker-threads', 'en'), link: '/worker-threads' },
  });
  assert.deepEqual(neighbours('cluster.md', order).next, false);
});

test('other pages lead nowhere', () => {
  for (const path of ['index.md', 'zh/diagrams.md', 'snippets/worker-pool.md'])
    assert.deepEqual(neighbours(path, order), { prev: false, next: false });
});

test('a topic and its snippets have the snippets of the topic beside them', () => {
  const beside = snippetsBeside('zh/worker-threads.md');
  assert.ok(beside.includes('worker-pool') && !beside.includes('libuv-threadpool'));
  assert.deepEqual(snippetsBeside('snippets/worker-pool.md'), beside);
  assert.deepEqual(snippetsBeside('zh/worker-pool.md'), beside);
  assert.deepEqual(snippetsBeside('snippets/index.md'), []);
  assert.deepEqual(snippetsBeside('index.md'), []);
});
