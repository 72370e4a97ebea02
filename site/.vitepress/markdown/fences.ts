import type { MarkdownRenderer } from 'vitepress';
import { languageOf } from '../../../scripts/pages/pages.ts';
import { highlight } from '../figures/highlight.ts';
import { escape } from '../figures/output.ts';
import { words } from '../figures/words.ts';

/** Fenced code looks like a figure's: the same frame, the same colours, the same button. */
export function fences(md: MarkdownRenderer): void {
  md.renderer.rules.fence = (tokens, index, _options, env: { relativePath?: string }) => {
    const { content, info } = tokens[index]!;
    const text = content.trimEnd();
    const { copy } = words[languageOf(env.relativePath ?? '')];
    const isCode = /^(ts|typescript|js|javascript)\b/.test(info);
    const code = isCode ? highlight(text) : `<pre><code>${escape(text)}</code></pre>`;
    return `<div class="fence"><div class="f-code${isCode ? '' : ' plain'}">${code}</div><button type="button" class="f-copy" data-copy="${escape(text)}">${copy}</button></div>\n`;
  };
}
