import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type OutputInfo, type OverlayOptions } from 'sharp';
import type { Language } from '../../../scripts/pages/pages.ts';
import { root } from '../../../scripts/checkout/paths.ts';
import { escape } from '../figures/output.ts';
import type { Timeline } from '../timeline/model.ts';
import { scaleOf } from '../timeline/scale.ts';
import type { Card } from './card.ts';

/** The size that networks ask for. */
export const [width, height] = [1200, 630];

const margin = 76;
const fonts =
  'Noto Sans,Noto Sans CJK SC,PingFang SC,Hiragino Sans GB,Microsoft YaHei,Source Han Sans SC,sans-serif';
const lanes = { most: 5, top: 414, row: 32, bar: 20 };
/** Between the title, the summary and the lanes. */
const gap = 34;

/** A text, in the first of its sizes in which it is low enough. */
interface Text {
  text: string;
  colour: string;
  weight: 'normal' | 'bold';
  sizes: number[];
  lang: string;
  left: number;
  /** Absent where it follows the text above. */
  top?: number;
  /** Absent where it may go down to the lanes. */
  most?: number;
}

/** All that decides a picture. */
export interface Sketch {
  svg: string;
  texts: Text[];
}

/** Lays a card out in the theme's dark colours. */
export function sketch({ site, title, summary, language, timeline }: Card): Sketch {
  const colours = darkColours();
  const lang = language === 'zh' ? 'zh-CN' : 'en';
  const text = { lang, left: margin };
  return {
    svg: [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">`,
      `<rect width="100%" height="100%" fill="${colours['--paper']}"/>`,
      `<g transform="translate(${margin} 62) scale(1.25)">${logo()}</g>`,
      timeline ? bars(timeline, colours) : '',
      '</svg>',
    ].join(''),
    texts: [
      {
        ...text,
        text: site,
        colour: colours['--fig-muted']!,
        weight: 'bold',
        sizes: [27],
        left: margin + 58,
        top: 64,
        most: 60,
      },
      {
        ...text,
        text: title,
        colour: colours['--fig-ink']!,
        weight: 'bold',
        sizes: [70, 60, 52, 44],
        top: 146,
        most: 170,
      },
      {
        ...text,
        text: summary,
        colour: colours['--fig-muted']!,
        weight: 'normal',
        sizes: [31, 27],
      },
    ],
  };
}

/** The site's sign, to stand in an SVG. */
export const logo = (): string =>
  readFileSync(join(root, 'site/public/logo-dark.svg'), 'utf8').replace(
    /^<svg[^>]*>|<\/svg>\s*$/g,
    '',
  );

/** Paints a sketch as PNG. */
export async function paint({ svg, texts }: Sketch): Promise<Buffer> {
  const layers: OverlayOptions[] = [];
  let below = 0;
  for (const text of texts) {
    const top = text.top ?? below + gap;
    const { data, info } = await write(text, text.most ?? lanes.top - gap - top);
    below = top + info.height;
    layers.push({ input: data, raw: info, top, left: text.left });
  }
  return sharp(Buffer.from(svg))
    .composite(layers)
    .png({ palette: true, effort: 1, dither: 0 })
    .toBuffer();
}

async function write(
  { text, colour, weight, sizes, lang, left }: Text,
  most: number,
): Promise<{ data: Buffer; info: OutputInfo }> {
  const attempt = (words: string, size: number) =>
    sharp({
      text: {
        text: `<span foreground="${colour}" weight="${weight}" lang="${lang}">${escape(words)}</span>`,
        font: `${fonts} ${size}`,
        width: width - left - margin,
        dpi: 72,
        rgba: true,
        wrap: 'word-char',
      },
    })
      .raw()
      .toBuffer({ resolveWithObject: true });

  for (const size of sizes) {
    const written = await attempt(text, size);
    if (written.info.height <= most) return written;
  }
  // Still too long in the smallest size: whole words, fewer and fewer.
  const words = [...new Intl.Segmenter(lang, { granularity: 'word' }).segment(text)];
  for (let end = words.length - 1; ; end--) {
    const kept = text.slice(0, words[end]?.index ?? 0).replace(/[\s\p{P}]+$/u, '');
    const written = await attempt(`${kept}…`, sizes.at(-1)!);
    if (written.info.height <= most || end <= 0) return written;
  }
}

/** The lanes of a run, as they stand under its output. */
export function bars(timeline: Timeline, colours: Record<string, string>): string {
  const scale = scaleOf(timeline);
  const x = (at: number): number =>
    Number((margin + (scale.x(at) / 100) * (width - 2 * margin)).toFixed(1));
  const shown = timeline.lanes.slice(0, lanes.most);
  // Few lanes stand lower, so that all cards end at one height.
  const start = lanes.top + (lanes.most - shown.length) * lanes.row;
  const bar = (from: number, to: number, row: number, colour: string): string =>
    `<rect x="${x(from)}" y="${start + row * lanes.row}" width="${Math.max(x(to) - x(from), 1.5).toFixed(1)}" height="${lanes.bar}" rx="3" fill="${colour}"/>`;
  return shown
    .map((lane, row) =>
      [
        bar(lane.from, lane.to, row, colours['--fig-accent-soft']!),
        ...lane.busy.map(({ from, to }) => bar(from, to, row, colours['--fig-busy']!)),
      ].join(''),
    )
    .join('');
}

/** The theme's colours by their names, for the dark side. */
export function darkColours(): Record<string, string> {
  const css = readFileSync(join(root, 'site/.vitepress/theme/tokens.css'), 'utf8');
  const dark = css.slice(css.indexOf('.dark {'));
  return Object.fromEntries(
    [...dark.matchAll(/^\s*(--[\w-]+): (#[0-9a-f]{6});/gm)].map(([, name, colour]) => [
      name!,
      colour!,
    ]),
  );
}

/** Whether this machine has letters for a language. Chinese 一 is one flat stroke; the box for a missing letter is high. */
export async function canWrite(language: Language): Promise<boolean> {
  if (language === 'en') return true;
  const { info } = await sharp({ text: { text: '一', font: `${fonts} 100`, dpi: 72, rgba: true } })
    .png()
    .toBuffer({ resolveWithObject: true });
  return info.height < info.width / 2;
}
