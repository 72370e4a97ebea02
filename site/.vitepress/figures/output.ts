import Anser from 'anser';
import type { OutputChunk } from '../../../scripts/recording.ts';

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

/* eslint-disable no-control-regex -- control characters are what this module is about */

// Colours and weights stay; cursor movements, titles, links and the like are dropped.
const otherSequences =
  /\u001b(?:\[[0-?]*[ -/]*[@-ln-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[PX^_][^\u001b]*(?:\u001b\\)?|[@-OQ-WYZ\\]|[ -/]+[0-~]|[0-?])/g;
const controls =
  /[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** One line of output as HTML. */
export interface OutputLine {
  at: number;
  stream: OutputChunk['stream'];
  html: string;
}

/**
 * Recorded output as lines of HTML: colours become classes, and whatever could act on the page or
 * mislead a reader (other escape sequences, control characters, changes of direction) becomes visible or goes.
 */
export function outputLines(output: readonly OutputChunk[]): OutputLine[] {
  const lines: OutputLine[] = [];
  let open: OutputLine | undefined;
  let length = 0;
  for (const { at, stream, text } of output) {
    for (const { content, classes } of spans(text)) {
      content.split('\n').forEach((part, index) => {
        if (index > 0) open = undefined;
        // An empty part after the last newline begins no line yet.
        if (part === '' && (open || index === content.split('\n').length - 1)) return;
        if (!open || open.stream !== stream) {
          open = { at, stream, html: '' };
          length = 0;
          lines.push(open);
        }
        const kept = part.slice(0, Math.max(0, longestLine - length));
        length += part.length;
        open.html += classes ? `<span class="${classes}">${visible(kept)}</span>` : visible(kept);
        if (kept.length < part.length)
          open.html += `<span class="o-control">… ${part.length - kept.length} more characters</span>`;
      });
      if (content.endsWith('\n')) open = undefined;
    }
  }
  return lines;
}

function spans(text: string): { content: string; classes: string }[] {
  return Anser.ansiToJson(text.replace(otherSequences, ''), {
    use_classes: true,
    remove_empty: true,
  }).map((span) => ({
    content: span.content,
    classes: [
      span.fg,
      span.bg && `${span.bg}-bg`,
      ...(span.decorations ?? []).map((name) => `ansi-${name}`),
    ]
      .filter((name): name is string => Boolean(name) && /^[a-z-]+$/.test(name!))
      .join(' '),
  }));
}

/** Escaped, with control characters shown by their number. */
function visible(text: string): string {
  return escape(text).replace(controls, (character) => {
    const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
    return `<span class="o-control">U+${code}</span>`;
  });
}
