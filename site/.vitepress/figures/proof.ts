import { basename, relative } from 'node:path';
import type { Seen } from '../../../snippets/proving.ts';
import { prefixes, type Language } from '../../../scripts/pages/pages.ts';
import { supportedVersions } from '../../../scripts/nodes/versions.ts';
import { root } from '../../../scripts/checkout/paths.ts';
import { readProofs, type Proof } from '../../../scripts/proofs/catalog.ts';
import { outcomesOf, outcomesPath, outcomeText } from '../../../scripts/proofs/outcomes.ts';
import { once } from '../pages/once.ts';
import { topicOutcomes } from '../pages/outcomes.ts';
import { base } from '../settings.ts';
import { topicsInOrder, topicTitle } from '../pages/topics.ts';
import { highlight } from './highlight.ts';
import { escape, inline } from './output.ts';
import { heading, type Figure } from './snippet.ts';
import { words } from './words.ts';

const allProofs = once<void, readonly Proof[]>(() => readProofs());

const major = (version: string): string => version.split('.')[0]!;

/** Versions that lie side by side and did the same. */
interface Group {
  versions: string[];
  seen: Seen;
}

/**
 * A proof's mark behind a statement: the versions that it was tried on; where they differ, what each did.
 *
 * @throws Error where there is no such proof, or a version has not tried it.
 */
export function proofMark(id: string, language: Language): Figure {
  const proof = find(id);
  const all = groupsOf(proof);
  const text =
    all.length === 1
      ? versionsText(all[0]!.versions)
      : differences(all)
          .map(({ versions, text }) => `${versionsText(versions)}: ${escape(text)}`)
          .join('; ');
  const told = all.map(
    ({ versions, seen }) => `Node ${versionsText(versions)}: ${outcomeText(seen)}`,
  );
  const title = escape(
    `${words[language].proof}: ${plain(proof.situation[language])} ${told.join('; ')}`,
  );
  const html = `<a class="proof" href="${addressOf(proof, language)}" title="${title}">${text}</a>`;
  return { html, files: [proof.file, outcomesPath(proof.topic)] };
}

/**
 * Proofs as a table by version: each row a situation, each cell what was seen in it.
 *
 * @throws Error where there is no such proof, or a version has not tried it.
 */
export function proofTable(ids: readonly string[], language: Language): Figure {
  const proofs = ids.map(find);
  return {
    html: `<figure class="proofs" data-pagefind-ignore>${table(proofs, language)}</figure>\n`,
    files: proofs.flatMap((proof) => [proof.file, outcomesPath(proof.topic)]),
  };
}

/** Every proof by topic, for the page that lists them. */
export function proofList(language: Language): Figure {
  const parts = topicsWithProofs().map((topic) => {
    const proofs = allProofs().filter((proof) => proof.topic === topic);
    const title = heading(topic, topicTitle(topic, language), words[language].copyLink);
    return `${title}${table(proofs, language)}`;
  });
  return {
    html: `<figure class="proofs" data-pagefind-ignore>${parts.join('')}</figure>\n`,
    files: allProofs().map(({ file }) => file),
  };
}

/** The proofs of a topic with their code, file by file: those of a file share its first lines. */
export function topicProofs(topic: string, language: Language): Figure {
  const t = words[language];
  const proofs = allProofs().filter((proof) => proof.topic === topic);
  const files = [...new Set(proofs.map(({ file }) => file))];
  const parts = files.flatMap((file) => {
    const own = proofs.filter((proof) => proof.file === file);
    const path = relative(root, file).replaceAll('\\', '/');
    const shared = `<details class="proof-shared"><summary>${t.shared}</summary>${code(path, '', own[0]!.shared)}</details>`;
    return [
      heading(`file-${basename(file, '.ts')}`, escape(basename(file)), t.copyLink),
      shared,
      ...own.map(
        (proof) =>
          `<section class="proof-entry">${heading(proof.id, proof.id, t.copyLink, 3)}` +
          `<p>${inline(proof.situation[language])}</p>${outcomesTable(proof, language)}` +
          `${code(path, `:${proof.line}`, proof.code)}</section>`,
      ),
    ];
  });
  return {
    html: `<figure class="proofs" data-pagefind-ignore>${parts.join('')}</figure>\n`,
    files: [...files, outcomesPath(topic)],
  };
}

