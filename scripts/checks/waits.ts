import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { topics } from '../catalog/catalog.ts';
import { root, snippetsFolder, where } from '../checkout/paths.ts';
import type { Problem } from './problem.ts';

/** A place in the code that waits for a time, and not for an event. */
export interface Wait {
  line: number;
  /** That line, as it stands. */
  code: string;
  /**
   * `looks` waits between two looks at a state, as long as it takes; `limit` is so generous that it is
   * reached only where something is broken; `time` needs a reason, and whatever has one is of this kind.
   */
  kind: 'looks' | 'limit' | 'time';
  /** What its comment says after "Time:". */
  reason?: string;
}

/** Milliseconds from which on nobody waits for an event: whoever gets there gives up. */
const generous = 10_000;

/** What one turn of the event loop takes at least: no time, but a way to say "a little later". */
const turn = 1;

/** Every wait in the snippets, their companions and tests, and in the fixtures must say why time is what counts. */
export function checkWaits(): Problem[] {
  return sources().flatMap(({ at, text }) => {
    const { waits, idle } = readWaits(text);
    return [
      ...waits
        .filter(({ kind, reason }) => kind === 'time' && !reason)
        .map(({ line }) => ({
          at: `${at}:${line}`,
          message:
            'waits for a time; wait for the event, or say why time is what counts: "// Time: …" on its line or above it',
        })),
      ...idle.map((line) => ({
        at: `${at}:${line}`,
        message: 'says why it waits, and does not wait; remove "Time:"',
      })),
    ];
  });
}

/** All waits, a line each, those with a reason last: for whoever reviews them. */
export function listWaits(): string {
  const all = sources().flatMap(({ at, text }) =>
    readWaits(text).waits.map((wait) => ({ at: `${at}:${wait.line}`, ...wait })),
  );
  const titles = {
    looks: 'look again and again, for as long as it takes',
    limit: `give up after ${generous / 1000} seconds or more`,
    time: 'wait for a time',
  };
  return (['looks', 'limit', 'time'] as const)
    .map((kind) => {
      const lines = all
        .filter((wait) => wait.kind === kind)
        .map(({ at, code, reason }) =>
          kind === 'time' ? `  ${at}: ${reason ?? '(no reason)'}` : `  ${at}: ${code}`,
        );
      return [`${lines.length} ${titles[kind]}`, ...lines].join('\n');
    })
    .join('\n\n');
}

/** The files whose waits count. */
function sources(): { at: string; text: string }[] {
  const fixtures = ['testing/misbehaving', 'timeline/fixtures'];
  const folders = [
    ...topics().map((topic) => join(snippetsFolder, topic)),
    ...fixtures.map((name) => join(root, 'scripts', name)),
  ];
  return folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /\.(ts|cjs|mjs)$/.test(name))
      .sort()
      .map((name) => join(folder, name))
      .map((path) => ({ at: where(path), text: readFileSync(path, 'utf8') })),
  );
}

