import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import type { HeadConfig } from 'vitepress';
import writeFileAtomic from 'write-file-atomic';
import { root } from '../../../scripts/checkout/paths.ts';
import { cardOf, type Card, type PageFacts } from './card.ts';
import { canWrite, paint, sketch } from './picture.ts';
import { cardTags, noLetters, picturePath } from './tags.ts';

const cache = join(root, '.cache/og');

/** Pictures are drawn two at a time: each keeps a core busy. */
const atOnce = 2;

/** The pictures of one build: pages ask for their tags while they are rendered, and all pictures are written at the end. */
export function openGraph(
  siteUrl: string | undefined,
  folder = cache,
): {
  tags: (page: PageFacts) => Promise<HeadConfig[]>;
  write: (dist: string) => Promise<void>;
} {
  const cards: Card[] = [];
  let chinese: Promise<boolean> | undefined;
  return {
    async tags(page) {
      if (page.path === '404.md') return [];
      const card = cardOf(page);
      if (!siteUrl) return cardTags(card, siteUrl);
      chinese ??= canWrite('zh');
      if (card.language === 'zh' && !(await chinese))
        return cardTags(card, siteUrl, card.page.replace(/^zh\//, ''));
      cards.push(card);
      return cardTags(card, siteUrl);
    },
    async write(dist) {
      if (chinese && !(await chinese)) console.warn(noLetters);
      const left = cards.splice(0).values();
      const worker = async (): Promise<void> => {
        for (const card of left) {
          const path = join(dist, picturePath(card.page));
          mkdirSync(dirname(path), { recursive: true });
          copyFileSync(await drawn(card, folder), path);
        }
      };
      await Promise.all(Array.from({ length: atOnce }, worker));
    },
  };
}

/** The file of a card's picture, from an earlier build where nothing has changed. */
async function drawn(card: Card, folder: string): Promise<string> {
  const made = sketch(card);
  const hash = createHash('sha256')
    .update(JSON.stringify([made, sharp.versions]))
    .digest('hex')
    .slice(0, 32);
  const path = join(folder, `${hash}.png`);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  await writeFileAtomic(path, await paint(made));
  return path;
}
