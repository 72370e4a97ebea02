import type { MarkdownRenderer } from 'vitepress';

/**
 * Names the link beside each heading in the page's language. VitePress's own name repeats the heading with
 * its `{#id}`.
 */
export function nameAnchors(md: MarkdownRenderer): void {
  md.core.ruler.push('name-anchors', (state) => {
    const chinese = /(^|\/)zh\//.test((state.env as { relativePath?: string }).relativePath ?? '');
    for (const { children } of state.tokens) {
      for (const token of children ?? []) {
        if (token.attrGet('class') !== 'header-anchor') continue;
        token.attrSet('aria-label', chinese ? '复制本节链接' : 'Copy the link to this section');
      }
    }
  });
}
