/**
 * What a browser may prepare before a reader asks for it: pages of this site, once a pointer rests on their link or a finger
 * touches it. A page that is prepared so is there at once.
 *
 * @see https://developer.mozilla.org/docs/Web/API/Speculation_Rules_API
 */
export function speculationRules(base: string): string {
  const pages = {
    and: [
      { href_matches: `${base}*` },
      // Files to download are no pages.
      { not: { href_matches: `${base}raw/*` } },
      { not: { selector_matches: '[download]' } },
    ],
  };
  const rule = [{ where: pages, eagerness: 'moderate' }];
  return JSON.stringify({ prefetch: rule, prerender: rule });
}
