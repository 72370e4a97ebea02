import { readDiagram } from '../../../diagrams/index.ts';
import type { Language } from '../../../scripts/pages/pages.ts';
import { escape } from './output.ts';
import type { Figure } from './snippet.ts';
import { words } from './words.ts';

/**
 * A diagram: the drawing, and the same as text to copy into a chat.
 *
 * @throws Error where there is none of that id.
 */
export function diagramFigure(id: string, language: Language): Figure {
  const { svg, ascii, title, file } = readDiagram(id, language);
  const t = words[language];
  const text = escape(ascii.trimEnd());
  return {
    html: [
      `<figure class="diagram" data-diagram="${id}" data-pagefind-ignore>`,
      `<section class="d-box" tabindex="0" aria-label="${escape(title)}">${svg}</section>`,
      `<details class="d-text"><summary>${t.asText}</summary>`,
      `<section tabindex="0" aria-label="${escape(title)}: ${t.asText}"><pre lang="en">${text}</pre></section>`,
      `<button type="button" class="f-copy" data-copy="${text}">${t.copyText}</button></details></figure>\n`,
    ].join(''),
    files: [file],
  };
}
