import Anser, { type AnserJsonEntry } from 'anser';
import type { Language } from '../../../scripts/pages/pages.ts';
import type { OutputChunk } from '../../../scripts/recording/recording.ts';
import { words } from './words.ts';

/** Longer lines are cut on the page; the raw recording has them whole. */
const longestLine = 2000;

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text as HTML that shows exactly that text. */
export const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => entities[character]!);

/** A sentence as HTML, with its code. */
export const inline = (text: string): string =>
  escape(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');

/* eslint-disable no-control-regex -- control characters are what this module is about */

// Colours and weights (`ESC [ 1;31 m`) stay; cursor movements, titles, links, resets and the like are dropped. A string
// that nothing ends is dropped up to the end of its line, not to that of the output.
const otherSequences =
  /\u001b(?:\[(?![\d;]*m)[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\u001b\n]*(?:\u0007|\u001b\\)?|[ -/]+[0-~]|[0-OQ-WYZ\\`-~])/g;
/** The beginning of a sequence whose end may come with the next chunk. */
const unfinished = /\u001b(?:\[[0-?]*[ -/]*|[\]PX^_][^\u0007\u001b\n]*\u001b?|[ -/]*)$/;
const controls =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** One line of output as HTML. */
export interface OutputLine {
  at: number;
  stream: OutputChunk['stream'];
  html: string;
}

/**
 * Recorded output as lines of HTML: colours become classes, and whatever could act on the page or
 * mislead a reader (other escape sequences, control characters, changes of direction) becomes visible or goes.
 *
 * @param language - Of the note on a line that was cut.
 */
export function outputLines(
  output: readonly OutputChunk[],
  language: Language = 'en',
): OutputLine[] {
  const lines: OutputLine[] = [];
  const spansOf = { stdout: spanReader(), stderr: spanReader() };
  let open: OutputLine | undefined;
  let length = 0;
  for (const { at, stream, text } of output) {
    for (const { content, classes } of spansOf[stream](text)) {
      const parts = content.split('\n');
      parts.forEach((part, index) => {
        if (index > 0) open = undefined;
        // An empty part after the last newline begins no line yet.
        if (part === '' && (open || index === parts.length - 1)) return;
        if (!open || open.stream !== stream) {
          open = { at, stream, html: '' };
          length = 0;
          lines.push(open);
        }
        const kept = part.slice(0, Math.max(0, longestLine - length));
        length += part.length;
        open.html += classes ? `<span class="${classes}">${visible(kept)}</span>` : visible(kept);
        if (kept.length < part.length)
          open.html += `<span class="o-control">${words[language].cut(part.length - kept.length)}</span>`;
      });
    }
  }
  return lines;
}

/**
 * Reads the chunks of one stream. A pipe may cut anywhere: a colour that one chunk sets, or a sequence that it
 * begins, goes on in the next.
 */
function spanReader(): (text: string) => { content: string; classes: string }[] {
  const anser = new Anser();
  let rest = '';
  return (text) => {
    const whole = rest + text;
    rest = unfinished.exec(whole)?.[0] ?? '';
    const ready = whole.slice(0, whole.length - rest.length).replace(otherSequences, '');
    // Anser gives what stands before the first sequence no colour. This one, "first font", changes none.
    return anser
      .ansiToJson(`\u001b[10m${ready}`, { use_classes: true, remove_empty: true })
      .map((span) => ({ content: span.content, classes: classesOf(span) }));
  };
}

function classesOf({ fg, bg, decorations }: AnserJsonEntry): string {
  return [fg, bg && `${bg}-bg`, ...decorations.map((name) => `ansi-${name}`)]
    .filter((name): name is string => Boolean(name) && /^[a-z-]+$/.test(name!))
    .join(' ');
}

/** Escaped, with control characters shown by their number. */
function visible(text: string): string {
  return escape(text).replace(controls, (character) => {
    const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
    return `<span class="o-control">U+${code}</span>`;
  });
}
