import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  cruise,
  type ICruiseResult,
  type IForbiddenRuleType,
  type IModule,
  type IViolation,
} from 'dependency-cruiser';
import { root } from '../checkout/paths.ts';
import type { Problem } from './problem.ts';

/** A folder of the drawing (`scripts/nodes/`), or the files directly in one (`scripts/*`). */
interface Place {
  path: string;
  /** Its line in CONTRIBUTING.md, from 1. */
  line: number;
}

/** Who may import whom, as CONTRIBUTING.md draws it. */
export interface Drawing {
  /** From top to bottom. A place may import what stands below it: nothing above, and no neighbour of its own row. */
  rows: Place[][];
  /** What a place must not import although it stands below; `Node` is what Node brings, however many files lie between. */
  never: { from: string; to: string; line: number }[];
}

const file = 'CONTRIBUTING.md';

/** What a rule of the drawing never holds for: a test may import what it tests, wherever that is. */
const tests = String.raw`\.test\.ts$`;
const isTest = (name: string): boolean => new RegExp(tests).test(name);

/** What commands and npm write. */
const made = String.raw`(^|/)(node_modules|recordings|cache|dist|\.temp)/`;

/** Reads the drawing: the first block under the heading "Rooms". */
export function readDrawing(text: string): Drawing {
  const lines = text.split('\n');
  const begin = lines.findIndex(
    (line, index) => /^```/.test(line) && lines.lastIndexOf('## Rooms', index) >= 0,
  );
  const end = begin < 0 ? 0 : lines.indexOf('```', begin + 1);
  const rows: Place[][] = [];
  const never: Drawing['never'] = [];
  let isNewRow = true;
  lines.slice(begin + 1, end).forEach((line, index) => {
    const [path = '', word, other = ''] = line.trim().split(/\s+/);
    if (word === 'never') never.push({ from: path, to: other, line: begin + index + 2 });
    else if (path.includes('/')) {
      if (isNewRow) rows.push([]);
      isNewRow = false;
      rows.at(-1)!.push({ path, line: begin + index + 2 });
    } else if (path !== '') isNewRow = true;
  });
  return { rows, never };
}

/** Imports go the way that CONTRIBUTING.md draws, and in no circle; all code has its place there. */
export async function checkImports(folder = root): Promise<Problem[]> {
  const drawing = readDrawing(readFileSync(join(folder, file), 'utf8'));
  const places = drawing.rows.flat();
  if (places.length === 0)
    return [{ at: file, message: 'has no drawing under "## Rooms": who may import whom?' }];
  const tops = [...new Set(places.map(({ path }) => path.split('/')[0]!))];
  const { output } = await cruise(tops, {
    baseDir: folder,
    exclude: made,
    tsPreCompilationDeps: true,
    validate: true,
    ruleSet: { forbidden: [...layers(drawing, tops), circle] },
  });
  const { modules, summary } = output as ICruiseResult;
  const files = modules
    .map(({ source }) => source)
    .filter((name) => tops.includes(name.split('/')[0]!));
  const drawn = [
    ...places,
    ...drawing.never.flatMap(({ from, to, line }) =>
      [from, to].filter((path) => path !== 'Node').map((path) => ({ path, line })),
    ),
  ];
  return [
    ...drawn
      .filter(({ path }) => !files.some((name) => patternOf(path, places).test(name)))
      .map(({ path, line }) => ({
        at: `${file}:${line}`,
        message: `draws ${path}, and there is no code`,
      })),
    ...files
      .filter((name) => !places.some(({ path }) => patternOf(path, places).test(name)))
      .map((name) => ({
        at: name,
        message: `has no place in the drawing of ${file}; add its folder there`,
      })),
    ...summary.violations.map(problemOf),
    ...drawing.never
      .filter(({ to }) => to === 'Node')
      .flatMap(({ from }) => files.filter((name) => name.startsWith(from) && !isTest(name)))
      .flatMap((name) => leadToNode(name, modules)),
  ];
}

/** The way from a file to what Node alone brings, if there is one. What is imported for its types is not there at run time. */
function leadToNode(file: string, modules: readonly IModule[]): Problem[] {
  const byName = new Map(modules.map((module) => [module.source, module]));
  const ways = new Map([[file, [] as string[]]]);
  for (const [name, way] of ways) {
    for (const { resolved, dependencyTypes } of byName.get(name)?.dependencies ?? []) {
      if (dependencyTypes.includes('type-only') || ways.has(resolved)) continue;
      const further = [...way, resolved];
      if (dependencyTypes.includes('core'))
        return [{ at: file, message: `must run without Node, and leads to ${further.join(', ')}` }];
      ways.set(resolved, further);
    }
  }
  return [];
}

/** A rule for each place: it imports itself and what stands below, but for what it never may. */
function layers({ rows, never }: Drawing, tops: readonly string[]): IForbiddenRuleType[] {
  const places = rows.flat();
  const source = (path: string): string => patternOf(path, places).source;
  return [
    ...rows.flatMap((row, index) =>
      row.map(({ path }) => ({
        name: 'layers',
        severity: 'error' as const,
        from: { path: source(path), pathNot: tests },
        to: {
          path: `^(${tops.join('|')})/`,
          pathNot: [
            path,
            ...rows.slice(index + 1).flatMap((below) => below.map((place) => place.path)),
          ].map(source),
        },
      })),
    ),
    ...never
      .filter(({ to }) => to !== 'Node')
      .map(({ from, to }) => ({
        name: 'never',
        severity: 'error' as const,
        from: { path: source(from), pathNot: tests },
        to: { path: source(to) },
      })),
  ];
}

/** The files of a place: those of a place within it are not its own. */
function patternOf(path: string, places: readonly Place[]): RegExp {
  if (path.endsWith('*')) return new RegExp(`^${escape(path.slice(0, -1))}[^/]+$`);
  const inner = places
    .map((place) => place.path)
    .filter((other) => other !== path && other.startsWith(path))
    .map((other) => patternOf(other, []).source.slice(1));
  return new RegExp(`^${inner.length > 0 ? `(?!${inner.join('|')})` : ''}${escape(path)}`);
}

const escape = (path: string): string => path.replaceAll('.', String.raw`\.`);

/** Two files may name each other's types. */
const circle: IForbiddenRuleType = {
  name: 'circle',
  severity: 'error',
  from: {},
  to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
};

function problemOf({ from, to, rule, cycle = [] }: IViolation): Problem {
  const messages: Record<string, string> = {
    circle: `imports itself through ${cycle.map(({ name }) => name).join(', ')}`,
    never: `imports ${to}, which it never may (see the drawing in ${file})`,
    layers: `imports ${to}, which does not stand below it in the drawing of ${file}`,
  };
  return { at: from, message: messages[rule.name]! };
}
