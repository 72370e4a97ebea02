import { proofPages } from '../../.vitepress/pages/proof-pages.ts';

export default { watch: ['../../../snippets/**/proofs/*'], paths: () => proofPages('zh') };
