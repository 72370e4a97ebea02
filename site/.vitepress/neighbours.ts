import type { Language } from '../../scripts/pages.ts';
import { snippetPlaces } from './snippets.ts';
import { partOf, topicsInOrder, topicTitle } from './topics.ts';

type Neighbour = { text: string; link: string } | false;

/**
 * What the foot of a page leads to: from a topic to the topics before and after it, from any other page to none.
 *
 * VitePress would walk the sidebar instead, through each snippet, and from a page outside of it to its first entry.
 *
 * @param path - The page's path as readers see it, `zh/worker-threads.md`.
 */
export function neighbours(
  path: string,
  order: readonly string[] = topicsInOrder(),
): { prev: Neighbour; next: Neighbour } {
  const [, prefix = '', topic = ''] = /^(zh\/)?(.*)\.md$/.exec(path) ?? [];
  const language: Language = prefix ? 'zh' : 'en';
  const at = order.indexOf(topic);
  const neighbour = (other: string | undefined): Neighbour =>
    at >= 0 &&
    other !== undefined && { text: topicTitle(other, language), link: `/${prefix}${other}` };
  return { prev: neighbour(order[at - 1]), next: neighbour(order[at + 1]) };
}

/**
 * The snippets of the topic that a page belongs to, for the sidebar: a topic's own page, its parts and the pages of its snippets.
 *
 * @param path - The page's path as readers see it, `zh/snippets/worker-pool.md`.
 */
export function snippetsBeside(path: string): string[] {
  const [, folder, name] = /^(?:zh\/)?(snippets\/)?([\w-]+)\.md$/.exec(path) ?? [];
  const files = snippetPlaces();
  const topic = folder ? files.get(name!)?.topic : (partOf[name!] ?? name);
  return [...files].filter(([, file]) => file.topic === topic).map(([id]) => id);
}
