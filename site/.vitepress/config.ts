import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type DefaultTheme } from 'vitepress';
import { nameAnchors } from './anchors.ts';
import { theme, tokenClasses } from './figures/highlight.ts';
import { figures } from './figures/rule.ts';
import { figuresInPlace, withFigures } from './figures/stand-in.ts';
import { dateText } from './figures/words.ts';
import { answersUse, interviewAnswers } from './interview/answers.ts';
import { interview } from './interview/markdown.ts';
import { questionFrontMatter } from './interview/questions.ts';
import { english, chinese } from './languages.ts';
import { copyRawFiles, serveRawFiles, writeLaterDrawings } from './raw.ts';
import { lastChanged } from './changed.ts';
import { indexSite } from './search.ts';
import { plainCorners } from './tables.ts';
import { forgetWhatChanged, renderOnce } from './once.ts';
import { openGraph } from './og/index.ts';
import { base, dist, repository, siteUrl } from './settings.ts';
import { noteHeadings } from './headings.ts';
import { languageOf } from '../../scripts/pages.ts';
import { root } from '../../scripts/paths.ts';
import { liveRunsWhileWriting } from './live.ts';
import { neighbours, snippetsBeside } from './neighbours.ts';
import { notFoundHtml } from './not-found.ts';
import { scriptHashes, withPolicy } from './publish/csp.ts';
import { emitServiceWorker } from './publish/emit-worker.ts';
import { writeFeed } from './publish/feed.ts';
import { addresses } from './publish/head.ts';
import { headerRules, headersFile, nginxFile } from './publish/headers.ts';
import { startScript, withLateStart } from './publish/late-start.ts';
import { leaveOutUnusedParts, leaveOutUnusedStyles } from './publish/leave-out.ts';
import { defaultThemeFromTheStart } from './publish/default-theme.ts';
import { smallerScripts } from './publish/smaller.ts';
import { movedSections, readRedirects, writeRedirects } from './publish/redirects.ts';

/** Of the inline scripts of all pages of this build, for the headers. */
const hashes = new Set<string>();
const pictures = openGraph(siteUrl);
const redirects = readRedirects(join(root, 'site'));

export default defineConfig({
  base,
  outDir: dist,
  cleanUrls: true,
  metaChunk: true,
  rewrites: { 'en/:rest*': ':rest*' },
  router: { prefetchLinks: false },
  // Holding transitions still by a style element has the browser style the whole page twice before the first page
  // answers, and needs an exception in the policy. Layout.vue does it where a reader switches.
  appearance: { disableTransition: false },
  head: [
    ['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}favicon.svg` }],
    ['link', { rel: 'apple-touch-icon', href: `${base}apple-touch-icon.png` }],
    ['meta', { name: 'color-scheme', content: 'light dark' }],
    ['script', { id: 'start' }, await startScript()],
  ],
  locales: { root: english, zh: chinese },
  themeConfig: {
    logo: { light: '/logo.svg', dark: '/logo-dark.svg', alt: '' },
    ...(repository && {
      socialLinks: [{ icon: 'github', link: `https://github.com/${repository}` }],
    }),
  } satisfies DefaultTheme.Config,
  markdown: {
    // Pages show what is in snippets/ now, not what was there when the page was last rendered.
    cache: false,
    theme,
    config(md) {
      md.use(figures).use(interview).use(nameAnchors).use(plainCorners).use(noteHeadings);
      answersUse(md);
      // While pages are written, what they show changes without them.
      if (process.env.NODE_ENV === 'production') renderOnce(md);
      const fence = md.renderer.rules.fence!;
      md.renderer.rules.fence = (...args) => tokenClasses(fence(...args));
    },
  },
  vite: {
    resolve: {
      // https://vitepress.dev/guide/extending-default-theme#overriding-internal-components
      alias: [
        {
          find: /^.*\/VPDocFooterLastUpdated\.vue$/,
          replacement: join(root, 'site/.vitepress/theme/LastChanged.vue'),
        },
      ],
    },
    // No component here or in the default theme uses Vue's options API.
    define: { __VUE_OPTIONS_API__: 'false' },
    plugins: [
      serveRawFiles(),
      liveRunsWhileWriting(),
      forgetWhatChanged(),
      emitServiceWorker(),
      figuresInPlace(),
      leaveOutUnusedParts(),
      leaveOutUnusedStyles(),
      defaultThemeFromTheStart(),
      smallerScripts(),
      interviewAnswers(),
    ],
    build: { chunkSizeWarningLimit: 200 },
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
    const beside = snippetsBeside(relativePath);
    const changed = lastChanged(relativePath);
    return {
      lastUpdated: changed,
      frontmatter: {
        lastChanged: changed && dateText(changed, languageOf(relativePath)),
        ...neighbours(relativePath),
        snippets: beside,
        moved: movedSections(relativePath, redirects),
        ...questionFrontMatter(relativePath),
        ...frontmatter,
      },
    };
  },
  transformHead: async ({ page, pageData: { title, description } }) => [
    ...addresses(page, siteUrl),
    ...(await pictures.tags({ path: page, title, description })),
  ],
  transformHtml(code, id) {
    for (const hash of scriptHashes(code)) hashes.add(hash);
    const html = id.endsWith('404.html') ? notFoundHtml(code) : withFigures(code);
    return withPolicy(forSearch(withLateStart(html), id));
  },
  async buildEnd({ outDir }) {
    copyRawFiles(outDir);
    writeLaterDrawings(outDir);
    writeRedirects(outDir, base, redirects);
    const rules = headerRules(base, [...hashes].sort());
    writeFileSync(join(outDir, '_headers'), headersFile(rules));
    writeFileSync(join(outDir, '_headers.nginx.conf'), nginxFile(rules));
    writeFileSync(join(outDir, 'robots.txt'), robots(siteUrl));
    if (siteUrl) {
      writeFeed(outDir, siteUrl, 'en', english);
      writeFeed(outDir, siteUrl, 'zh', chinese);
    }
    await pictures.write(outDir);
    await indexSite(outDir);
  },
});

const weights: [page: RegExp, weight: number][] = [
  [/\/diagrams\.html$/, 0.3],
  [/\/overview\.html$/, 0.5],
  [/\/(interview\/[\w-]+|myths)\.html$/, 0.1],
];

/** A page with what search should know of it. */
function forSearch(code: string, id: string): string {
  // Lists name everything and explain nothing; what changed is news, not knowledge.
  if (/(\/snippets\/index|\/interview\/(index|practice|sheet)|\/changes|404)\.html$/.test(id))
    return code;
  // Only what stands in <main> is worth finding; a gallery or an answer says less about a thing than the page that teaches it.
  // The overview names each thing before the page that explains it.
  const [, weight] = weights.find(([page]) => page.test(id)) ?? [];
  const attribute = weight ? ` data-pagefind-weight="${weight}"` : '';
  return code.replace('<main class="main"', `<main class="main" data-pagefind-body${attribute}`);
}

function robots(siteUrl: string | undefined): string {
  const sitemap = siteUrl ? `Sitemap: ${new URL('sitemap.xml', siteUrl).href}\n` : '';
  return `User-agent: *\nAllow: /\n${sitemap}`;
}
