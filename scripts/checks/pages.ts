import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { filesOf, type Snippet } from '../catalog/catalog.ts';
import { readPages, type Mention, type Page } from '../pages/pages.ts';
import { readRecording } from '../recording/recording.ts';
import { regionsOf } from '../catalog/regions.ts';
import type { Problem } from './problem.ts';

/** What pages may name. */
export interface Named {
  snippets: readonly Snippet[];
  diagrams: readonly string[];
  charts: readonly string[];
  /** Why a chart cannot be drawn; undefined where it can. */
  chartProblem: (id: string) => string | undefined;
}

/** Pages: ids, regions and measurements resolve, headings have ids, both languages are in step, each snippet is shown. */
export function checkPages(named: Named): Problem[] {
  const [english, chinese] = [readPages('en'), readPages('zh')];
  return [
    ...[...english, ...chinese].flatMap((page) => checkPage(page, named)),
    ...inStep(english, chinese),
    ...unused(english, named),
  ];
}

function checkPage({ path, mentions, bareHeadings }: Page, named: Named): Problem[] {
  const problems = bareHeadings.map(({ text, line }) => ({
    at: `${path}:${line}`,
    message: `heading "${text}" has no id; add {#an-id}, the same in both languages`,
  }));
  const seen = new Set<string>();
  for (const mention of mentions) {
    const message =
      mention.kind === 'heading' ? repeated(mention.name, seen) : unresolved(mention, named);
    if (message) problems.push({ at: `${path}:${mention.line}`, message });
  }
  return problems;
}

function repeated(id: string, seen: Set<string>): string | undefined {
  if (seen.has(id)) return `the heading id "${id}" is there twice`;
  seen.add(id);
  return undefined;
}

function unresolved({ kind, name }: Mention, named: Named): string | undefined {
  // These are looked at with the proofs themselves.
  if (kind === 'proof') return undefined;
  if (kind === 'diagram') {
    return named.diagrams.includes(name)
      ? undefined
      : `no diagram "${name}" (has: ${named.diagrams.join(', ')})`;
  }
  if (kind === 'chart') return named.chartProblem(name);
  const [start = '', part] = name.split(kind === 'snippet' ? '#' : /\/(.*)/s);
  // A companion is named as its file is: worker-pool.worker.
  const id = start.split('.')[0]!;
  const snippet = named.snippets.find((candidate) => candidate.id === id);
  const file = snippet && filesOf(snippet).find((path) => basename(path) === `${start}.ts`);
  if (!file) return `no snippet "${start}"`;
  if (kind === 'snippet') {
    if (part === undefined) return undefined;
    const regions = [...regionsOf(readFileSync(file, 'utf8')).keys()];
    return regions.includes(part)
      ? undefined
      : `no region "${part}" in ${start} (has: ${regions.join(', ') || 'none'})`;
  }
  const names = readRecording(id)?.header.measurements.map((measurement) => measurement.name) ?? [];
  return names.includes(part!)
    ? undefined
    : `no measurement "${part}" in ${id} (has: ${names.join(', ') || 'none'})`;
}

/** Both languages have the same pages, and each page names the same things in the same order. */
function inStep(english: readonly Page[], chinese: readonly Page[]): Problem[] {
  const problems: Problem[] = [];
  const lone = (mine: readonly Page[], theirs: readonly Page[], folder: string): void => {
    for (const page of mine) {
      if (!theirs.some(({ name }) => name === page.name))
        problems.push({ at: page.path, message: `has no twin ${folder}/${page.name}` });
    }
  };
  lone(english, chinese, 'site/zh');
  lone(chinese, english, 'site/en');
  for (const page of english) {
    const twin = chinese.find(({ name }) => name === page.name);
    const difference = twin && firstDifference(page, twin);
    if (difference) problems.push(difference);
  }
  return problems;
}

function firstDifference(page: Page, twin: Page): Problem | undefined {
  const length = Math.max(page.mentions.length, twin.mentions.length);
  for (let index = 0; index < length; index++) {
    const [one, other] = [page.mentions[index], twin.mentions[index]];
    if (one?.kind === other?.kind && one?.name === other?.name) continue;
    const tell = (mention: Mention | undefined, path: string): string =>
      mention
        ? `${mention.kind} ${mention.name} (${path}:${mention.line})`
        : `nothing more (${path})`;
    return {
      at: `${twin.path}:${other?.line ?? 1}`,
      message: `not in step with its twin: ${tell(one, page.path)} against ${tell(other, twin.path)}`,
    };
  }
  return undefined;
}

function unused(pages: readonly Page[], { snippets, charts }: Named): Problem[] {
  const shown = new Set(
    pages.flatMap(({ mentions }) =>
      mentions.filter(({ kind }) => kind === 'snippet').map(({ name }) => name.split('#')[0]),
    ),
  );
  const drawn = new Set(
    pages.flatMap(({ mentions }) =>
      mentions.filter(({ kind }) => kind === 'chart').map(({ name }) => name),
    ),
  );
  return [
    ...snippets
      .filter(({ id }) => !shown.has(id))
      .map(({ id, topic }) => ({
        at: `snippets/${topic}/${id}.ts`,
        message: 'no page shows this snippet; name it with <<< on both pages of its topic',
      })),
    ...charts
      .filter((id) => !drawn.has(id))
      .map((id) => ({
        at: `site/.vitepress/charts/${id}.ts`,
        message: `no page shows this chart; name it with <<< chart:${id} in both languages`,
      })),
  ];
}
