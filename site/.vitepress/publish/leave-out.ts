import type { Plugin } from 'vite';

/**
 * Style sheets of the default theme for what this site does not have: Algolia's search, sponsors, teams, advertisements.
 * Readers would pay for them on every first visit.
 */
const unused =
  /(@docsearch\/css|\/(vp-sponsor\.css|VP(Team|Sponsors|CarbonAds|Algolia|LocalSearch|DocAsideSponsors|HomeSponsors)\w*\.vue\?.*type=style))/;

/** Leaves those style sheets empty. */
export function leaveOutUnusedStyles(): Plugin {
  return {
    name: 'leave-out-unused-styles',
    enforce: 'pre',
    load: (id) => (unused.test(id.replaceAll('\\', '/')) ? '' : undefined),
  };
}
