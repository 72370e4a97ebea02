import { snippetPages } from '../../.vitepress/snippet-pages.ts';

export default { watch: ['../../../snippets/**/*.{ts,cast}'], paths: () => snippetPages('zh') };
