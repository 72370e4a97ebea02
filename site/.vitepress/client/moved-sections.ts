import redirects from '../../redirects.json';

const base = import.meta.env.BASE_URL;

/**
 * Where a section is now that has left its page.
 *
 * @param path - Of the page, as the address has it.
 * @param id - Of the section.
 * @returns undefined where none of that name has left it.
 */
export function movedTo(path: string, id: string): string | undefined {
  const [, language = '', page = ''] =
    /^(zh\/)?(.*?)(?:\.html)?$/.exec(path.slice(base.length)) ?? [];
  const to = (redirects as Record<string, string>)[`${page}#${id}`];
  return to && base + language + to;
}
