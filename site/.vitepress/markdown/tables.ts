import type { MarkdownRenderer } from 'vitepress';

/** The empty corner of a table heads nothing: it becomes an ordinary cell, so that no screen reader looks for its words. */
export function plainCorners(md: MarkdownRenderer): void {
  md.core.ruler.push('plain-corners', ({ tokens }) => {
    tokens.forEach((token, index) => {
      const [text, close] = [tokens[index + 1], tokens[index + 2]];
      if (token.type !== 'th_open' || close?.type !== 'th_close' || text?.content) return;
      token.tag = 'td';
      close.tag = 'td';
    });
  });
}
