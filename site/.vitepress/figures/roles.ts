import type { Plugin } from 'vite';

/** What `role` is called while Vue compiles a page. */
const hidden = 'data-drawing-role';

/**
 * Takes `role` away from drawings until Vue has compiled the page: Vue sends a figure once, as one string, only where
 * it knows each attribute, and `role` it does not know.
 */
export const hideRoles = (html: string): string =>
  html.replaceAll(' role="img"', ` ${hidden}="img"`);

/** Gives drawings their role back in compiled pages, so that a screen reader says one picture and not its fifty words. */
export function showRoles(): Plugin {
  return {
    name: 'roles-of-drawings',
    enforce: 'post',
    transform(code, id) {
      if (!/\.md($|\?)/.test(id) || !code.includes(hidden)) return undefined;
      return { code: code.replaceAll(hidden, 'role'), map: null };
    },
  };
}