/** Some lines of a file, below its path. */
const code = (path: string, at: string, source: string): string =>
  `<div class="f-source"><div class="f-head"><span class="f-file">${escape(path)}</span><span class="f-at">${at}</span></div>` +
  `<div class="f-code">${highlight(source)}</div></div>`;

/** The topics that have proofs, in the order of reading. */
export const topicsWithProofs = (): string[] =>
  topicsInOrder().filter((topic) => allProofs().some((proof) => proof.topic === topic));

function find(id: string): Proof {
  const proof = allProofs().find((candidate) => candidate.id === id);
  if (!proof) throw new Error(`no proof "${id}"`);
  return proof;
}

const addressOf = ({ topic, id }: Proof, language: Language): string =>
  `${base}${prefixes[language]}proofs/${topic}#${id}`;

/** What the versions did, those side by side that did the same in one. */
const groupsOf = once((proof: Proof): readonly Group[] => {
  const outcomes = outcomesOf(proof, topicOutcomes);
  const groups: Group[] = [];
  for (const version of supportedVersions) {
    const seen = outcomes[version];
    if (seen === undefined)
      throw new Error(
        `${proof.id} has no outcome on Node ${version}; note it with: npm run prove -- ${proof.id}`,
      );
    const last = groups.at(-1);
    if (last && outcomeText(last.seen) === outcomeText(seen)) last.versions.push(version);
    else groups.push({ versions: [version], seen });
  }
  return groups;
});

/** `20–26`, `20, 22`, `24`. */
function versionsText(versions: readonly string[]): string {
  const majors = versions.map(major);
  return majors.length > 2 ? `${majors[0]}–${majors.at(-1)}` : majors.join(', ');
}

/** The groups with the variations in which they differ, those that they share left out. */
function differences(groups: readonly Group[]): { versions: string[]; text: string }[] {
  return groups.map(({ versions, seen }) => {
    if (typeof seen === 'string') return { versions, text: seen };
    const differ = Object.entries(seen).filter(([variation, what]) =>
      groups.some(({ seen: other }) => typeof other === 'string' || other[variation] !== what),
    );
    return { versions, text: outcomeText(Object.fromEntries(differ)) };
  });
}

/** A table of situations by version; neighbours that did the same share a cell. */
function table(proofs: readonly Proof[], language: Language): string {
  const head = supportedVersions.map((version) => `<th scope="col">${major(version)}</th>`);
  const rows = proofs.map((proof) => {
    const cells = groupsOf(proof).map(
      ({ versions, seen }) =>
        // A phone shows no heads of columns.
        `<td data-versions="${versionsText(versions)}"${versions.length > 1 ? ` colspan="${versions.length}"` : ''}>${seenHtml(seen)}</td>`,
    );
    const situation = `<a href="${addressOf(proof, language)}">${inline(proof.situation[language])}</a>`;
    return `<tr><th scope="row">${situation}</th>${cells.join('')}</tr>`;
  });
  return `<table class="f-table proof-table"><thead><tr><th scope="col">Node</th>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

/** One proof's outcomes: a row for each group of versions. */
function outcomesTable(proof: Proof, language: Language): string {
  const rows = groupsOf(proof).map(
    ({ versions, seen }) =>
      `<tr><th scope="row">Node ${versions.map((version) => escape(version)).join(', ')}</th><td>${seenHtml(seen)}</td></tr>`,
  );
  return `<table class="f-table"><caption>${words[language].seen}</caption><tbody>${rows.join('')}</tbody></table>`;
}

const seenHtml = (seen: Seen): string =>
  typeof seen === 'string'
    ? escape(seen)
    : Object.entries(seen)
        .map(
          ([variation, what]) =>
            `<span class="proof-of">${inline(variation)}:</span> ${escape(what)}`,
        )
        .join('<br>');

const plain = (text: string): string => text.replaceAll('`', '');
