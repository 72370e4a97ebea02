import { createTransformerFactory, rendererRich, type TwoslashRenderer } from '@shikijs/twoslash';
import {
  createCssVariablesTheme,
  createHighlighter,
  type ShikiTransformer,
  type ShikiTransformerContextCommon,
} from 'shiki';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../scripts/checkout/paths.ts';
import { cached } from './cache.ts';
import { typesIn } from './types.ts';

/** Colours are classes, and the classes take theirs from tokens.css: smaller than style attributes, and one text for both themes. */
export const theme = createCssVariablesTheme({
  name: 'recorded',
  variablePrefix: '--c-',
  fontStyle: false,
});

const versionOf = (name: string): string =>
  `${name}@${(JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')) as { version: string }).version}`;

/**
 * Where one of these changes, no old entry of the cache is used: the number, counted up when the markup below changes, and
 * the packages that decide what stands in it.
 */
const version = [
  '7',
  ...['shiki', '@shikijs/twoslash', 'typescript', '@types/node'].map(versionOf),
].join();

const highlighter = await createHighlighter({ themes: [theme], langs: ['ts'] });

/** By itself Shiki leaves a line as it is after half a second: what a page shows would depend on how busy the machine is. */
const whole = { theme: 'recorded', tokenizeTimeLimit: 0 } as const;

/** Styles that change with the theme are ours to set. */
const bare: ShikiTransformer = {
  name: 'bare',
  pre(node) {
    delete node.properties.style;
  },
};

/**
 * Turns the style of each token into a class: `color:var(--c-token-keyword)` into `t-keyword`. What has the text's own colour
 * needs none.
 *
 * In highlighted HTML a `<` begins a tag; one of the source itself is escaped.
 */
export const tokenClasses = (html: string): string =>
  html
    .replaceAll(/<span style="color:var\(--c-token-([a-z-]+)\)">/g, '<span class="t-$1">')
    .replaceAll(/<span style="color:var\(--c-foreground\)">([^<]*)<\/span>/g, '$1')
    .replaceAll('<span style="color:var(--c-foreground)">', '<span>');

/** A source text as static HTML. */
export function highlight(source: string, lang: 'ts' | 'text' = 'ts'): string {
  return cached([version, lang === 'ts' ? 'plain' : lang, source], () =>
    tokenClasses(highlighter.codeToHtml(source, { ...whole, lang, transformers: [bare] })),
  );
}

const rich = rendererRich({ jsdoc: false });
const typesSeen = new Map<string, ReturnType<ShikiTransformerContextCommon['codeToHast']>>();

/** The library's own look; a type that was coloured before, such as that of `console.log`, is not coloured again. */
const typesOnHover: TwoslashRenderer = {
  ...rich,
  nodeStaticInfo(info, node) {
    const codeToHast: typeof this.codeToHast = (type, options) => {
      const key = `${options.structure} ${type}`;
      const hast = typesSeen.get(key) ?? this.codeToHast(type, options);
      typesSeen.set(key, hast);
      return hast;
    };
    return rich.nodeStaticInfo.call({ ...this, codeToHast }, info, node);
  },
};

/**
 * A whole file with the types that TypeScript sees, shown when a reader points at a name.
 *
 * @param path - The file's path from the repository's root: its imports are found from there.
 * @param others - Texts of the files that it may import, by their paths.
 */
export function highlightWithTypes(
  source: string,
  path: string,
  others: Record<string, string>,
): string {
  return cached([version, 'types', path, source, JSON.stringify(others)], () => {
    const transformer = createTransformerFactory(
      () => typesIn(source, path, others),
      typesOnHover,
    )({ explicitTrigger: false });
    return tokenClasses(
      highlighter.codeToHtml(source, {
        ...whole,
        lang: 'ts',
        transformers: [transformer, bare],
      }),
    );
  });
}
