import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { prefixes, type Language } from '../../../scripts/pages/pages.ts';
import { root } from '../../../scripts/checkout/paths.ts';
import { sectionTitle } from '../interview/questions.ts';
import { base } from '../settings.ts';
import { topicTitle } from '../pages/topics.ts';

/** A link to a place, as the words of its language name it. */
export interface PlaceLink {
  href: string;
  text: string;
}

/**
 * The link to a section that explains something: `cluster#listening` or `interview/epipe`.
 *
 * @throws Error where there is no such page or section.
 */
export function placeLink(place: string, language: Language): PlaceLink {
  const [page = '', id] = place.split('#');
  const file = join(root, 'site', language, `${page}.md`);
  if (!existsSync(file)) throw new Error(`there is no page ${page}`);
  const title =
    id === undefined
      ? /^title: (.*)$/m.exec(readFileSync(file, 'utf8'))?.[1]
      : sectionTitle(place, language);
  if (!title) throw new Error(`there is no section ${place}`);
  const text = id === undefined ? title : `${topicTitle(page, language)} · ${title}`;
  return { href: `${base}${prefixes[language]}${place}`, text };
}
