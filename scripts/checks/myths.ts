import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from '../pages/pages.ts';
import { root } from '../checkout/paths.ts';
import type { Problem } from './problem.ts';

/** A verdict as each language writes it, in bold at the beginning of a claim's first paragraph. */
const verdicts: Record<Language, readonly string[]> = {
  en: ['True', 'Outdated', 'Misleading', 'False'],
  zh: ['正确', '过时', '误导', '错误'],
};

/** One claim of the page: its heading's id, its verdict's place in the list above, whether a recording is quoted. */
export interface Claim {
  id: string;
  line: number;
  /** -1 where there is none. */
  verdict: number;
  recorded: boolean;
}

/** Each claim has a verdict, the same in both languages, and rests on a recording. */
export function checkMyths(): Problem[] {
  const [english, chinese] = (['en', 'zh'] as const).map((language) => {
    const path = `site/${language}/myths.md`;
    return {
      path,
      language,
      claims: readClaims(readFileSync(join(root, path), 'utf8'), language),
    };
  });
  const problems = [english!, chinese!].flatMap(({ path, language, claims }) =>
    claims.flatMap(({ id, line, verdict, recorded }) => [
      ...(verdict < 0
        ? [
            {
              at: `${path}:${line}`,
              message: `the claim ${id} has no verdict; begin it with one of: ${verdicts[language].map((word) => `**${word}.**`).join(', ')}`,
            },
          ]
        : []),
      ...(recorded
        ? []
        : [
            {
              at: `${path}:${line}`,
              message: `the claim ${id} rests on no recording; show a snippet or a measurement`,
            },
          ]),
    ]),
  );
  for (const claim of english!.claims) {
    const twin = chinese!.claims.find(({ id }) => id === claim.id);
    if (twin && twin.verdict !== claim.verdict)
      problems.push({
        at: `${chinese!.path}:${twin.line}`,
        message: `the verdict on ${claim.id} differs from that of ${english!.path}:${claim.line}`,
      });
  }
  return problems;
}

/** The claims of a page: its third-level headings. */
export function readClaims(text: string, language: Language): Claim[] {
  const claims: Claim[] = [];
  let open: Claim | undefined;
  text.split('\n').forEach((line, index) => {
    const heading = /^(#{2,3}) .*\{#([^}]+)\}$/.exec(line);
    if (heading) {
      open = undefined;
      if (heading[1] === '###') {
        open = { id: heading[2]!, line: index + 1, verdict: -1, recorded: false };
        claims.push(open);
      }
      return;
    }
    if (!open) return;
    const word = /^\*\*(.+?)[.。]\*\*/.exec(line)?.[1];
    if (word && open.verdict < 0) open.verdict = verdicts[language].indexOf(word);
    open.recorded ||= /^<<< (?!diagram:)\S|\[\[[^\]]+\/[^\]]+\]\]/.test(line);
  });
  return claims;
}
