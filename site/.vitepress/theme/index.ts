import type { Theme } from 'vitepress';
import Layout from './Layout.vue';
import './tokens.css';
import './base.css';
import './layout.css';
import './doc.css';
import './search.css';
import './figures.css';
import './charts.css';
import './home.css';
import '../timeline/timeline.css';
import '../interview/interview.css';
import './progress.css';
import './print.css';

export default {
  Layout,
  async enhanceApp() {
    // While pages are written VitePress is an app and loads this. A built page has no app, and names its script and its styles itself.
    if (!import.meta.env.DEV || import.meta.env.SSR) return;
    await Promise.all([
      import('./decision.css'),
      import('../errors/errors.css'),
      import('../path/path.css'),
      import('../client/main.ts'),
    ]);
  },
} satisfies Theme;
