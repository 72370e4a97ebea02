import type { Plugin } from 'vite';
import { createHash } from 'node:crypto';

/** Figures by what stands in for them. */
const figures = new Map<string, string>();

/**
 * A figure is finished HTML. Vue would read each of its thousands of tags, twice, to write down the same text again: half of
 * the time of a build, and a `role` would break it up. So a page is compiled with this in its place.
 *
 * @param html - One element.
 * @returns Five elements with an attribute in one: from that many on, Vue writes a part that never changes as one string.
 */
export function standIn(html: string): string {
  const hash = createHash('sha256').update(html).digest('hex').slice(0, 16);
  figures.set(hash, html.trim());
  return `<figure data-stand-in="${hash}">${'<b data-b="1"></b>'.repeat(5)}</figure>\n`;
}

/** Where one stands, in HTML or in a string of a program. */
const places = /<figure data-stand-in=\\?"(\w+)\\?">.*?<\/figure>/g;

/** HTML with its figures. */
export const withFigures = (html: string): string => inPlace(html, (figure) => figure);

/** Code with its figures, whichever quotes they stand between. */
export const codeWithFigures = (code: string): string =>
  inPlace(code, (figure) =>
    figure.replaceAll(/[\\"'`]|\$(?=\{)/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`),
  );

/** @throws Error where something on the way has taken a stand-in apart. */
function inPlace(text: string, write: (figure: string) => string): string {
  if (!text.includes('data-stand-in')) return text;
  let end = 0;
  const missed = (between: string): void => {
    const left = between.indexOf('data-stand-in');
    if (left >= 0)
      throw new Error(
        `a figure has no place in: ${between.slice(Math.max(0, left - 80), left + 80)}`,
      );
  };
  const whole = text.replace(places, (place, hash: string, at: number) => {
    missed(text.slice(end, at));
    end = at + place.length;
    return write(figures.get(hash)!);
  });
  missed(text.slice(end));
  return whole;
}

/**
 * Puts figures into the code of pages: at once while pages are written; in a build last of all, so that they cost no tool on
 * the way anything. What the server renders gets its figures as HTML, in `transformHtml`.
 */
export const figuresInPlace = (): Plugin[] => [
  {
    name: 'figures-in-place',
    apply: 'serve',
    enforce: 'post',
    transform: (code, id) =>
      /\.md($|\?)/.test(id) ? { code: codeWithFigures(code), map: null } : undefined,
  },
  {
    name: 'figures-in-chunks',
    apply: (config, { command }) => command === 'build' && !config.build?.ssr,
    enforce: 'post',
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle))
        if (chunk.type === 'chunk') chunk.code = codeWithFigures(chunk.code);
    },
  },
];
