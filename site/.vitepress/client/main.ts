// What every page loads: listeners, and nothing that is needed only sometimes. Each file here is one behaviour, on markup that
// its first lines name; the page is whole without all of them. `npm run dev`, where VitePress is an app, loads the same file.
import { switchAppearance } from './appearance.ts';
import { listenForCopies } from './copy.ts';
import { listenForPageCopies } from './copy-page.ts';
import { mountIslands } from './islands.ts';
import { languageKeepsThePlace } from './language.ts';
import { closeMenus } from './menus.ts';
import { leadToMoved } from './moved.ts';
import { keepForOffline } from './offline.ts';
import { markOutline } from './outline.ts';
import { eachPage } from './page.ts';
import { followProgress } from './progress.ts';
import { offerReports } from './report.ts';
import { listenForSearch } from './search.ts';
import { listenForTimelines } from './timelines.ts';

// Only `npm start` can run a snippet. Where else a page stands on this machine, the button says so.
if (/^(localhost|127\.0\.0\.1|\[::1\])$/.test(location.hostname))
  document.documentElement.dataset.loopback = '';

switchAppearance();
listenForSearch();
closeMenus();
listenForCopies(document);
listenForPageCopies(document);
offerReports(document);
listenForTimelines(document);
markOutline();
languageKeepsThePlace();
leadToMoved();
keepForOffline();
followProgress();
mountIslands();

eachPage(async () => {
  if (document.querySelector('.decision')) (await import('./decision.ts')).guideDecision();
});
