import { parse } from 'comment-parser';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { CatalogError, topics } from '../catalog/catalog.ts';
import type { Language } from '../pages/pages.ts';
import { snippetsFolder, where } from '../checkout/paths.ts';

/** One statement's trial: a few lines that set a situation up, look, and give back what they saw. */
export interface Proof {
  id: string;
  topic: string;
  /** Absolute path of the file that holds it. */
  file: string;
  /** The line on which it begins, from 1. */
  line: number;
  /** The situation, in one sentence of each language; the outcome says what happens in it. */
  situation: Record<Language, string>;
  /** Its code, as pages show it. */
  code: string;
  /** What stands before the proofs of its file: imports, and what they share. */
  shared: string;
  /** Of its file and all that this imports from snippets/. */
  hash: string;
  /** It can be tried by root only. */
  needsRoot: boolean;
}

/** Lines beyond which a proof is a snippet. */
export const longestProof = 35;

/**
 * All proofs, by topic, file and place in it. They are the members of `export const proofs` in `<topic>/proofs/*.ts`.
 *
 * @throws CatalogError where one lacks its sentence in a language, or an id is there twice.
 */
export function readProofs(folder = snippetsFolder): Proof[] {
  const proofs = topics(folder).flatMap((topic) => {
    const beside = join(folder, topic, 'proofs');
    if (!existsSync(beside)) return [];
    return readdirSync(beside)
      .filter((name) => name.endsWith('.ts'))
      .sort()
      .flatMap((name) => readFile(topic, join(beside, name)));
  });
  const seen = new Map<string, Proof>();
  for (const proof of proofs) {
    const other = seen.get(proof.id);
    if (other)
      throw new CatalogError(
        `${placeOf(proof)}: the id ${proof.id} is taken by ${placeOf(other)}; rename one of them`,
      );
    seen.set(proof.id, proof);
  }
  return proofs;
}

/** Where a proof stands, as messages show it: `snippets/ipc/proofs/channel.ts:12`. */
export const placeOf = ({ file, line }: Pick<Proof, 'file' | 'line'>): string =>
  `${where(file)}:${line}`;

function readFile(topic: string, file: string): Proof[] {
  const text = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
  const members = source.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => declarationList.declarations)
    .filter(({ name }) => name.getText() === 'proofs')
    .flatMap(({ initializer }) =>
      initializer && ts.isObjectLiteralExpression(initializer) ? initializer.properties : [],
    );
  if (members.length === 0)
    throw new CatalogError(`${where(file)}: write "export const proofs: Proofs = { … }"`);
  const hash = hashOf(file);
  const shared = text.slice(0, text.indexOf('export const proofs')).trim();
  return members.map((member) => {
    const line = source.getLineAndCharacterOfPosition(member.getStart()).line + 1;
    const at = `${where(file)}:${line}`;
    const id = member.name && ts.isStringLiteral(member.name) ? member.name.text : '';
    if (!/^[a-z0-9]+(-[a-z0-9]+)+$/.test(id))
      throw new CatalogError(
        `${at}: a proof's id is words with dashes between, in quotes: 'exec-timeout-exit-0'`,
      );
    const comment = text.slice(member.getFullStart(), member.getStart());
    const code = unindented(text.slice(member.getStart(), member.getEnd()));
    const needsRoot = /@needs root\b/.test(comment);
    const situation = situationOf(comment, id, at);
    return { id, topic, file, line, situation, code, shared, hash, needsRoot };
  });
}

function situationOf(comment: string, id: string, at: string): Record<Language, string> {
  const [header] = parse(comment);
  const zh = header?.tags.find(({ tag }) => tag === 'zh');
  const strange = header?.tags.find(
    ({ tag, name }) => tag !== 'zh' && !(tag === 'needs' && name === 'root'),
  );
  if (strange)
    throw new CatalogError(
      `${at}: unknown tag @${strange.tag} ${strange.name} (there are: @zh, @needs root)`,
    );
  const situation = {
    en: oneLine(header?.description ?? ''),
    zh: oneLine(zh ? `${zh.name} ${zh.description}` : ''),
  };
  if (!situation.en || !situation.zh)
    throw new CatalogError(
      `${at}: begin ${id} with /** its situation in a sentence. @zh the same in Chinese */`,
    );
  return situation;
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Members stand two columns in. */
const unindented = (code: string): string => code.replace(/^ {2}/gm, '');

/** Of a file and what it imports from its own tree, line ends made equal. */
function hashOf(file: string): string {
  const hash = createHash('sha256');
  for (const path of withImports(file))
    hash.update(`${readFileSync(path, 'utf8').replaceAll('\r\n', '\n')}\0`);
  return hash.digest('hex').slice(0, 16);
}

/** A file and the files that it imports by a path, and those that they import, in that order. */
export function withImports(file: string): Set<string> {
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path) || !existsSync(path)) return;
    seen.add(path);
    for (const { fileName } of ts.preProcessFile(readFileSync(path, 'utf8')).importedFiles)
      if (fileName.startsWith('.')) visit(join(path, '..', fileName));
  };
  visit(file);
  return seen;
}
