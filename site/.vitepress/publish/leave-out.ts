import type { Plugin } from 'vite';
import { createHash } from 'node:crypto';
import postcss, { type Root, type Rule } from 'postcss';

/**
 * Parts of the default theme that no page of this site shows: its home page (ours has a layout of its own), its search, badges,
 * teams, sponsors, advertisements. Readers would pay for them on every first visit.
 */
const unused =
  /\/VP(Home\w*|Hero|Features?|Button|Badge|NavBarSearch\w*|AlgoliaSearchBox|LocalSearchBox|Team\w*|\w*Sponsors\w*|\w*CarbonAds)\.vue$/;

/** Puts nothing in their places. */
export function leaveOutUnusedParts(): Plugin {
  return {
    name: 'leave-out-unused-parts',
    enforce: 'pre',
    load: (id) =>
      unused.test(id.replaceAll('\\', '/'))
        ? '<script>export default { render: () => null };</script>'
        : undefined,
  };
}

/**
 * Classes that no text of the site has whole: Vue and the default theme put them together (`fade-enter-active`, `level-2`), or
 * a live run brings them (`ansi-bright-red`).
 */
const composed = /-(enter|leave)-(from|active|to)$|^level-\d$|^(ansi|o)-/;

/**
 * A style sheet without what no page of the site can use: rules whose classes nothing names, and variables that nothing reads.
 * The default theme has styles for many things that are not on this site.
 *
 * @param code - All scripts, with the HTML in them.
 */
export function usedStyles(css: string, code: readonly string[]): string {
  const words = new Set<string>();
  for (const text of code) for (const [word] of text.matchAll(/[A-Za-z_-][\w-]*/g)) words.add(word);
  const root = postcss.parse(css);
  root.walkRules((rule) => keepSelectors(rule, (name) => words.has(name) || composed.test(name)));
  while (dropVariables(root, words));
  root.walkAtRules((rule) => {
    if (rule.nodes?.length === 0) rule.remove();
  });
  return root.toString();
}

function keepSelectors(rule: Rule, known: (name: string) => boolean): void {
  const kept = rule.selectors.filter((selector) =>
    // What stands in `:not()` or among the choices of `:is()` need not be there.
    [...selector.replaceAll(/:[\w-]+\([^)]*\)/g, '').matchAll(/\.([A-Za-z_][\w-]*)/g)].every(
      ([, name]) => known(name!),
    ),
  );
  if (kept.length === 0) rule.remove();
  else rule.selectors = kept;
}

/** @returns Whether one was dropped: what only that one read is unused now. */
function dropVariables(root: Root, words: ReadonlySet<string>): boolean {
  const read = new Set(
    Array.from(root.toString().matchAll(/var\(\s*(--[\w-]+)/g), ([, name]) => name!),
  );
  let dropped = false;
  root.walkDecls(/^--/, (declaration) => {
    if (read.has(declaration.prop) || words.has(declaration.prop)) return;
    const { parent } = declaration;
    declaration.remove();
    if (parent?.nodes?.length === 0) parent.remove();
    dropped = true;
  });
  return dropped;
}

/** Leaves unused styles out of the site's style sheet. Comes after the figures are in their places. */
export function leaveOutUnusedStyles(): Plugin {
  return {
    name: 'leave-out-unused-styles',
    apply: (config, { command }) => command === 'build' && !config.build?.ssr,
    enforce: 'post',
    generateBundle(_options, bundle) {
      const files = Object.values(bundle);
      const code = files.flatMap((file) => (file.type === 'chunk' ? [file.code] : []));
      for (const file of files) {
        if (file.type !== 'asset' || !file.fileName.endsWith('.css')) continue;
        file.source = usedStyles(String(file.source), code);
        // Browsers keep a file for ever by its name, so another text needs another one.
        const hash = createHash('sha256').update(file.source).digest('base64url').slice(0, 8);
        file.fileName = file.fileName.replace(/\.[\w-]{8}\.css$/, `.${hash}.css`);
      }
    },
  };
}
