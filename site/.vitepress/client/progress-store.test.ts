import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { storageKey } from '../interview/deck.ts';
import { progressKey, ticksKey } from './progress-key.ts';
import {
  addFile,
  changeProgress,
  keepTicks,
  parseProgress,
  progressFile,
  progressNow,
} from './progress-store.ts';

/** A browser's storage, as far as it is used. */
class Storage {
  readonly items = new Map<string, string>();
  /** Refuses to keep anything, as a full or a forbidden one does. */
  refuses = false;
  getItem = (key: string): string | null => this.items.get(key) ?? null;
  setItem(key: string, value: string): void {
    if (this.refuses) throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
    this.items.set(key, value);
  }
  removeItem = (key: string): void => void this.items.delete(key);
}

let storage: Storage;
beforeEach(() => {
  storage = new Storage();
  Object.defineProperty(globalThis, 'localStorage', { value: storage, configurable: true });
});

const tick = (...ids: string[]): boolean =>
  changeProgress(({ done }) => ids.forEach((id) => done.add(id)));
const done = (): string[] => [...progressNow().done].sort();

const foreign = [
  '',
  'null',
  '[]',
  '7',
  '{"version":1}',
  '{"version":1,"done":"overview"}',
  '{"version":1,"done":[1]}',
  '{"version":1,"done":[""]}',
  `{"version":1,"done":["${'x'.repeat(201)}"]}`,
  '{"version":2,"done":[]}',
  '{"done":["overview"]}',
  '{"version":1,"done":["overview"',
];

test('what is ticked is kept, and taken back', () => {
  assert.deepEqual(done(), []);
  assert.equal(tick('overview', 'interview/fork'), true);
  assert.deepEqual(done(), ['interview/fork', 'overview']);
  changeProgress((progress) => progress.done.delete('overview'));
  assert.deepEqual(done(), ['interview/fork']);
  assert.equal(progressNow().level, 'senior');
  changeProgress((progress) => (progress.level = 'basic'));
  assert.equal(progressNow().level, 'basic');
  assert.deepEqual(done(), ['interview/fork']);
});

test('what another tab has kept meanwhile is not lost', () => {
  tick('overview');
  storage.items.set(progressKey, '{"version":1,"done":["overview","ipc"]}');
  tick('cluster');
  assert.deepEqual(done(), ['cluster', 'ipc', 'overview']);
});

for (const text of foreign) {
  test(`something else under its name counts as nothing, and is set aside: ${text.slice(0, 40)}`, () => {
    assert.equal(parseProgress(text), undefined);
    storage.items.set(progressKey, text);
    assert.deepEqual(done(), []);
    assert.equal(tick('overview'), true);
    assert.deepEqual(done(), ['overview']);
    assert.equal(storage.items.get(`${progressKey}-before`), text);
  });
  test(`such a file changes nothing: ${text.slice(0, 40)}`, () => {
    tick('overview');
    const before = new Map(storage.items);
    assert.equal(addFile(text), undefined);
    assert.deepEqual(storage.items, before);
  });
}

test('an unknown level is the highest', () => {
  assert.equal(parseProgress('{"version":1,"done":[],"level":"guru"}')?.level, 'senior');
});

test('where nothing can be kept, marks last as long as the page, and then are kept with the next that can', () => {
  tick('overview');
  storage.refuses = true;
  assert.equal(tick('ipc'), false);
  assert.equal(tick('cluster'), false);
  assert.deepEqual(done(), ['cluster', 'ipc', 'overview']);
  assert.deepEqual(JSON.parse(storage.items.get(progressKey)!).done, ['overview']);
  storage.refuses = false;
  assert.equal(tick('pm2'), true);
  assert.deepEqual(JSON.parse(storage.items.get(progressKey)!).done, [
    'cluster',
    'ipc',
    'overview',
    'pm2',
  ]);
});

