import { useData, withBase } from 'vitepress';
import { computed, type ComputedRef } from 'vue';
import type { Link, PageFrontMatter, SiteTheme } from './site.ts';

/** What the parts of a page share: the words of its language, its front matter, and its links. */
export function useSite(): {
  site: ComputedRef<SiteTheme>;
  matter: ComputedRef<PageFrontMatter>;
  /** Whether the menu stands beside the text where there is room. */
  hasSidebar: ComputedRef<boolean>;
  hrefOf: (link: string) => string;
  isCurrent: (link: Link) => boolean;
  /** `aria-current` of a link: the page itself, or the part of the site that it belongs to. */
  currentOf: (link: Link) => 'page' | 'true' | undefined;
  path: ComputedRef<string>;
} {
  const { theme, frontmatter, page } = useData<SiteTheme>();
  const matter = computed(() => frontmatter.value as PageFrontMatter);
  /** As links name it: `/zh/snippets/`. */
  const path = computed(() => `/${page.value.relativePath}`.replace(/(index)?\.md$/, ''));
  const isCurrent = ({ link }: Link): boolean => link === path.value;
  return {
    site: computed(() => theme.value),
    matter,
    hasSidebar: computed(() => matter.value.sidebar !== false && !page.value.isNotFound),
    hrefOf: withBase,
    isCurrent,
    currentOf: (link) => {
      if (isCurrent(link)) return 'page';
      return link.link.endsWith('/') && path.value.startsWith(link.link) ? 'true' : undefined;
    },
    path,
  };
}
