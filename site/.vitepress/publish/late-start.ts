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
 * @param html - As VitePress writes it: the scripts to run, in their order, then what they import.
 * @throws Error where the script that starts the page is missing.
 */
export function withLateStart(html: string): string {
  const run: string[] = [];
  const parts: string[] = [];
  const head = html.slice(0, html.indexOf('</head>'));
  const rest = head.replace(modules, (tag, address: string) => {
    (tag.includes('<script') ? run : parts).push(address);
    return '';
  });
  if (run.length === 0) return html;
  const named = rest.replace(
    '<script id="start">',
    `<script id="start" data-run="${run.join(' ')}" data-parts="${parts.join(' ')}">`,
  );
  if (named === rest) throw new Error('No script starts this page.');
  return named + html.slice(head.length);
}