/** The waits of one file, and the lines of reasons that belong to none of them. */
export function readWaits(text: string): { waits: Wait[]; idle: number[] } {
  const file = ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true);
  const lines = text.split('\n');
  const { sleeps, callbacks } = timers(file);
  const constants = numbers(file);
  const used = new Set<number>();
  const waits: Wait[] = [];

  const lineOf = (position: number): number => file.getLineAndCharacterOfPosition(position).line;
  const note = (node: ts.Node, time: ts.Node | number | undefined, looks = false): void => {
    const ms = typeof time === 'number' ? time : valueOf(time, constants);
    const line = lineOf(node.getStart());
    const places = typeof time === 'object' ? [line, lineOf(time.getStart())] : [line];
    const reason = places.map((place) => reasonAt(lines, place, used)).find(Boolean);
    if (ms !== undefined && ms <= turn) return;
    waits.push({
      line: line + 1,
      code: lines[line]!.trim(),
      kind: reason
        ? 'time'
        : looks
          ? 'looks'
          : ms !== undefined && ms >= generous
            ? 'limit'
            : 'time',
      ...(reason && { reason }),
    });
  };

  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const callee = node.expression.getText();
      const [first, second, , fourth] = node.arguments;
      if (sleeps.has(callee)) note(node, first, inLoop(node));
      else if (callbacks.has(callee)) note(node, second ?? turn);
      else if (callee === 'AbortSignal.timeout') note(node, first);
      else if (callee.startsWith('Atomics.wait') && fourth) note(node, fourth);
      else if (first && ts.isStringLiteral(first) && first.text === 'sleep')
        if (/^(spawn|exec)/.test(callee)) note(node, seconds(second?.getText() ?? ''));
    } else if (isLimit(node)) {
      note(node, ts.isPropertyAssignment(node) ? node.initializer : node.name);
    } else if (ts.isWhileStatement(node) || ts.isDoStatement(node)) {
      if (readsClock(node.expression)) note(node, undefined);
    } else if (ts.isForStatement(node)) {
      if (node.condition && readsClock(node.condition)) note(node, undefined);
    } else if (
      ts.isStringLiteralLike(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddleOrTemplateTail(node)
    ) {
      // A line for a shell, or code for another Node.
      const slept = /\bsleep [\d.]+/.exec(node.text);
      if (slept) note(node, seconds(slept[0]));
      else if (/\bsetTimeout\(/.test(node.text)) note(node, undefined);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);

  const idle = lines.flatMap((line, at) => (said(line) && !used.has(at) ? [at + 1] : []));
  return { waits, idle };
}

/** By which names a file calls the setTimeout() that gives a promise, and the one that takes a function. */
function timers(file: ts.SourceFile): { sleeps: Set<string>; callbacks: Set<string> } {
  const sleeps = new Set<string>();
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement)) continue;
    const from = (statement.moduleSpecifier as ts.StringLiteral).text;
    const names = statement.importClause?.namedBindings;
    if (from !== 'node:timers/promises' || !names || !ts.isNamedImports(names)) continue;
    for (const { name, propertyName } of names.elements)
      if ((propertyName ?? name).text === 'setTimeout') sleeps.add(name.text);
  }
  return { sleeps, callbacks: new Set(sleeps.has('setTimeout') ? [] : ['setTimeout']) };
}

/** The constants of a file that are plain numbers. */
function numbers(file: ts.SourceFile): Map<string, number> {
  const found = new Map<string, number>();
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.parent.flags & ts.NodeFlags.Const) {
      const { name, initializer } = node;
      if (initializer && ts.isNumericLiteral(initializer))
        found.set(name.getText(), Number(initializer.text));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Milliseconds, where the text alone says them. */
function valueOf(
  time: ts.Node | undefined,
  constants: ReadonlyMap<string, number>,
): number | undefined {
  if (!time) return undefined;
  if (ts.isNumericLiteral(time)) return Number(time.text);
  return time.getText() === 'Infinity' ? Infinity : constants.get(time.getText());
}

/** Milliseconds of the first number in a text that counts seconds. */
function seconds(text: string): number | undefined {
  const number = /\d+(\.\d+)?/.exec(text);
  return number ? Number(number[0]) * 1000 : undefined;
}

/** An option that ends something after a time. */
const isLimit = (node: ts.Node): node is ts.PropertyAssignment | ts.ShorthandPropertyAssignment =>
  (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) &&
  /^(timeout|timeLimit)$|Timeout$/.test(node.name.getText());

/** Whether it stands in a loop that ends by what it sees: not after a number of rounds, not by the clock. */
function inLoop(node: ts.Node): boolean {
  for (let at = node.parent; at && !ts.isFunctionLike(at); at = at.parent) {
    if (ts.isWhileStatement(at) || ts.isDoStatement(at)) return !readsClock(at.expression);
    if (ts.isForStatement(at)) return !at.initializer && !at.condition && !at.incrementor;
    if (ts.isForOfStatement(at) || ts.isForInStatement(at)) return false;
  }
  return false;
}

const readsClock = (node: ts.Node): boolean =>
  /\b(performance|Date)\.now\(|\bhrtime\b/.test(node.getText());

/** What a line's comment says after "Time:", with the lines of comment below it. */
const said = (line: string): string | undefined => /\/\/ Time: (.+)$/.exec(line)?.[1];
const comment = /^\s*\/\/ ?/;

/** The reason on a line, or in the comment directly above it. */
function reasonAt(lines: readonly string[], line: number, used: Set<number>): string | undefined {
  let at = line;
  while (!said(lines[at]!)) {
    at--;
    if (!comment.test(lines[at] ?? '')) return undefined;
  }
  used.add(at);
  const more = lines.slice(at + 1, Math.max(at + 1, line));
  return [said(lines[at]!), ...more.map((text) => text.replace(comment, ''))].join(' ');
}
