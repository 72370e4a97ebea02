import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { buildSite } from '../built-site/build.ts';
import { testedSite } from '../built-site/tested-site.ts';
import type { Snippet } from '../catalog/catalog.ts';
import { chooseRuns } from '../catalog/choose-runs.ts';
import { root } from '../checkout/paths.ts';
import { referenceVersion } from '../nodes/versions.ts';
import { findTests } from '../testing/test-files.ts';
import { attempts, tryTest, type Fault } from './attempts.ts';
import type { Column, Options, Row } from './fill.ts';
import { leftListening } from './left-listening.ts';
import type { Cell } from './table.ts';

/** Snippets and tests while others want this machine's time too: all of them, or those that are named. */
export async function whileBusy(
  words: readonly string[],
): Promise<{ rows: Row[]; columns: Column[] }> {
  const { unitTests, siteTests } = findTests(root);
  const all = [...unitTests, ...siteTests];
  const named = all.filter((file) => words.includes(file));
  const { snippets, versions, isNamed } = chooseRuns(
    words.filter((word) => !named.includes(word)),
    [referenceVersion],
  );
  const tests = named.length > 0 || isNamed ? named : all;
  if (tests.some((file) => siteTests.includes(file))) await buildSite(testedSite, true);
  const cores = availableParallelism();
  return {
    rows: [
      ...(isNamed || named.length === 0 ? snippets : []).map(snippetWhileBusy),
      ...tests.map(testWhileBusy),
    ],
    columns: versions.flatMap((version) =>
      [cores, cores * 2].map((burners) => ({
        name: `${version} beside ${burners}`,
        version,
        burners,
      })),
    ),
  };
}

function snippetWhileBusy(snippet: Snippet): Row {
  return {
    name: snippet.id,
    async run(options) {
      let cell: Cell | undefined;
      const left = await leftListening(async (cwd) => {
        cell = await repeat(snippet.id, attempts(snippet, { ...options, cwd }), options);
      });
      if (left.length > 0) cell!.problems.push(`${snippet.id} left behind: ${left.join(', ')}`);
      return cell!;
    },
  };
}

function testWhileBusy(file: string): Row {
  return {
    name: file,
    run(options) {
      const how = { ...options, cwd: root, env: testedSite };
      return repeat(file, () => tryTest(join(root, file), how), options);
    },
  };
}

/** Does something again and again. @returns how often it went well, and each kind of fault once. */
async function repeat(
  name: string,
  attempt: () => Promise<Fault | undefined>,
  { times, signal }: Options,
): Promise<Cell> {
  const faults = new Map<string, { seen: number; output: string }>();
  let passed = 0;
  for (let n = 0; n < times && !signal.aborted; n++) {
    const fault = await attempt();
    if (!fault) passed += 1;
    else {
      const { seen, output } = faults.get(fault.what) ?? { seen: 0, output: fault.output };
      faults.set(fault.what, { seen: seen + 1, output });
    }
  }
  return {
    text: `${passed} of ${times}`,
    problems: [...faults].map(
      ([what, { seen, output }]) => `${name}, ${seen} of ${times}: ${what}\n${output}`,
    ),
  };
}
