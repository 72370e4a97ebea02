import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TwoslashShikiReturn } from '@shikijs/twoslash';
import ts from 'typescript';
import { filesOf, readCatalog } from '../../../scripts/catalog/catalog.ts';
import { root } from '../../../scripts/checkout/paths.ts';
import { withoutMarkers } from '../../../scripts/catalog/regions.ts';

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: ['node'],
  strict: true,
  noUncheckedIndexedAccess: true,
  allowImportingTsExtensions: true,
  noEmit: true,
};

/** Texts of snippets as pages show them, and how often each has changed. */
const texts = new Map<string, { text: string; version: number }>();
let changes = 0;

function put(path: string, text: string): void {
  const known = texts.get(path);
  if (known?.text === text) return;
  texts.set(path, { text, version: (known?.version ?? 0) + 1 });
  changes++;
}

const textOf = (path: string): string | undefined => texts.get(path)?.text ?? ts.sys.readFile(path);

/**
 * All snippets are one program, so that TypeScript reads and checks once what they share. File by file, as twoslash does it, a first
 * build took 55 s of a processor for all figures; so it takes 25.
 */
function start(): ts.LanguageService {
  for (const path of readCatalog().flatMap(filesOf))
    put(path, withoutMarkers(readFileSync(path, 'utf8')));
  return ts.createLanguageService({
    getCompilationSettings: () => options,
    // Without it TypeScript asks for each name whether one of its hundreds of files has changed: a third of all its work here.
    getProjectVersion: () => String(changes),
    getScriptFileNames: () => [...texts.keys()],
    getScriptVersion: (path) => String(texts.get(path)?.version ?? 0),
    getScriptSnapshot: (path) => {
      const text = textOf(path);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: ts.sys.fileExists,
    readFile: textOf,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
    realpath: ts.sys.realpath!,
  });
}

let service: ts.LanguageService | undefined;

/**
 * The types that TypeScript sees in a file of a snippet, one for each name.
 *
 * @param path - From the repository's root.
 * @param others - Texts of the files that it imports, by their paths.
 */
export function typesIn(
  source: string,
  path: string,
  others: Record<string, string>,
): TwoslashShikiReturn {
  // Starting TypeScript takes seconds.
  service ??= start();
  const file = join(root, path);
  for (const [other, text] of Object.entries({ ...others, [path]: source }))
    put(join(root, other), text);
  const nodes: Nodes = [];
  // A configuration in JavaScript has none.
  const parsed = service.getProgram()!.getSourceFile(file);
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) nodes.push(...hoverOf(service!, parsed!, node));
    ts.forEachChild(node, visit);
  };
  if (parsed) visit(parsed);
  return { code: source, nodes, meta: { extension: 'ts' } };
}

type Nodes = TwoslashShikiReturn['nodes'];

function hoverOf(service: ts.LanguageService, file: ts.SourceFile, name: ts.Identifier): Nodes {
  const start = name.getStart();
  const info = service.getQuickInfoAtPosition(file.fileName, start);
  if (!info?.displayParts) return [];
  const text = info.displayParts.map((part) => part.text).join('');
  const place = file.getLineAndCharacterOfPosition(start);
  return [{ type: 'hover', text, start, length: name.getWidth(), target: name.text, ...place }];
}
