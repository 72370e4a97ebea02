import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../../scripts/checkout/paths.ts';
import { once } from '../../pages/once.ts';

const read = (path: string): string => readFileSync(join(root, 'site/.vitepress', path), 'utf8');

/** Rules of the theme that a book shares: colours of code and output, and what stands inside of drawings; but no name of their own, and none that hides. */
const shared = /^\.(?:t|ansi|tl|c)-[^{}@]*\{(?![^{}]*(?:--key|display: none))[^{}]*\}/gm;

/** The theme's values by their names, for the light side. */
const values: () => ReadonlyMap<string, string> = once<void, ReadonlyMap<string, string>>(() => {
  const tokens = read('theme/tokens.css');
  const light = tokens.slice(0, tokens.indexOf('\n}'));
  return new Map(
    [...light.matchAll(/^\s*(--[\w-]+): ([^;]+);/gm)].map(([, name, value]) => [name!, value!]),
  );
});

/**
 * A style, or a value of one, with the theme's values in the place of their names: many readers of books know no names.
 *
 * @throws Error where it names a value that the theme does not have.
 */
export function withValues(style: string): string {
  const plain = style.replaceAll(
    /var\((--[\w-]+)(?:, ([^()]+))?\)/g,
    (_, name: string, otherwise?: string) => {
      const value = values().get(name) ?? otherwise;
      if (value === undefined) throw new Error(`the theme has no ${name} for the book`);
      return value;
    },
  );
  // A value may name another one.
  return plain === style ? style : withValues(plain);
}

/** The style sheet of a book: rules of the theme for code and drawings, and its own, which take back what a screen needs. */
export function bookStyle(): string {
  const drawings = ['theme/figures.css', 'timeline/timeline.css', 'theme/charts.css'].flatMap(
    (path) => read(path).match(shared) ?? [],
  );
  return withValues([...drawings, read('publish/book/book.css')].join('\n'));
}
