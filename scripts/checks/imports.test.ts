import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { checkImports, readDrawing } from './imports.ts';

const drawing = `# Contributing

## Rooms

\`\`\`text
scripts/*       commands
    |
    v
site/           pages
site/client/    what runs in them
    |
    v
scripts/high/   one
scripts/side/   beside it
    |
    v
scripts/low/    another

site/client/    never   Node
scripts/high/   never   scripts/low/secret/
\`\`\`
`;

/** Code for each place, in which everything is as it is drawn. */
const good = {
  'scripts/command.ts': "import '../site/page.ts';\nimport './low/low.ts';\n",
  'site/page.ts': "import '../scripts/high/high.ts';\n",
  'site/client/main.ts':
    "import type { Low } from '../../scripts/low/low.ts';\nexport const low: Low = 1;\n",
  'site/client/part.vue':
    '<script setup lang="ts">\nimport type { Low } from "../../scripts/low/low.ts";\nexport const low: Low = 1;\n</script>\n',
  'scripts/high/high.ts': "import '../low/low.ts';\n",
  'scripts/side/side.ts': "import '../low/low.ts';\n",
  'scripts/low/low.ts': "import 'node:fs';\nexport type Low = number;\n",
  'scripts/low/secret/secret.ts': '',
  'scripts/low/low.test.ts': "import '../high/high.ts';\n",
};

/** What is wrong with a tree of those files and some others. */
async function problems(t: TestContext, files: Record<string, string> = {}): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'imports-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries({ 'CONTRIBUTING.md': drawing, ...good, ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const found = await checkImports(folder);
  return found.map(({ at, message }) => `${at}: ${message}`);
}

const up = 'which does not stand below it in the drawing of CONTRIBUTING.md';

test('a drawing has rows from top to bottom, and what never may be', () => {
  const { rows, never } = readDrawing(drawing);
  assert.deepEqual(
    rows.map((row) => row.map(({ path }) => path)),
    [
      ['scripts/*'],
      ['site/', 'site/client/'],
      ['scripts/high/', 'scripts/side/'],
      ['scripts/low/'],
    ],
  );
  assert.equal(drawing.split('\n')[rows[1]![1]!.line - 1], 'site/client/    what runs in them');
  assert.deepEqual(never, [
    { from: 'site/client/', to: 'Node', line: 19 },
    { from: 'scripts/high/', to: 'scripts/low/secret/', line: 20 },
  ]);
});

test('imports that go down are right, and so are tests and types for a place without Node', async (t) => {
  assert.deepEqual(await problems(t), []);
});

const wrong: [what: string, files: Record<string, string>, problem: string][] = [
  [
    'up',
    { 'scripts/low/a.ts': "import '../high/high.ts';\n" },
    `scripts/low/a.ts: imports scripts/high/high.ts, ${up}`,
  ],
  [
    'up, for a type alone',
    { 'scripts/low/a.ts': "import type { A } from '../../site/page.ts';\nexport type B = A;\n" },
    `scripts/low/a.ts: imports site/page.ts, ${up}`,
  ],
  [
    'from a room into a command',
    { 'scripts/low/a.ts': "export * from '../command.ts';\n" },
    `scripts/low/a.ts: imports scripts/command.ts, ${up}`,
  ],
  [
    'to a neighbour',
    { 'scripts/high/a.ts': "await import('../side/side.ts');\n" },
    `scripts/high/a.ts: imports scripts/side/side.ts, ${up}`,
  ],
  [
    'to a neighbour that lies within',
    { 'site/a.vue': '<script setup lang="ts">\nimport \'./client/main.ts\';\n</script>\n' },
    `site/a.vue: imports site/client/main.ts, ${up}`,
  ],
  [
    'what it never may',
    { 'scripts/high/a.ts': "import '../low/secret/secret.ts';\n" },
    'scripts/high/a.ts: imports scripts/low/secret/secret.ts, which it never may (see the drawing in CONTRIBUTING.md)',
  ],
  [
    'Node, through another file, where there is none',
    { 'site/client/a.ts': "import '../../scripts/low/low.ts';\n" },
    'site/client/a.ts: must run without Node, and leads to scripts/low/low.ts, fs',
  ],
  [
    'Node, through a component',
    {
      'site/client/a.ts': "import './b.vue';\n",
      'site/client/b.vue': '<script setup lang="ts">\nimport "node:path";\n</script>\n',
    },
    'site/client/a.ts: must run without Node, and leads to site/client/b.vue, path\nsite/client/b.vue: must run without Node, and leads to path',
  ],
];

for (const [what, files, problem] of wrong) {
  test(`a file that imports ${what} is named`, async (t) => {
    assert.equal((await problems(t, files)).join('\n'), problem);
  });
}

test('a circle is named; one of types alone is none', async (t) => {
  const files = {
    'scripts/low/a.ts': "import './b.ts';\n",
    'scripts/low/b.ts': "import './c.ts';\n",
    'scripts/low/c.ts': "import './a.ts';\n",
  };
  const found = await problems(t, files);
  assert.ok(
    found.some((text) =>
      /^scripts\/low\/a\.ts: imports itself through .*scripts\/low\/c\.ts/.test(text),
    ),
    found.join('\n'),
  );
  const types = {
    'scripts/low/a.ts': "import './b.ts';\nexport type A = 1;\n",
    'scripts/low/b.ts': "import type { A } from './a.ts';\nexport type B = A;\n",
  };
  assert.deepEqual(await problems(t, types), []);
});

test('code without a place and a place without code are named', async (t) => {
  assert.deepEqual(await problems(t, { 'scripts/new/a.ts': '' }), [
    'scripts/new/a.ts: has no place in the drawing of CONTRIBUTING.md; add its folder there',
  ]);
  const more = drawing.replace('scripts/low/ ', 'scripts/gone/    nothing\nscripts/low/ ');
  assert.deepEqual(await problems(t, { 'CONTRIBUTING.md': more }), [
    'CONTRIBUTING.md:17: draws scripts/gone/, and there is no code',
  ]);
  const renamed = drawing.replace('low/secret/', 'low/hidden/');
  assert.deepEqual(await problems(t, { 'CONTRIBUTING.md': renamed }), [
    'CONTRIBUTING.md:20: draws scripts/low/hidden/, and there is no code',
  ]);
  assert.deepEqual(
    await problems(t, { 'CONTRIBUTING.md': drawing.replace('## Rooms', '## Words') }),
    ['CONTRIBUTING.md: has no drawing under "## Rooms": who may import whom?'],
  );
});
