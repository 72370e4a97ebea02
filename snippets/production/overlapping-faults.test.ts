import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { ensureNode, referenceVersion } from '../../scripts/nodes/versions.ts';
import { root } from '../../scripts/checkout/paths.ts';

// `npm run soak` does this at length, with new seeds, on each Node. Here starts are what takes time, and the reference version is quick.
const soak = Boolean(process.env.SOAK);
const node = soak ? process.execPath : await ensureNode(referenceVersion);
const amounts: Record<string, number> = {
  'production-app': soak ? 2_000 : 24,
  'rolling-restart': soak ? 1_000 : 12,
  'worker-restart': soak ? 1_000 : 12,
  'graceful-shutdown': soak ? 1_000 : 12,
};

for (const [service, amount] of Object.entries(amounts)) {
  test(`${service} holds under ${amount} pairs of faults`, async (t) => {
    const command = ['--import', './scripts/register.mjs', 'scripts/faults.ts'];
    const child = spawn(
      node,
      [...command, service, `${amount}`, ...(soak ? [] : ['22'])],
      {
        cwd: root,
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const exit = once(child, 'close');
    const output = await text(child.stdout);
    const [code] = await exit;
    t.diagnostic(output.trim());
    assert.equal(code, 0, output);
  });
}
