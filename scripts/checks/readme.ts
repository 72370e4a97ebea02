import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../checkout/paths.ts';
import type { Problem } from './problem.ts';

/** What commands make; a fresh checkout has none of it. */
const made = ['site/.vitepress/dist'];

const texts = ['README.md', 'README.zh.md', 'CONTRIBUTING.md'];

/** Every npm script and every path that the README and CONTRIBUTING name is there. */
export function checkReadme(): Problem[] {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  return texts.flatMap((name) =>
    readFileSync(join(root, name), 'utf8')
      .split('\n')
      .flatMap((line, index) => {
        const missing: string[] = [];
        for (const [, script = ''] of line.matchAll(/npm run (?:-s )?([a-z][a-z:-]*)/g)) {
          if (!scripts[script]) missing.push(`npm run ${script} is not in package.json`);
        }
        for (const [, script = ''] of line.matchAll(/npm (start|test)\b/g)) {
          if (!scripts[script]) missing.push(`npm ${script} is not in package.json`);
        }
        const links = [...line.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(
          ([, path = '']) => path,
        );
        const paths = [...line.matchAll(/`([\w.-]+(?:\/[\w.-]+)+\/?|[\w-]+\/)`/g)].map(
          ([, path = '']) => path,
        );
        for (const path of [...links, ...paths]) {
          if (!made.includes(path) && !existsSync(join(root, path)))
            missing.push(`${path} is not there`);
        }
        return missing.map((message) => ({ at: `${name}:${index + 1}`, message }));
      }),
  );
}
