import { policy } from './csp.ts';

/** Response headers below a path; a path that ends in `*` means all that begin with it. */
export interface HeaderRule {
  path: string;
  headers: Record<string, string>;
}

/**
 * What a host should send with the site.
 *
 * @param base - The path below which the site lives.
 * @param hashes - Of all inline scripts of all pages.
 */
export function headerRules(base: string, hashes: readonly string[]): HeaderRule[] {
  return [
    {
      path: `${base}*`,
      headers: {
        'Content-Security-Policy': policy(hashes, 'header'),
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
        'Referrer-Policy': 'strict-origin-when-cross-origin',
        'X-Content-Type-Options': 'nosniff',
      },
    },
    // The name of an asset changes with its content.
    {
      path: `${base}assets/*`,
      headers: { 'Cache-Control': 'public, max-age=31536000, immutable' },
    },
    // Hosts take .ts for a video.
    { path: `${base}raw/*`, headers: { 'Content-Type': 'text/plain; charset=utf-8' } },
    { path: `${base}sw.js`, headers: { 'Cache-Control': 'no-cache' } },
  ];
}

/**
 * The rules as a `_headers` file.
 *
 * @see https://docs.netlify.com/manage/routing/headers/
 * @see https://developers.cloudflare.com/pages/configuration/headers/
 */
export function headersFile(rules: readonly HeaderRule[]): string {
  const lines = rules.flatMap(({ path, headers }) => [
    path,
    ...Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`),
  ]);
  return `${lines.join('\n')}\n`;
}

/** Reads a `_headers` file as {@link headersFile} writes it. */
export function readHeaders(file: string): HeaderRule[] {
  const rules: HeaderRule[] = [];
  for (const line of file.split('\n').filter(Boolean)) {
    const [, name, value] = /^ +([^:]+): (.*)$/.exec(line) ?? [];
    if (name && value) rules.at(-1)!.headers[name] = value;
    else rules.push({ path: line, headers: {} });
  }
  return rules;
}

/** The headers of one path: those of every rule that it matches, later ones winning. */
export function headersFor(path: string, rules: readonly HeaderRule[]): Record<string, string> {
  const matching = rules.filter((rule) =>
    rule.path.endsWith('*') ? path.startsWith(rule.path.slice(0, -1)) : path === rule.path,
  );
  return Object.assign({}, ...matching.map(({ headers }) => headers)) as Record<string, string>;
}

/** What texts beside the pages are. Hosts know that and their encoding; nginx and our own server have to be told. */
export const textTypes: Readonly<Record<string, string>> = {
  md: 'text/markdown',
  txt: 'text/plain',
};

/**
 * The rules as a file that an nginx server block includes.
 *
 * A block with an `add_header` of its own inherits none, hence each repeats those of the whole site.
 *
 * @see https://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header
 */
export function nginxFile(rules: readonly HeaderRule[]): string {
  const [all, ...others] = rules;
  const quote = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
  const lines = Object.entries(all!.headers).map(
    ([name, value]) => `add_header ${name} ${quote(value)} always;`,
  );
  const types = Object.entries(textTypes);
  lines.push(
    `location ~ ^${all!.path.slice(0, -1)}.+\\.(${types.map(([ending]) => ending).join('|')})$ {`,
    `  types { ${types.map(([ending, type]) => `${type} ${ending};`).join(' ')} }`,
    `  charset utf-8;`,
    `  charset_types ${types.map(([, type]) => type).join(' ')};`,
    ...lines.map((line) => `  ${line}`),
    '}',
  );
  for (const { path, headers } of others) {
    const location = path.endsWith('*') ? `^~ ${path.slice(0, -1)}` : `= ${path}`;
    lines.push(`location ${location} {`);
    for (const [name, value] of Object.entries({ ...all!.headers, ...headers })) {
      if (name === 'Content-Type') {
        const [type, charset] = value.split('; charset=');
        lines.push(`  types {}`, `  default_type ${type};`, `  charset ${charset};`);
      } else lines.push(`  add_header ${name} ${quote(value)} always;`);
    }
    lines.push('}');
  }
  return `${lines.join('\n')}\n`;
}
