import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transformWithEsbuild } from 'vite';

const source = fileURLToPath(new URL('../theme/start.ts', import.meta.url));

/**
 * The script that starts a page, for its head.
 *
 * @returns JavaScript for a classic script: it runs before the page is painted, and its hash is the same on all pages.
 */
export async function startScript(): Promise<string> {
  const { code } = await transformWithEsbuild(readFileSync(source, 'utf8'), source, {
    format: 'iife',
    minify: true,
    sourcemap: false,
    tsconfigRaw: {},
  });
  return code.trim();
}

const modules =
  /\s*<(?:script type="module" src|link rel="modulepreload" href)="([^"]+)"(?:><\/script>|>)/g;

/**
 * Leaves the scripts of a page to the script that starts it.
 *
 * @param html - As VitePress writes it: what knows the site, then the app, as scripts; then what the app imports, as preloads,
 * those that import others first.
 * @throws Error where the script that starts the page is missing.
 */
export function withLateStart(html: string): string {
  const run: string[] = [];
  const imported: string[] = [];
  const head = html.slice(0, html.indexOf('</head>'));
  const rest = head.replace(modules, (tag, address: string) => {
    (tag.includes('<script') ? run : imported).push(address);
    return '';
  });
  const app = run.pop();
  if (app === undefined) return html;
  const scripts = [...run, ...imported.reverse(), app].join(' ');
  const named = rest.replace(
    '<script id="start">',
    `<script id="start" data-scripts="${scripts}">`,
  );
  if (named === rest) throw new Error('No script starts this page.');
  return named + html.slice(head.length);
}
