import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { languageOf, readMentions, type Language } from '../../../scripts/pages/pages.ts';
import { root } from '../../../scripts/checkout/paths.ts';
import { once } from './once.ts';
import { snippetOf, snippetPlaces } from './snippets.ts';
import type { Link, SnippetLink } from '../theme/site.ts';
import { partOf, topicsInOrder, topicTitle } from './topics.ts';

/**
 * What the foot of a page leads to: from a topic to the topics before and after it, from any other page to none.
 *
 * @param path - The page's path as readers see it, `zh/worker-threads.md`.
 */
export function neighbours(
  path: string,
  order: readonly string[] = topicsInOrder(),
): { prev: Link | false; next: Link | false } {
  const [, prefix = '', topic = ''] = /^(zh\/)?(.*)\.md$/.exec(path) ?? [];
  const language: Language = prefix ? 'zh' : 'en';
  const at = order.indexOf(topic);
  const neighbour = (other: string | undefined): Link | false =>
    at >= 0 &&
    other !== undefined && { text: topicTitle(other, language), link: `/${prefix}${other}` };
  return { prev: neighbour(order[at - 1]), next: neighbour(order[at + 1]) };
}

/** The snippets that a page shows, in its order. */
const shownOn = once((page: string): readonly string[] => {
  const file = join(root, 'site/en', `${page}.md`);
  if (!existsSync(file)) return [];
  return readMentions(readFileSync(file, 'utf8'))
    .mentions.filter(({ kind }) => kind === 'snippet')
    .map(({ name }) => name.split(/[#.]/)[0]!);
});

/**
 * The snippets of the topic that a page belongs to, for the menu: a topic's own page, its parts and the pages of its snippets.
 * They stand in the order in which the page shows them, then the topic and its parts; last those that none of them shows.
 *
 * @param path - The page's path as readers see it, `zh/snippets/worker-pool.md`.
 */
export function snippetsBeside(path: string): SnippetLink[] {
  const [, folder, name = ''] = /^(?:zh\/)?(snippets\/)?([\w-]+)\.md$/.exec(path) ?? [];
  const files = snippetPlaces();
  const topic = folder ? files.get(name)?.topic : (partOf[name] ?? name);
  if (topic === undefined) return [];
  const own = [...files].filter(([, file]) => file.topic === topic).map(([id]) => id);
  const parts = topicsInOrder().filter((part) => partOf[part] === topic);
  const pages = [...(folder ? [] : [name]), topic, ...parts];
  const shown = pages.flatMap(shownOn).filter((id) => own.includes(id));
  const language = languageOf(path);
  return [...new Set([...shown, ...own])].map((id) => ({
    id,
    summary: snippetOf(id)?.summary[language] ?? '',
  }));
}
