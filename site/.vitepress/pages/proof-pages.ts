import type { Language } from '../../../scripts/pages/pages.ts';
import { topicsWithProofs } from '../figures/proof.ts';
import { topicTitle } from './topics.ts';

/** One page of proofs per topic, for VitePress's dynamic routes. The heading comes with the content: a template shows it literally. */
export const proofPages = (language: Language): { params: { topic: string }; content: string }[] =>
  topicsWithProofs().map((topic) => {
    const title = topicTitle(topic, language);
    const [prefix, named, all] =
      language === 'zh'
        ? ['/zh', `验证：${title}`, '全部验证']
        : ['', `Proofs: ${title}`, 'All proofs'];
    const content = [
      `# ${named} {#${topic}-proofs}`,
      `[${title}](${prefix}/${topic}) · [${all}](${prefix}/proofs/)`,
      `<<< proofs:${topic}`,
    ].join('\n\n');
    return { params: { topic }, content };
  });
