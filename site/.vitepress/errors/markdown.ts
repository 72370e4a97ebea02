import type { MarkdownRenderer } from 'vitepress';
import { fileURLToPath } from 'node:url';
import { languageOf, prefixes, type Language } from '../../../scripts/pages/pages.ts';
import { castPath } from '../../../scripts/recording/recording.ts';
import { outcomesPath } from '../../../scripts/proofs/outcomes.ts';
import { escape } from '../figures/output.ts';
import { belowSections, insert, standsFor } from '../markdown/places.ts';
import { base } from '../settings.ts';
import { allRows, groups } from './index.ts';
import { messagesOf, proofOf, shortOf } from './messages.ts';
import { placeLink } from './places.ts';
import { placesOf, type Row, type Source } from './row.ts';
import { words } from './words.ts';

/** What VitePress hands to rules along the way. */
interface Env {
  relativePath?: string;
  includes?: string[];
}

/**
 * The Markdown of the page of errors: `<<< errors:starting` shows a group of rows as a table. On every other page, a section that
 * explains a row names it below its text, so that a link leads both ways.
 */
export function errors(md: MarkdownRenderer): void {
  md.block.ruler.before(
    'snippet',
    'errors',
    standsFor(/^<<< errors:([a-z0-9-]+)$/, ([, name], env: Env) => {
      const group = groups.find(({ id }) => id === name);
      if (!group) throw new Error(`no group of errors "${name}"`);
      env.includes?.push(
        ...group.rows.map(({ from }) => fileOf(from)).filter((file) => file !== undefined),
        fileURLToPath(import.meta.resolve(`./rows/${name}.ts`)),
      );
      const inline = (text: string): string => md.renderInline(text, env);
      return table(group.rows, languageOf(env.relativePath ?? ''), inline);
    }),
  );

  md.core.ruler.push('errors-beside', (state) => {
    const path = (state.env as Env).relativePath ?? '';
    const page = /^(?:zh\/)?(.*)\.md$/.exec(path)?.[1];
    if (page === undefined) return;
    const language = languageOf(path);
    const explaining = allRows().filter((row) =>
      placesOf(row).some((place) => place.split('#')[0] === page),
    );
    if (explaining.length === 0) return;
    const lineFor = (place: string): string | undefined => {
      const rows = explaining.filter((row) => placesOf(row).includes(place));
      return rows.length > 0 ? besideLine(rows, language) : undefined;
    };
    belowSections(state, page, lineFor);
    const below = lineFor(page);
    if (below) insert(state, state.tokens.length, below);
  });
}

/** The file that a row's text is read from. */
const fileOf = (from: Source): string | undefined =>
  'proof' in from
    ? outcomesPath(proofOf(from.proof).topic)
    : 'run' in from
      ? castPath(from.run)
      : undefined;

/** What a row is called where it is named: its symptom, or the code of its message. */
export const nameOf = (row: Row, language: Language): string =>
  row.symptom ? row.symptom[language] : shortOf(messagesOf(row.from)[0]!.text);

/** What several rows are called in the same way is named once. */
function besideLine(rows: readonly Row[], language: Language): string {
  const names = rows.map((row) => nameOf(row, language));
  const once = rows.filter((_, index) => names.indexOf(names[index]!) === index);
  const links = once.map((row) => {
    const name = escape(nameOf(row, language).replaceAll('`', ''));
    const text = row.symptom ? name : `<code>${name}</code>`;
    return `<a href="${base}${prefixes[language]}errors#${row.id}">${text}</a>`;
  });
  return `<p class="asked" data-pagefind-ignore v-pre>${words[language].beside} ${links.join(' · ')}</p>\n`;
}

function table(rows: readonly Row[], language: Language, inline: (text: string) => string): string {
  const t = words[language];
  const [happened, todo, explained] = t.columns;
  const head = t.columns.map((column) => `<th scope="col">${column}</th>`).join('');
  const cell = (label: string, html: string): string =>
    `<td data-label="${label}"><div>${html}</div></td>`;
  const body = rows.map((row) =>
    [
      `<tbody id="${row.id}" tabindex="-1"><tr><th scope="rowgroup" colspan="3">${seen(row, language, inline)}</th></tr><tr>`,
      cell(happened, inline(row.happened[language])),
      cell(todo, inline(row.todo[language])),
      cell(explained, explanation(row, language)),
      '</tr></tbody>',
    ].join(''),
  );
  return `<figure class="errors" data-pagefind-ignore><table class="f-table"><thead><tr>${head}</tr></thead>${body.join('')}</table></figure>`;
}

/** The line above a row's cells: the message as each version words it, or the symptom; and the link to the row. */
function seen(row: Row, language: Language, inline: (text: string) => string): string {
  const link = `<a class="errors-link" href="#${row.id}" aria-label="${words[language].link}">#</a>`;
  if (row.symptom)
    return `${link}<span class="errors-symptom">${inline(row.symptom[language])}</span>`;
  const messages = messagesOf(row.from);
  const texts = messages.map(({ text, versions }) => {
    const said = versions.length > 0 && messages.length > 1;
    const mark = said ? `<small>Node ${versions.map(major).join(', ')}</small> ` : '';
    return `${mark}<code>${escape(text).replaceAll('\n', '<br>')}</code>`;
  });
  return link + texts.join('<br>');
}

const major = (version: string): string => version.split('.')[0]!;

/** The last cell: where it is explained, and what its text comes from. */
function explanation(row: Row, language: Language): string {
  const places = placesOf(row).map((place) => {
    const { href, text } = placeLink(place, language);
    return `<a href="${href}">${escape(text)}</a>`;
  });
  return [...places, evidence(row.from, language)].join('');
}

function evidence(from: Source, language: Language): string {
  const t = words[language];
  const at = `${base}${prefixes[language]}`;
  if ('documented' in from) return `<a href="${escape(from.documented)}">${escape(t.notTried)}</a>`;
  if ('run' in from) return `<a href="${at}snippets/${from.run}">${t.recorded}: ${from.run}</a>`;
  const { topic, id } = proofOf(from.proof);
  const versions = [...new Set(messagesOf(from).flatMap((message) => message.versions))]
    .map(major)
    .sort();
  const range = versions.length > 1 ? `${versions[0]}–${versions.at(-1)}` : versions[0];
  return `<a class="proof" href="${at}proofs/${topic}#${id}">${range}</a>`;
}
