import { snippetPages } from '../../.vitepress/pages/snippet-pages.ts';

export default { watch: ['../../../snippets/**/*.{ts,cast}'], paths: () => snippetPages('zh') };
