import type { Plugin } from 'vite';

/** Classes of what pages of this site do not use, though Markdown could: containers and groups of code. */
export const unstyled = ['custom-block', 'vp-code-group'];

/**
 * Style sheets of the default theme for those, and for what this site does not have: Algolia's search, sponsors,
 * teams, advertisements. Readers would pay for them on every first visit.
 */
const unused =
  /(@docsearch\/css|\/((custom-block|vp-code-group|vp-sponsor)\.css|VP(Team|Sponsors|CarbonAds|Algolia|LocalSearch|DocAsideSponsors|HomeSponsors)\w*\.vue\?.*type=style))/;

/** Leaves those style sheets empty. */
export function leaveOutUnusedStyles(): Plugin {
  return {
    name: 'leave-out-unused-styles',
    enforce: 'pre',
    load: (id) => (unused.test(id.replaceAll('\\', '/')) ? '' : undefined),
  };
}
