import type { Language } from '../../../../scripts/pages/pages.ts';
import { timelineOf } from '../../pages/snippets.ts';
import { bars, canWrite, darkColours, logo, paint, width } from '../../og/picture.ts';

const height = 1600;

/** The snippet whose lanes are drawn. */
const drawn = 'worker-pool';

/**
 * The cover as PNG: the title above the lanes of a run. Where this machine has no letters for the language, the lanes alone.
 */
export async function coverOf(
  { title, description }: { title: string; description: string },
  language: Language,
): Promise<Buffer> {
  const colours = darkColours();
  const timeline = timelineOf(drawn);
  const lang = language === 'zh' ? 'zh-CN' : 'en';
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">`,
    `<rect width="100%" height="100%" fill="${colours['--paper']}"/>`,
    `<g transform="translate(76 120) scale(2.4)">${logo()}</g>`,
    timeline ? `<g transform="translate(0 340) scale(1 2)">${bars(timeline, colours)}</g>` : '',
    '</svg>',
  ].join('');
  const texts = (await canWrite(language))
    ? [
        {
          text: title,
          colour: colours['--fig-ink']!,
          weight: 'bold' as const,
          sizes: [124, 108],
          lang,
          left: 76,
          top: 330,
          most: 460,
        },
        {
          text: description,
          colour: colours['--fig-muted']!,
          weight: 'normal' as const,
          sizes: [46],
          lang,
          left: 76,
          most: 300,
        },
      ]
    : [];
  return paint({ svg, texts });
}
