import { defineConfig, type DefaultTheme } from 'vitepress';
import { nameAnchors } from './anchors.ts';
import { theme, tokenClasses } from './figures/highlight.ts';
import { figures } from './figures/rule.ts';
import { english, chinese } from './languages.ts';
import { copyRawFiles, serveRawFiles } from './raw.ts';
import { indexSite } from './search.ts';
import { base, repository, siteUrl } from './settings.ts';
import { liveRunsWhileWriting } from './live.ts';
import { neighbours } from './neighbours.ts';
import { notFoundHtml } from './not-found.ts';

export default defineConfig({
  base,
  cleanUrls: true,
  lastUpdated: true,
  metaChunk: true,
  rewrites: { 'en/:rest*': ':rest*' },
  router: { prefetchLinks: false },
  head: [
    ['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}favicon.svg` }],
    ['meta', { name: 'color-scheme', content: 'light dark' }],
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
    headers: { level: [2, 3] },
    config(md) {
      md.use(figures).use(nameAnchors);
      const fence = md.renderer.rules.fence!;
      md.renderer.rules.fence = (...args) => tokenClasses(fence(...args));
    },
  },
  vite: {
    plugins: [serveRawFiles(), liveRunsWhileWriting()],
    build: { chunkSizeWarningLimit: 200 },
  },
  // A sitemap names whole addresses, so there is none before the site has one.
  ...(siteUrl && { sitemap: { hostname: siteUrl } }),
  transformPageData({ relativePath, frontmatter }) {
    return { frontmatter: { ...neighbours(relativePath), ...frontmatter } };
  },
  transformHtml(code, id) {
    if (id.endsWith('404.html')) return notFoundHtml(code);
    // The list of snippets names everything and explains nothing.
    if (/\/snippets\/index\.html$/.test(id)) return code;
    // Only what stands in <main> is worth finding; a gallery says less about a thing than the page that teaches it.
    const weight = /\/diagrams\.html$/.test(id) ? ' data-pagefind-weight="0.3"' : '';
    return code.replace('<main class="main"', `<main class="main" data-pagefind-body${weight}`);
  },
  async buildEnd({ outDir }) {
    copyRawFiles(outDir);
    await indexSite(outDir);
  },
});
