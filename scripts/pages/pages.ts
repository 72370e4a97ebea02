import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../checkout/paths.ts';

export type Language = 'en' | 'zh';

/** The language of a page, by its path below the site: `zh/overview.md` is Chinese. */
export const languageOf = (path: string): Language => (path.startsWith('zh/') ? 'zh' : 'en');

/** What the paths of a language's pages begin with. */
export const prefixes: Readonly<Record<Language, string>> = { en: '', zh: 'zh/' };

/** A place on a page where something is named. */
export interface Mention {
  kind: 'heading' | 'snippet' | 'diagram' | 'chart' | 'measurement' | 'proof';
  /** The heading's id, `id#region` of a snippet, the id of a diagram, chart or proof, `id/name` of a measurement. */
  name: string;
  line: number;
}

/** What the rules look at on one page. */
export interface Page {
  /** The path below the language's folder: `worker-threads.md`. */
  name: string;
  /** The path from the repository's root. */
  path: string;
  mentions: Mention[];
  /** Headings without an id, by line. */
  bareHeadings: { text: string; line: number }[];
}

/** The pages of one language. */
export function readPages(language: Language): Page[] {
  return readdirSync(join(root, 'site', language), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((file) => {
      const name = file.replaceAll('\\', '/');
      const path = `site/${language}/${name}`;
      return { name, path, ...readMentions(readFileSync(join(root, path), 'utf8')) };
    });
}

/** Finds what a page names, in order; fenced code and inline code are left out. */
export function readMentions(text: string): Pick<Page, 'mentions' | 'bareHeadings'> {
  const mentions: Mention[] = [];
  const bareHeadings: Page['bareHeadings'] = [];
  let fence = '';
  let frontMatter = false;
  text.split('\n').forEach((line, index) => {
    const number = index + 1;
    if (index === 0 && line === '---') frontMatter = true;
    else if (frontMatter) {
      if (line === '---') frontMatter = false;
      return;
    }
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark && !fence) fence = mark;
    else if (mark && line.trim().startsWith(fence)) fence = '';
    if (fence || mark) return;

    const heading = /^(#{1,6}) (.*)$/.exec(line);
    if (heading) {
      const id = /\{#([^}]+)\}\s*$/.exec(line)?.[1];
      if (id) mentions.push({ kind: 'heading', name: id, line: number });
      // The page's title is the page's own link.
      else if (heading[1] !== '#') bareHeadings.push({ text: heading[2]!, line: number });
    }
    const form = /^<<< (\S+)/.exec(line)?.[1];
    const [, drawing, drawn = ''] = /^(diagram|chart):(.*)$/.exec(form ?? '') ?? [];
    if (drawing) mentions.push({ kind: drawing as 'diagram' | 'chart', name: drawn, line: number });
    else if (form === 'proofs')
      for (const name of line.trim().split(/\s+/).slice(2))
        mentions.push({ kind: 'proof', name, line: number });
    else if (form && !form.includes(':'))
      mentions.push({ kind: 'snippet', name: form, line: number });
    for (const [, proof, name = ''] of line
      .replace(/`[^`]*`/g, '')
      .matchAll(/\[\[(proof:)?([^\]]+)\]\]/g)) {
      if (proof) mentions.push({ kind: 'proof', name, line: number });
      else if (name.includes('/')) mentions.push({ kind: 'measurement', name, line: number });
    }
  });
  return { mentions, bareHeadings };
}
