import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { diagramIds } from '../../diagrams/index.ts';
import { charts, findChart } from '../../site/.vitepress/charts/index.ts';
import { fill, recordingOf } from '../../site/.vitepress/charts/model.ts';
import { filesOf, type Snippet } from '../catalog.ts';
import { readPages, type Mention, type Page } from '../pages.ts';
import { readRecording } from '../recording.ts';
import { regionsOf } from '../regions.ts';
import type { Problem } from './problem.ts';

/** Pages: ids, regions and measurements resolve, headings have ids, both languages are in step, each snippet is shown. */
export function checkPages(snippets: readonly Snippet[]): Problem[] {
  const [english, chinese] = [readPages('en'), readPages('zh')];
  return [
    ...[...english, ...chinese].flatMap((page) => checkPage(page, snippets)),
    ...inStep(english, chinese),
    ...unused(english, snippets),
  ];
}

function checkPage(
  { path, mentions, bareHeadings }: Page,
  snippets: readonly Snippet[],
): Problem[] {
  const problems = bareHeadings.map(({ text, line }) => ({
    at: `${path}:${line}`,
    message: `heading "${text}" has no id; add {#an-id}, the same in both languages`,
  }));
  const seen = new Set<string>();
  for (const mention of mentions) {
    const message =
      mention.kind === 'heading' ? repeated(mention.name, seen) : unresolved(mention, snippets);
    if (message) problems.push({ at: `${path}:${mention.line}`, message });
  }
  return problems;
}

function repeated(id: string, seen: Set<string>): string | undefined {
  if (seen.has(id)) return `the heading id "${id}" is there twice`;
  seen.add(id);
  return undefined;
}

function unresolved({ kind, name }: Mention, snippets: readonly Snippet[]): string | undefined {
  if (kind === 'diagram') {
    return diagramIds().includes(name)
      ? undefined
      : `no diagram "${name}" (has: ${diagramIds().join(', ')})`;
  }
  if (kind === 'chart') return unresolvedChart(name);
  const [start = '', part] = name.split(kind === 'snippet' ? '#' : /\/(.*)/s);
  // A companion is named as its file is: worker-pool.worker.
  const id = start.split('.')[0]!;
  const snippet = snippets.find((candidate) => candidate.id === id);
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

function unresolvedChart(id: string): string | undefined {
  try {
    const chart = findChart(id);
    fill(chart, recordingOf(chart).recording.header, 'en');
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
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

function unused(pages: readonly Page[], snippets: readonly Snippet[]): Problem[] {
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
      .filter(({ id }) => !drawn.has(id))
      .map(({ id }) => ({
        at: `site/.vitepress/charts/${id}.ts`,
        message: `no page shows this chart; name it with <<< chart:${id} in both languages`,
      })),
  ];
}