test('a storage that may not even be read is an empty one', () => {
  Object.defineProperty(globalThis, 'localStorage', {
    configurable: true,
    get() {
      throw new DOMException('Access is denied for this document.', 'SecurityError');
    },
  });
  assert.deepEqual(done(), []);
  assert.equal(tick('overview'), false);
  assert.deepEqual(done(), ['overview']);
  assert.match(progressFile(), /"overview"/);
  // For the tests that follow.
  Object.defineProperty(globalThis, 'localStorage', { value: storage, configurable: true });
  assert.equal(tick(), true);
});

const card = (reviewed: string, stability: number): object => ({
  due: '2026-12-01T00:00:00.000Z',
  last_review: reviewed,
  stability,
});

test('a file brings marks and ratings to another browser, also those of what is no more', () => {
  tick('overview', 'interview/renamed-long-ago');
  storage.items.set(storageKey, JSON.stringify({ fork: card('2026-11-20T00:00:00.000Z', 3) }));
  const file = progressFile();
  storage.items.clear();
  tick('ipc');
  assert.deepEqual(addFile(file), { added: 2, isKept: true });
  assert.deepEqual(done(), ['interview/renamed-long-ago', 'ipc', 'overview']);
  assert.equal(JSON.parse(storage.items.get(storageKey)!).fork.stability, 3);
  // Once more it brings nothing.
  assert.deepEqual(addFile(file), { added: 0, isKept: true });
});

test('of two ratings of a question the later one holds, and what is no rating is left out', () => {
  const ours = {
    fork: card('2026-11-20T00:00:00.000Z', 3),
    qps: card('2026-11-25T00:00:00.000Z', 4),
  };
  const theirs = {
    fork: card('2026-11-22T00:00:00.000Z', 5),
    qps: card('2026-11-01T00:00:00.000Z', 6),
    epipe: card('2026-11-01T00:00:00.000Z', 7),
    sandbox: 'not at all',
    wrapper: { due: 'soon', stability: 1 },
  };
  storage.items.set(storageKey, JSON.stringify(ours));
  addFile(JSON.stringify({ version: 1, done: [], ratings: theirs }));
  const kept = JSON.parse(storage.items.get(storageKey)!) as Record<string, { stability: number }>;
  assert.deepEqual(
    Object.entries(kept).map(([slug, { stability }]) => `${slug} ${stability}`),
    ['fork 5', 'qps 4', 'epipe 7'],
  );
  for (const ratings of [
    'null',
    '[]',
    '"x"',
    '7',
    '[null]',
    '{"__proto__":{"due":1}}',
    '{"fork":null}',
  ])
    assert.ok(addFile(`{"version":1,"done":[],"ratings":${ratings}}`), ratings);
  assert.equal(JSON.parse(storage.items.get(storageKey)!).fork.stability, 5);
});

test('a file that does not fit any more says so, and takes nothing away', () => {
  tick('overview');
  storage.refuses = true;
  assert.deepEqual(addFile('{"version":1,"done":["ipc"]}'), { added: 1, isKept: false });
  assert.deepEqual(JSON.parse(storage.items.get(progressKey)!).done, ['overview']);
  storage.refuses = false;
  tick();
});

test('ticks of a page that was left at once are kept on the next, in their order; what is no tick is not', () => {
  tick('ipc');
  storage.items.set(ticksKey, `+fork\n-ipc\n+cluster\n-cluster\n+\n+${'x'.repeat(300)}\n\n`);
  keepTicks();
  assert.deepEqual(done(), ['fork']);
  assert.equal(storage.items.has(ticksKey), false);
  keepTicks();
  assert.deepEqual(done(), ['fork']);
});

test('ticks wait where the browser keeps nothing more, and count meanwhile', () => {
  storage.items.set(ticksKey, '+fork\n');
  storage.refuses = true;
  keepTicks();
  assert.deepEqual(done(), ['fork']);
  assert.equal(storage.items.get(ticksKey), '+fork\n');
});
