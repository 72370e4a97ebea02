import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tagVariable } from '../running/survivors.ts';

const parts = fileURLToPath(new URL('../probe/', import.meta.url));

/**
 * The environment in which a program and all that it starts write down what they do.
 *
 * @param folder - An empty folder outside of the run's own temporary folder: the probe is put there, and its logs come there.
 * @param env - The environment that the run would have had.
 */
export function probeEnvironment(folder: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const path = join(folder, 'probe.cjs');
  // Inside double quotes NODE_OPTIONS takes a backslash as an escape.
  const quoted = /[\s"\\]/.test(path) ? `"${path.replace(/["\\]/g, String.raw`\$&`)}"` : path;
  const flag = `--require=${quoted}`;
  writeFileSync(path, asOneFile({ path, flag, tagVariable }));
  return {
    ...env,
    NODE_OPTIONS: env.NODE_OPTIONS === undefined ? flag : `${flag} ${env.NODE_OPTIONS}`,
  };
}

/** The probe's files as one, with what they are told of the run as one more. */
function asOneFile(run: { path: string; flag: string; tagVariable: string }): string {
  const sources = readdirSync(parts)
    .filter((name) => name.endsWith('.cjs'))
    .map((name) => [name, readFileSync(join(parts, name), 'utf8')] as const);
  const all = [...sources, ['run.cjs', `module.exports = ${JSON.stringify(run)};`] as const];
  const entries = all.map(
    ([name, source]) => `'./${name}'(module, exports, require) {\n${source}\n},`,
  );
  return `'use strict';
const parts = {
${entries.join('\n')}
};
const loaded = new Map();
function load(name) {
  if (!(name in parts)) return require(name);
  const module = loaded.get(name) ?? { exports: {} };
  if (!loaded.has(name)) {
    loaded.set(name, module);
    parts[name](module, module.exports, load);
  }
  return module.exports;
}
delete require.cache[__filename];
load('./index.cjs');
`;
}
