// Where HTML of the site's own goes on a page: in the place of a line, or below a section.
import type { MarkdownRenderer } from 'vitepress';

type LineRule = Parameters<MarkdownRenderer['block']['ruler']['at']>[1];
type State = Parameters<Parameters<MarkdownRenderer['core']['ruler']['push']>[1]>[0];

/**
 * The rule for lines that stand for something.
 *
 * @param form - Of the whole line.
 * @param make - The HTML in its place.
 */
export const standsFor =
  (form: RegExp, make: (match: RegExpExecArray, env: object) => string): LineRule =>
  (state, startLine, _endLine, silent) => {
    const start = state.bMarks[startLine]! + state.tShift[startLine]!;
    const match = form.exec(state.src.slice(start, state.eMarks[startLine]).trimEnd());
    if (!match) return false;
    if (silent) return true;
    const token = state.push('html_block', '', 0);
    token.content = make(match, state.env as object);
    token.map = [startLine, startLine + 1];
    state.line = startLine + 1;
    return true;
  };

/** Puts HTML among what has been read of a page. */
export function insert(state: State, at: number, html: string): void {
  const token = new state.Token('html_block', '', 0);
  token.content = html;
  state.tokens.splice(at, 0, token);
}

/**
 * Puts HTML below the text of sections.
 *
 * @param page - As links name it.
 * @param htmlFor - What comes below `page#section`; undefined for nothing.
 */
export function belowSections(
  state: State,
  page: string,
  htmlFor: (place: string) => string | undefined,
): void {
  // From the last section to the first, so that places found stay where they are.
  let end = state.tokens.length;
  for (let index = end - 1; index >= 0; index--) {
    const token = state.tokens[index]!;
    if (token.type !== 'heading_open') continue;
    const html = htmlFor(`${page}#${token.attrGet('id')}`);
    if (html) insert(state, end, html);
    end = index;
  }
}
