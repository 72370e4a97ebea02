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

test('a topic and its snippets have the snippets of the topic beside them, in the order of the page', () => {
  const ids = (path: string): string[] => snippetsBeside(path).map(({ id }) => id);
  const beside = ids('zh/worker-threads.md');
  assert.ok(!beside.includes('libuv-threadpool'));
  // The page shows a first worker before it measures one; its part on pools has a list that begins with its own.
  assert.ok(beside.indexOf('simple-worker') < beside.indexOf('atomics-race'));
  assert.ok(beside.indexOf('atomics-race') < beside.indexOf('worker-pool'));
  assert.deepEqual(ids('snippets/worker-pool.md'), beside);
  const ofPart = ids('worker-pool.md');
  assert.ok(ofPart.indexOf('worker-pool') < ofPart.indexOf('simple-worker'));
  assert.deepEqual(ofPart.toSorted(), beside.toSorted());
  assert.match(snippetsBeside('zh/worker-threads.md')[0]!.summary, /[一-鿿]/);
  for (const other of ['snippets/index.md', 'index.md']) assert.deepEqual(ids(other), []);
});
