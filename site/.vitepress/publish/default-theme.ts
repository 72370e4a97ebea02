import type { Plugin } from 'vite';

/** What is changed in a file of VitePress: its path's end, and texts that must be there with what takes their place. */
type Changes = Record<string, [text: string, instead: string][]>;

/**
 * What the default theme works out in a browser only, although it is known when a page is built. Without this the outline,
 * the mark of the current page and the bar's colour appear after the scripts, or never where there are none.
 */
const knownBefore: Changes = {
  '/theme-default/composables/local-nav.js': [
    ['{ theme, frontmatter }', '{ theme, frontmatter, page }'],
    ['shallowRef([])', 'shallowRef(page.value.headers)'],
  ],
  '/theme-default/components/VPDocAsideOutline.vue': [
    ['{ frontmatter, theme }', '{ frontmatter, theme, page }'],
    ['shallowRef<MenuItem[]>([])', 'shallowRef<MenuItem[]>(page.value.headers)'],
  ],
  '/theme-default/composables/sidebar.js': [
    [
      'isActiveLink = ref(false)',
      'isActiveLink = ref(isActive(page.value.relativePath, item.value.link))',
    ],
  ],
  // Without headings the bar comes with scrolling only. A height of 0 would have it there, over the text, until it is measured.
  '/theme-default/components/VPLocalNav.vue': [['navHeight = ref(0)', 'navHeight = ref(Infinity)']],
  // A page starts at its top. Where it does not, the component's own effect says so once it is mounted.
  '/theme-default/components/VPNavBar.vue': [
    [
      'ref<Record<string, boolean>>({})',
      "ref<Record<string, boolean>>({ 'has-sidebar': hasSidebar.value, home: frontmatter.value.layout === 'home', top: true })",
    ],
  ],
};

/**
 * What VitePress sets although it is as it should be. The language and the direction of a page: each time a browser styles the
 * whole page again, 20 ms on a fast machine for a long listing. And where a reader is on it.
 */
const leftAlone: Changes = {
  '/vitepress/dist/client/app/index.js': [
    ['document.documentElement.lang =', 'if (document.documentElement.lang !== lang.value) $&'],
    ['document.documentElement.dir =', 'if (document.documentElement.dir !== dir.value) $&'],
  ],
  // Whoever has read on before the scripts run stays where they are; VitePress goes to the top of the first page too.
  '/vitepress/dist/client/app/router.js': [
    ['const { default: comp, __pageData } = page;', '$& const isFirst = !route.component;'],
    ['window.scrollTo(0, scrollPosition);', 'if (!isFirst) $&'],
  ],
};

/** Has the default theme write a page as it will stay, and VitePress leave it so. */
export function defaultThemeFromTheStart(): Plugin {
  const changes = Object.entries({ ...knownBefore, ...leftAlone });
  return {
    name: 'default-theme-from-the-start',
    enforce: 'pre',
    transform(code, id) {
      const [, found] = changes.find(([path]) => id.endsWith(path)) ?? [];
      if (!found) return undefined;
      let changed = code;
      for (const [text, instead] of found) {
        const before = changed;
        changed = changed.replace(text, instead);
        if (changed === before) this.error(`VitePress has no "${text}" here now.`);
      }
      return { code: changed, map: null };
    },
  };
}
