import type { Language } from '../../../scripts/pages/pages.ts';

/** A text in both languages; inline Markdown. */
export type Both = Record<Language, string>;

/** Where the text of a message comes from. Nobody types one that can be tried here. */
export type Source =
  /** What a proof gave back: all of it, of one variation, or the piece of it that looks so. */
  | { proof: string; of?: string; text?: RegExp }
  /** What the recording of a snippet printed. */
  | { run: string; text: RegExp }
  /** It cannot be tried here: another system, or the end of the machine. `text` is what the documentation says. */
  | { documented: string; text: string };

/** One thing that a reader may come with: a message, a code, a signal, or a symptom without any. */
export interface Row {
  /** The same in both languages, and for ever: people link to it. */
  id: string;
  from: Source;
  /** Where there is no message: what somebody notices. `from` then is what shows it. */
  symptom?: Both;
  happened: Both;
  todo: Both;
  /** Sections that explain it, `page#section` or `interview/question`; they name the row, too. */
  explained: string | readonly string[];
  /** Other words that somebody may search with, in any language. */
  also?: string;
}

/** Rows by where they show. */
export interface Group {
  id: string;
  rows: readonly Row[];
}

/** The sections that explain a row. */
export const placesOf = ({ explained }: Row): readonly string[] =>
  typeof explained === 'string' ? [explained] : explained;
