import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPages, type Language } from '../pages/pages.ts';
import { root } from '../checkout/paths.ts';

/**
 * Why a sentence claims nothing of every case, although it has one of the words. All three are read from its form, so nobody keeps a
 * list, and none of them counts as shown: `npm run claims` prints them, apart from the others.
 *
 * - `named`: a list item begins with the mistake that it is about, `_"It never ends."_` or, in Chinese, `**“…”**`. What the item says of it
 *   is a sentence of its own, and is looked at like any other.
 * - `question`: it asks.
 * - `label`: a title that readers choose by (`<summary>`), or the head of a table; the rows below are looked at one by one.
 */
export const reasons = ['named', 'question', 'label'] as const;
export type Reason = (typeof reasons)[number];

/** A sentence that speaks of every case, with nothing beside it that shows it. */
export interface Claim {
  /** Path from the repository's root, with the line. */
  at: string;
  sentence: string;
  /** Why it needs nothing; without one it is to be shown, or said with less. */
  reason?: Reason;
}

const absolute: Readonly<Record<Language, RegExp>> = {
  en: /\b(always|never|only|all|every|until|cannot|can't|no one|nothing|none)\b/i,
  zh: /总是|始终|从不|从来不|永远|只有|只能|只会|所有|全部|一律|必定|必然|直到|不能|无法|不可能|绝不/,
};

/** Words of every case that speak of none: "above all" says which is first, 能不能 asks, 只有两个核 counts. */
const idioms: Readonly<Record<Language, RegExp>> = {
  en: /\bread-only\b|\b(at|above|best of|first of) all\b|\ball the same\b|\bnot only\b/gi,
  zh: /能不能|只有 ?[一两二三四五六七八九十\d]+ ?(个|条|处|张|次)/g,
};

/** Nothing but a title to choose by; a sentence that merely begins with a tag is a sentence. */
const title = /^(<details[^>]*> ?)?<summary>[^<]*<\/summary>$|^<div[^>]*><nav.*<\/nav><\/div>$/;

/** What shows that a sentence is true: a proof, a measurement, a link. */
const evidence = /\[\[[^\]]+\]\]|\]\(|\]\[|https?:\/\//;

/** Texts that the pages of a language hold about behaviour, without what only lists. */
const leftOut = /(^|\/)(index|changes|practice|sheet|diagrams)\.md$|^(snippets|proofs)\//;

/** The absolute sentences of a language's pages whose paragraph, list item or row has no proof, recording or link beside it. */
export const bareClaims = (language: Language): Claim[] =>
  readPages(language)
    .filter(({ name }) => !leftOut.test(name))
    .flatMap(({ path }) => claimsIn(readFileSync(join(root, path), 'utf8'), path, language));

/** The same for one page's text. */
export function claimsIn(text: string, path: string, language: Language): Claim[] {
  const blocks = blocksOf(text);
  return blocks.flatMap(({ text: block, line, kind }, index) => {
    if (kind !== 'text' || evidence.test(block)) return [];
    // The figure that a paragraph leads to, or that it comments on.
    if (blocks[index + 1]?.kind === 'figure' || blocks[index - 1]?.kind === 'figure') return [];
    const label = title.test(block) || /^\|[\s|:-]+\|$/.test(blocks[index + 1]?.text ?? '');
    return sentencesOf(block)
      .filter((sentence) => speaksOfAll(sentence, language))
      .map((sentence): Claim => {
        const reason = label ? 'label' : reasonOf(sentence);
        return { at: `${path}:${line}`, sentence, ...(reason && { reason }) };
      });
  });
}

const speaksOfAll = (sentence: string, language: Language): boolean =>
  absolute[language].test(sentence.replaceAll(/`[^`]*`/g, '').replaceAll(idioms[language], ''));

function reasonOf(sentence: string): Reason | undefined {
  if (/^- (_.*_|\*\*“.*”\*\*)$/.test(sentence)) return 'named';
  return /[?？][*_"”]*$/.test(sentence) ? 'question' : undefined;
}

interface Block {
  kind: 'text' | 'figure' | 'heading';
  text: string;
  /** From 1. */
  line: number;
}

/** Paragraphs, list items, rows of tables, headings and figures; fences, front matter and link definitions are left out. */
function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let open = false;
  let fence = false;
  let frontMatter = false;
  text.split('\n').forEach((line, index) => {
    if (index === 0 && line === '---') frontMatter = true;
    else if (frontMatter && line === '---') return void (frontMatter = false);
    if (/^\s*(```|~~~)/.test(line)) {
      fence = !fence;
      open = false;
      return;
    }
    if (fence || frontMatter || /^\[[^\]]+\]: /.test(line)) return;
    if (!line.trim()) return void (open = false);
    if (line.startsWith('<<<')) {
      blocks.push({ kind: 'figure', text: line, line: index + 1 });
      open = false;
    } else if (line.startsWith('#')) {
      blocks.push({ kind: 'heading', text: line, line: index + 1 });
      open = false;
    } else if (open && !/^\s*([-*|]|\d+\.)/.test(line)) {
      blocks.at(-1)!.text += ` ${line.trim()}`;
    } else {
      blocks.push({ kind: 'text', text: line.trim(), line: index + 1 });
      open = true;
    }
  });
  return blocks;
}

/** What closes behind a full stop, a quotation or emphasis, belongs to its sentence. */
const sentencesOf = (block: string): string[] =>
  block.split(/(?<=[.!?]["_*]*)\s+|(?<=[。！？][”*]*)(?![”*。！？])\s*/).filter(Boolean);
