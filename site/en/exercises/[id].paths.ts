import { exercisePages } from '../../.vitepress/exercises/pages.ts';

export default { watch: ['../../../exercises/**/*.{ts,json}'], paths: () => exercisePages('en') };
