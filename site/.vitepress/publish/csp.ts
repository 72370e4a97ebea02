import { createHash } from 'node:crypto';

/** Inline scripts that a browser would run; data blocks such as JSON are not among them. */
const inlineScript =
  /<script(?![^>]*\bsrc=)(?![^>]*\btype="application\/)[^>]*>([\s\S]*?)<\/script>/g;

/** A source that allows exactly this text, inline. */
const hashOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * The hashes by which a policy allows the inline scripts of a page.
 *
 * @returns Sources such as `'sha256-…'`, each once, in the order of the page.
 */
export function scriptHashes(html: string): string[] {
  const hashes = [...html.matchAll(inlineScript)].map(([, script]) => hashOf(script!));
  return [...new Set(hashes)];
}

/**
 * The Content-Security-Policy of the site.
 *
 * Search runs WebAssembly, hence 'wasm-unsafe-eval'. Figures set the height that they will take, and their colours, in style
 * attributes, hence `style-src-attr`; style elements and everything from elsewhere stay forbidden.
 *
 * @param hashes - Of the inline scripts to allow.
 * @param where - A meta element cannot forbid framing, and browsers log an error where it tries.
 * @see https://www.w3.org/TR/CSP3/#meta-element
 */
export function policy(hashes: readonly string[], where: 'header' | 'meta'): string {
  return [
    `default-src 'self'`,
    `script-src 'self' 'wasm-unsafe-eval' ${hashes.join(' ')}`.trimEnd(),
    `style-src 'self'`,
    `style-src-attr 'unsafe-inline'`,
    `img-src 'self' data:`,
    `object-src 'none'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    ...(where === 'header' ? [`frame-ancestors 'none'`] : []),
  ].join('; ');
}

/** A page with its policy as a meta element, for hosts that send no headers of one's own. */
export function withPolicy(html: string): string {
  const content = policy(scriptHashes(html), 'meta');
  return html.replace(
    /<meta charset="[^"]*">/i,
    (charset) => `${charset}<meta http-equiv="Content-Security-Policy" content="${content}">`,
  );
}
