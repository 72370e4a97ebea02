import { parseHTML } from 'linkedom';
import type { Header, MarkdownRenderer } from 'vitepress';
import type { Island } from '../theme/site.ts';

/** What VitePress hands to rules along the way. */
interface Env {
  frontmatter?: Record<string, unknown>;
  /** Noted by the rule that writes its place. */
  island?: Island;
}

/**
 * A page is a string. Nothing on it is a component, so Vue, which would read each of its thousands of tags to write down the same
 * text again, gets an empty page, and the theme puts the string, `html` of the page's front matter, in its place.
 *
 * @returns Renders Markdown to the HTML itself, for whoever needs a part of a page.
 */
export function wholePages(md: MarkdownRenderer): (source: string, env: object) => string {
  const render = md.render.bind(md);
  md.render = (source, env: Env = {}) => {
    const html = render(source, env);
    env.frontmatter = { ...env.frontmatter, html, ...(env.island && { island: env.island }) };
    return '';
  };
  return render;
}

const heading = /<h(?<level>[23]) id="(?<slug>[^"]+)"[^>]*>(?<inside>.*?)<\/h\k<level>>/gs;

/** The words of a heading, without the link beside them. */
function wordsOf(inside: string): string {
  const { document } = parseHTML(`<html><body>${inside}</body></html>`) as unknown as {
    document: Document;
  };
  document.querySelector('.header-anchor')?.remove();
  return document.body.textContent.trim();
}

/**
 * The headings of a page for its outline, also those that figures bring: those below a section under it, unless only sections
 * are wanted.
 *
 * @param deepest - 2 or 3.
 */
export function headingsOf(html: string, deepest = 3): Header[] {
  const sections: Header[] = [];
  for (const { groups } of html.matchAll(heading)) {
    const { level, slug, inside } = groups as { level: string; slug: string; inside: string };
    if (Number(level) > deepest) continue;
    const header: Header = {
      level: Number(level),
      title: wordsOf(inside),
      slug,
      link: `#${slug}`,
      children: [],
    };
    const section = level === '3' ? sections.at(-1) : undefined;
    (section?.children ?? sections).push(header);
  }
  return sections;
}
