import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { languageOf, readMentions, type Language } from '../../../scripts/pages/pages.ts';
import { root } from '../../../scripts/checkout/paths.ts';
import { english, chinese } from '../pages/languages.ts';
import { snippetOf, timelineOf } from '../pages/snippets.ts';
import type { Timeline } from '../timeline/model.ts';

/** What a page's picture says, and the run that it draws. */
export interface Card {
  /** The page as readers address it, below the base: `zh/worker-threads`, `index`. */
  page: string;
  language: Language;
  site: string;
  title: string;
  summary: string;
  timeline: Timeline | undefined;
}

/** What VitePress knows of a page. */
export interface PageFacts {
  /** Its source as readers address it: `zh/snippets/worker-pool.md`. */
  path: string;
  title: string;
  description: string;
}

/** The snippet whose run stands for pages that show none. */
const standing = 'worker-pool';

/** The card of a page. */
export function cardOf({ path, title, description }: PageFacts): Card {
  const language = languageOf(path);
  const locale = language === 'zh' ? chinese : english;
  const page = path.replace(/\.md$/, '');
  return {
    page,
    language,
    site: locale.title ?? '',
    title,
    summary: summaryOf(page, language) ?? (description || (locale.description ?? '')),
    timeline: runOf(page, language),
  };
}

/** The id of the snippet whose own page this is. */
const idOf = (page: string): string | undefined =>
  /(?:^|\/)snippets\/(?!index$)([^/]+)$/.exec(page)?.[1];

/** A snippet's summary on its own page; undefined elsewhere. */
export function summaryOf(page: string, language: Language): string | undefined {
  const id = idOf(page);
  return id === undefined ? undefined : snippetOf(id)?.summary[language];
}

/** The run of a snippet's own page; on another page the first run with more than one lane. */
function runOf(page: string, language: Language): Timeline | undefined {
  const own = idOf(page);
  if (own) return timelineOf(own);
  const file = join(root, 'site', language, `${page.replace(/^zh\//, '')}.md`);
  const mentioned = existsSync(file)
    ? readMentions(readFileSync(file, 'utf8'))
        .mentions.filter(({ kind }) => kind === 'snippet')
        .map(({ name }) => name.split(/[#.]/)[0]!)
    : [];
  const shown = [...mentioned, standing].find((id) => (timelineOf(id)?.lanes.length ?? 0) > 1);
  return shown === undefined ? undefined : timelineOf(shown);
}
