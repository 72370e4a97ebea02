import { parseHTML } from 'linkedom';
import type { Header, MarkdownRenderer } from 'vitepress';
import { withFigures } from './figures/stand-in.ts';

/** What VitePress hands to rules along the way. */
interface Env {
  frontmatter?: { outline?: number; layout?: string };
  headers?: Header[];
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
 * The headings of a page for its outline: those below a section under it, unless only sections are wanted.
 *
 * @param html - With its figures.
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

/** Notes the headings of a page, also those that figures bring, where VitePress notes what Markdown has. */
export function noteHeadings(md: MarkdownRenderer): void {
  const render = md.render.bind(md);
  md.render = (source, env: Env = {}) => {
    const html = render(source, env);
    // Other layouts have no outline.
    env.headers = env.frontmatter?.layout
      ? []
      : headingsOf(withFigures(html), env.frontmatter?.outline);
    return html;
  };
}
