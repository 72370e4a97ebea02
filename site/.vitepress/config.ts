import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfigWithTheme, type HeadConfig } from 'vitepress';
import { languageOf } from '../../scripts/pages/pages.ts';
import { root } from '../../scripts/checkout/paths.ts';
import { nameAnchors } from './markdown/anchors.ts';
import { lastChanged } from './pages/changed.ts';
import { buildClient, type Client } from './publish/client.ts';
import { fences } from './markdown/fences.ts';
import { writeLaterTypes } from './figures/later-types.ts';
import { errors } from './errors/markdown.ts';
import { exerciseLinks } from './exercises/markdown.ts';
import { figures } from './figures/rule.ts';
import { dateText } from './figures/words.ts';
import { answersUse, interviewAnswers } from './interview/answers.ts';
import { interview } from './interview/markdown.ts';
import { questionFrontMatter } from './interview/questions.ts';
import { chinese, english } from './pages/languages.ts';
import { liveRunsWhileWriting } from './live.ts';
import { neighbours, snippetsBeside } from './pages/neighbours.ts';
import { doneAs } from './path/done-as.ts';
import { notFoundHtml } from './publish/not-found.ts';
import { openGraph } from './og/index.ts';
import { forgetWhatChanged } from './pages/once.ts';
import { tellSizes, writeBooks } from './publish/book/index.ts';
import { writeCards } from './publish/cards.ts';
import { copyPictures, pictures, servePictures } from './markdown/pictures.ts';
import { scriptHashes, withPolicy } from './publish/csp.ts';
import { writeFeed } from './publish/feed.ts';
import { addresses } from './publish/head.ts';
import { headerRules, headersFile, nginxFile } from './publish/headers.ts';
import { readRedirects, writeRedirects } from './publish/redirects.ts';
import { searchWeight } from './publish/search-weight.ts';
import { speculationRules } from './publish/speculation.ts';
import { copyRawFiles, serveRawFiles, writeLaterDrawings } from './publish/raw.ts';
import { indexSite } from './publish/search.ts';
import { writeTexts } from './publish/text.ts';
import { withoutApp } from './publish/without-app.ts';
import { base, dist, siteUrl } from './settings.ts';
import { plainCorners } from './markdown/tables.ts';
import type { PageFrontMatter, SiteTheme } from './theme/site.ts';
import { headingsOf, wholePages } from './markdown/whole-pages.ts';

/** Of the inline scripts of all pages of this build, for the headers. */
const hashes = new Set<string>();
const cards = openGraph(siteUrl);
const redirects = readRedirects(join(root, 'site'));

/** Scripts, and styles of some pages. They are built when the first page asks: by then Markdown can be rendered for them. */
let client: Promise<Client> | undefined;
const clientOf = (outDir: string): Promise<Client> =>
  (client ??= buildClient({ outDir, base, plugins: [interviewAnswers()] }));

