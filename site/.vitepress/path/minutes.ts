/** How fast technical prose is read: words, or Chinese characters, a minute. */
export const pace = { words: 200, characters: 400 };

/** Lines of code that are read in a minute. */
export const codePace = 30;

/**
 * The Markdown of a section, with the sections below it.
 *
 * @param page - Of the whole page.
 * @returns undefined where the page has no such section.
 */
export function sectionText(page: string, id: string): string | undefined {
  const lines = page.split('\n');
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.trimEnd().endsWith(`{#${id}}`));
  if (start < 0) return undefined;
  const depth = /^#+/.exec(lines[start]!)![0].length;
  let fenced = false;
  const length = lines.slice(start + 1).findIndex((line) => {
    if (/^(`{3,}|~{3,})/.test(line)) fenced = !fenced;
    return !fenced && (/^(#+) /.exec(line)?.[1]?.length ?? Infinity) <= depth;
  });
  return lines.slice(start, length < 0 ? undefined : start + 1 + length).join('\n');
}

/**
 * How long a text takes to read: its words, and a minute for each figure.
 *
 * @param markdown - With or without front matter.
 * @returns Whole minutes, at least 1.
 */
export function minutesToRead(markdown: string): number {
  const prose = markdown.replace(/^---\n[^]*?\n---\n/, '');
  const figures = prose.match(/^<<< /gm)?.length ?? 0;
  const text = prose
    .replace(/^<<< .*$/gm, '')
    .replace(/^\[[^\]]+\]: .*$/gm, '')
    .replace(/\]\([^)]*\)/g, ']')
    .replace(/\{#[^}]*\}/g, '');
  const characters = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const words = text.match(/[\p{L}\p{N}](?<!\p{Script=Han})[\w.'’-]*/gu)?.length ?? 0;
  return whole(words / pace.words + characters / pace.characters + figures);
}

/** How long code takes to read, in whole minutes, at least 1. */
export const minutesForCode = (source: string): number =>
  whole(source.split('\n').length / codePace);

const whole = (minutes: number): number => Math.max(1, Math.round(minutes));
