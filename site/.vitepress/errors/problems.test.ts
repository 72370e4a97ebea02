import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messagesOf, shortOf } from './messages.ts';
import type { Row } from './row.ts';
import { rowProblems } from './problems.ts';

/** A row that is fine, with these parts of it changed. */
const row = (part: Partial<Row>): Row => ({
  id: 'spawn-enoent',
  from: { proof: 'errors-spawn', of: 'not there' },
  happened: { en: 'A.', zh: '一。' },
  todo: { en: 'B.', zh: '二。' },
  explained: 'child-process#failures',
  ...part,
});

test('a row whose message, proof, recording or section is not there is a problem', () => {
  assert.deepEqual(rowProblems(row({})), []);
  for (const [part, problem] of [
    [{ from: { proof: 'errors-nothing' } }, /no proof "errors-nothing"/],
    [{ from: { proof: 'errors-spawn', of: 'here' } }, /errors-spawn \(here\) does not say/],
    [{ from: { proof: 'errors-spawn', of: 'not there', text: /EACCES/ } }, /EACCES/],
    [{ from: { run: 'spawn-errors', text: /EVERYTHING/ } }, /does not say \/EVERYTHING\//],
    [{ explained: 'child-process#nothing' }, /no section child-process#nothing/],
    [{ explained: 'interview/nothing' }, /no page interview\/nothing/],
    [{ from: { documented: 'memory', text: 'x' } }, /address of the documentation/],
  ] as [Partial<Row>, RegExp][])
    assert.match(rowProblems(row(part)).join('\n'), problem);
});

test('a message is worded as each version says it, the newest first, without those on which it is no error', () => {
  const [newest, ...older] = messagesOf({ proof: 'errors-transfer', of: 'a view' });
  assert.match(newest!.text, /Found invalid value in transferList/);
  assert.match(older[0]!.text, /ERR_INVALID_TRANSFER_OBJECT/);
  const [only, ...others] = messagesOf({ proof: 'errors-clone', of: 'a Request' });
  assert.ok(!only!.versions.some((version) => version.startsWith('20')));
  assert.deepEqual(others, []);
});

test('a row is named by its message where that is short, else by its code, else by how it begins', () => {
  assert.equal(shortOf('Error: spawn ls ENOENT'), 'spawn ls ENOENT');
  assert.equal(
    shortOf('TypeError [ERR_WORKER_PATH]: The worker script must be an absolute path'),
    'ERR_WORKER_PATH',
  );
  assert.equal(shortOf('exit code 137'), 'exit code 137');
  assert.equal(
    shortOf('AggregateError [ECONNREFUSED]: '),
    'AggregateError [ECONNREFUSED]',
    'nothing else is said',
  );
  assert.equal(
    shortOf('DOMException [DataCloneError]: () => {} could not be cloned.'),
    '() => {} could not be cloned.',
  );
});