export default defineConfigWithTheme<SiteTheme>({
  base,
  outDir: dist,
  cleanUrls: true,
  // Documents need no app: https://vitepress.dev/guide/mpa-mode
  mpa: true,
  rewrites: { 'en/:rest*': ':rest*' },
  head: [
    ['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}favicon.svg` }],
    ['link', { rel: 'apple-touch-icon', href: `${base}apple-touch-icon.png` }],
    ['meta', { name: 'color-scheme', content: 'light dark' }],
  ],
  locales: { root: english, zh: chinese },
  markdown: {
    // Pages show what is in snippets/ now, not what was there when the page was last rendered.
    cache: false,
    // Fences have a rule of their own, so VitePress need not make its highlighter ready.
    highlight: (code) => code,
    config(md) {
      md.use(figures)
        .use(interview)
        .use(errors)
        .use(exerciseLinks)
        .use(nameAnchors)
        .use(plainCorners)
        .use(fences)
        .use(pictures);
      answersUse(wholePages(md));
    },
  },
  vite: {
    // Found only once somebody practises, it would load the page again under their hands.
    optimizeDeps: { include: ['ts-fsrs'] },
    plugins: [
      {
        name: 'empty-dist',
        apply: 'build',
        // VitePress empties it for an app only.
        buildStart: () => rmSync(dist, { recursive: true, force: true }),
      },
      serveRawFiles(),
      servePictures(),
      liveRunsWhileWriting(),
      forgetWhatChanged(),
      interviewAnswers(),
    ],
  },
  // A sitemap names whole addresses, so there is none before the site has one.
  ...(siteUrl && {
    sitemap: {
      hostname: siteUrl,
      transformItems: (items) =>
        items.map((item) => {
          const time = lastChanged(`${item.url.replace(/(^|\/)$/, '$1index')}.md`);
          return time === undefined ? item : { ...item, lastmod: new Date(time).toISOString() };
        }),
    },
  }),
  transformPageData({ relativePath, frontmatter }) {
    const { html } = frontmatter as PageFrontMatter;
    const changed = lastChanged(relativePath);
    return {
      lastUpdated: changed,
      // Other layouts have no outline.
      headers: frontmatter.layout
        ? []
        : headingsOf(html, frontmatter.outline as number | undefined),
      frontmatter: {
        lastChanged: changed && dateText(changed, languageOf(relativePath)),
        ...neighbours(relativePath),
        snippets: snippetsBeside(relativePath),
        doneAs: doneAs(relativePath),
        searchWeight: searchWeight(relativePath),
        ...questionFrontMatter(relativePath),
        ...frontmatter,
      },
    };
  },
  async transformHead({ page, pageData, siteConfig: { outDir } }) {
    const { title, description, frontmatter } = pageData;
    const { script, styles } = await clientOf(outDir);
    const own = (frontmatter as PageFrontMatter).styles;
    if (own && !styles[own]) throw new Error(`${page}: there are no styles "${own}"`);
    return [
      ...(own ? [['link', { rel: 'stylesheet', href: styles[own]! }] satisfies HeadConfig] : []),
      ...addresses(page, siteUrl),
      ...(await cards.tags({ path: page, title, description })),
      ['script', { type: 'speculationrules' }, speculationRules(base)],
      ['script', { type: 'module', src: script }],
    ];
  },
  transformHtml(code, _id, { page, content }) {
    const html = withoutApp(page === '404.md' ? notFoundHtml(code, content) : code);
    for (const hash of scriptHashes(html)) hashes.add(hash);
    return withPolicy(html);
  },
  async buildEnd({ outDir }) {
    copyRawFiles(outDir);
    copyPictures(outDir);
    writeLaterDrawings(outDir);
    writeLaterTypes(outDir);
    writeRedirects(outDir, base, redirects);
    const rules = headerRules(base, [...hashes].sort());
    writeFileSync(join(outDir, '_headers'), headersFile(rules));
    writeFileSync(join(outDir, '_headers.nginx.conf'), nginxFile(rules));
    writeFileSync(join(outDir, 'robots.txt'), robots(siteUrl));
    if (siteUrl) {
      writeFeed(outDir, siteUrl, 'en', english);
      writeFeed(outDir, siteUrl, 'zh', chinese);
    }
    writeCards(outDir, siteUrl);
    await cards.write(outDir);
    tellSizes(outDir, await writeBooks(outDir, siteUrl, { en: english, zh: chinese }));
    const indexed = indexSite(outDir); // In a process of its own, so that there is time meanwhile.
    writeTexts(outDir, siteUrl, { en: english, zh: chinese });
    await indexed;
  },
});

function robots(siteUrl: string | undefined): string {
  const sitemap = siteUrl ? `Sitemap: ${new URL('sitemap.xml', siteUrl).href}\n` : '';
  return `User-agent: *\nAllow: /\n${sitemap}`;
}
