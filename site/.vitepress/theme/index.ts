import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import { listenForPageLinks } from '../interview/copy.ts';
import { listenForTimelines } from '../timeline/listen.ts';
import { listen } from './clicks.ts';
import { leadToMoved } from './moved.ts';
import { keepForOffline } from './offline.ts';
import Layout from './Layout.vue';
import './tokens.css';
import './site.css';
import './figures.css';
import './charts.css';
import './home.css';
import '../timeline/timeline.css';
import '../interview/interview.css';
import './print.css';

export default {
  extends: DefaultTheme,
  Layout,
  enhanceApp({ router, siteData }) {
    if (import.meta.env.SSR) return;
    listen(document);
    listenForTimelines(document);
    listenForPageLinks(document);
    leadToMoved(router, siteData.value.base);
    keepForOffline(router, siteData.value.base);
  },
} satisfies Theme;
