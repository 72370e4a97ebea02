import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Plugin } from 'vite';
import type { MarkdownRenderer } from 'vitepress';
import { base } from '../settings.ts';

/** Where pictures of pages are served, below the base. */
const folder = 'pictures';

/** The pictures that pages show, by the name under which they are served. */
const files = new Map<string, string>();

/** Width and height of a PNG, from its first chunk: https://www.w3.org/TR/png-3/#11IHDR */
function sizeOf(file: string): [width: number, height: number] {
  const bytes = readFileSync(file);
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

/** `![text](path)` names a PNG by its path from the page. It is served with the site, and its room is kept until it is there. */
export function pictures(md: MarkdownRenderer): void {
  md.renderer.rules.image = (
    tokens,
    index,
    options,
    env: { realPath?: string; path?: string },
    self,
  ) => {
    const token = tokens[index]!;
    const file = resolve(dirname(env.realPath ?? env.path ?? ''), token.attrGet('src') ?? '');
    const [width, height] = sizeOf(file);
    files.set(basename(file), file);
    token.attrs = [
      ['src', `${base}${folder}/${basename(file)}`],
      ['alt', self.renderInlineAsText(token.children ?? [], options, env)],
      ['width', String(width)],
      ['height', String(height)],
      ['loading', 'lazy'],
    ];
    return self.renderToken(tokens, index, options);
  };
}

/** Copies the pictures of all pages into the built site. */
export function copyPictures(dist: string): void {
  mkdirSync(join(dist, folder), { recursive: true });
  for (const [name, file] of files) copyFileSync(file, join(dist, folder, name));
}

/** Serves them while pages are written. */
export function servePictures(): Plugin {
  return {
    name: 'pictures',
    apply: 'serve',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = request.url?.split('?')[0] ?? '';
        const file = files.get(basename(path));
        if (path !== `${base}${folder}/${basename(path)}` || !file) return next();
        response.setHeader('Content-Type', 'image/png');
        response.end(readFileSync(file));
      });
    },
  };
}
