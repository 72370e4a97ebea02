/**
 * Scales a clustered app up and down while it runs, and shows which
 * NODE_APP_INSTANCE the new instances get.
 *
 * @zh 在运行中扩缩一个 cluster 应用的实例数，看新实例拿到的 NODE_APP_INSTANCE 是几。
 * @uses pm2-start
 */
import assert from 'node:assert/strict';
import { isolate } from './pm2-start.isolated.ts';

const { pm2, quiet } = isolate({
  PM2_CONCURRENT_ACTIONS: '1', // Their lines keep one order.
});

interface Listed {
  pm_id: number;
  pm2_env: { NODE_APP_INSTANCE: number };
}
// #region numbers
async function numbers(): Promise<string[]> {
  const stdout = await quiet('jlist');
  return (JSON.parse(stdout) as Listed[]).map(
    ({ pm_id, pm2_env }) => `${pm_id} is ${pm2_env.NODE_APP_INSTANCE}`,
  );
}
// #endregion numbers

// #region scale
const file = 'pm2-scale.app.ts';
const options = ['--interpreter', 'node', '--name', 'api', '-i', '2'];
await pm2('start', file, ...options);
await pm2('scale', 'api', '4'); // To four.
const four = await numbers();
await pm2('scale', 'api', '2'); // To two: which ones go?
const two = await numbers();
await pm2('scale', 'api', '+1'); // One more.
const three = await numbers();
// #endregion scale

console.log('id and NODE_APP_INSTANCE at two:', two.join(', '));
console.log('id and NODE_APP_INSTANCE at three:', three.join(', '));

assert.equal(four.length, 4);
assert.deepEqual(two, ['2 is 2', '3 is 3'], 'the oldest ones went');
assert.deepEqual(three, ['2 is 2', '3 is 3', '4 is 0']);
