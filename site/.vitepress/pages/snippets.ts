import { readSnippet, snippetFiles, type Snippet } from '../../../scripts/catalog/catalog.ts';
import { readTrace } from '../../../scripts/timeline/files.ts';
import { once } from './once.ts';
import { readTimeline } from '../timeline/model.ts';

/** Where each snippet is, by id. */
export const snippetPlaces: () => ReturnType<typeof snippetFiles> = once<
  void,
  ReturnType<typeof snippetFiles>
>(() => snippetFiles());

/** One snippet by its id. */
export const snippetOf = once((id: string): Snippet | undefined => {
  const place = snippetPlaces().get(id);
  return place && readSnippet(id, place);
});

/** The stored trace of a snippet's run. */
export const traceOf = once(readTrace);

/** The same as lanes and arrows. */
export const timelineOf = once((id: string) => {
  const trace = traceOf(id);
  return trace && readTimeline(trace);
});
