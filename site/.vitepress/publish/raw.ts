import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Plugin } from 'vite';
import {
  filesOf,
  findSnippet,
  readCatalog,
  type Snippet,
} from '../../../scripts/catalog/catalog.ts';
import { castPath } from '../../../scripts/recording/recording.ts';
import { tracePath } from '../../../scripts/timeline/files.ts';
import { laterTypes } from '../figures/later-types.ts';
import { rawPath } from '../figures/snippet.ts';
import { laterDrawing, laterPath } from '../timeline/index.ts';

/** The files of a snippet that readers may download. */
const rawFiles = (snippet: Snippet): string[] =>
  [...filesOf(snippet), castPath(snippet.id), tracePath(snippet.id)].filter(existsSync);

/** Writes the drawings that long pages load later. */
export function writeLaterDrawings(dist: string): void {
  mkdirSync(join(dist, 'timelines'), { recursive: true });
  for (const { id } of readCatalog()) {
    for (const language of ['en', 'zh'] as const) {
      const drawing = laterDrawing(id, language);
      if (drawing !== undefined) writeFileSync(join(dist, laterPath(id, language)), drawing);
    }
  }
}

/** Copies all raw files into the built site, at `/raw/<id>/<file>`. */
export function copyRawFiles(dist: string): void {
  for (const snippet of readCatalog()) {
    const folder = join(dist, 'raw', snippet.id);
    mkdirSync(folder, { recursive: true });
    for (const file of rawFiles(snippet)) copyFileSync(file, join(folder, basename(file)));
  }
}

/** Serves the same paths, and the drawings that come later, while writing: from the files themselves. */
export function serveRawFiles(): Plugin {
  return {
    name: 'raw-files',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = decodeURIComponent(request.url?.split('?')[0] ?? '');
        const [, timeline = '', language] =
          /\/timelines\/([a-z0-9-]+)\.(en|zh)\.txt$/.exec(path) ?? [];
        if (language === 'en' || language === 'zh') {
          response.setHeader('Content-Type', 'text/plain; charset=utf-8');
          return void response.end(laterDrawing(timeline, language));
        }
        const types = laterTypes(path);
        if (types !== undefined) {
          response.setHeader('Content-Type', 'text/plain; charset=utf-8');
          return void response.end(types);
        }
        const [, id = '', name = ''] = /\/raw\/([a-z0-9-]+)\/([\w.-]+)$/.exec(path) ?? [];
        const snippet = path === rawPath(id, name) ? findSnippet(id) : undefined;
        const file = snippet && rawFiles(snippet).find((candidate) => basename(candidate) === name);
        if (!file) return next();
        response.setHeader('Content-Type', 'text/plain; charset=utf-8');
        response.end(readFileSync(file));
      });
    },
  };
}
