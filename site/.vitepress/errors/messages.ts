import { stripVTControlCharacters } from 'node:util';
import type { Seen } from '../../../snippets/proving.ts';
import { supportedVersions } from '../../../scripts/nodes/versions.ts';
import { readProofs, type Proof } from '../../../scripts/proofs/catalog.ts';
import { outcomesOf, outcomeText } from '../../../scripts/proofs/outcomes.ts';
import { readRecording } from '../../../scripts/recording/recording.ts';
import { once } from '../pages/once.ts';
import { topicOutcomes } from '../pages/outcomes.ts';
import type { Source } from './row.ts';

/** A message, and the versions of Node that say it so; none where one recording shows it. */
export interface Message {
  text: string;
  versions: string[];
}

const proofs = once<void, readonly Proof[]>(() => readProofs());

/** The proof of this id. @throws Error where there is none. */
export function proofOf(id: string): Proof {
  const proof = proofs().find((candidate) => candidate.id === id);
  if (!proof) throw new Error(`no proof "${id}"`);
  return proof;
}

/**
 * The message that a source holds, as each version of Node words it; the newest wording first.
 *
 * @throws Error where it is not there any more.
 */
export function messagesOf(source: Source): Message[] {
  if ('documented' in source) return [{ text: source.text, versions: [] }];
  if ('run' in source) {
    const recording = readRecording(source.run);
    if (!recording) throw new Error(`no recording of "${source.run}"`);
    const printed = recording.output.map(({ text }) => text).join('');
    const text = source.text.exec(stripVTControlCharacters(printed))?.[0];
    if (text === undefined)
      throw new Error(`the recording of ${source.run} does not say ${source.text}`);
    return [{ text, versions: [] }];
  }
  const outcomes = outcomesOf(proofOf(source.proof), topicOutcomes);
  const messages: Message[] = [];
  for (const version of supportedVersions) {
    const seen = outcomes[version];
    const text = seen === undefined ? undefined : pieceOf(seen, source);
    // A version on which the situation is no error has no message.
    if (text === undefined || /^(no error|no warning|)$/.test(text)) continue;
    const known = messages.find((message) => message.text === text);
    if (known) known.versions.push(version);
    else messages.unshift({ text, versions: [version] });
  }
  if (messages.length === 0) {
    const piece = source.of === undefined ? '' : ` (${source.of})`;
    throw new Error(
      `${source.proof}${piece} does not say ${source.text ?? 'anything'} on any version of Node`,
    );
  }
  return messages;
}

function pieceOf(seen: Seen, { of, text }: Extract<Source, { proof: string }>): string | undefined {
  const whole = of === undefined || typeof seen === 'string' ? outcomeText(seen) : seen[of];
  return text && whole !== undefined ? text.exec(whole)?.[0] : whole;
}

/**
 * What names a message in few letters: its first line where that is short, else its code, else its beginning. The class of an
 * error goes, unless it says nothing else.
 */
export function shortOf(text: string): string {
  const first = text.split('\n')[0]!.trim();
  const line = first.replace(/^(?:\w*Error|DOMException)(?: \[\w+\])?: /, '').replace(/:$/, '');
  if (line.length <= 34) return line;
  const code =
    /\b(ERR_[A-Z0-9_]+|UND_ERR_[A-Z_]+|HPE_[A-Z_]+|DEP\d{4}|exit code \d+|E[A-Z0-9]{3,}|SIG[A-Z0-9]{3,})\b/.exec(
      text,
    )?.[0];
  return code ?? `${line.slice(0, 42).trimEnd()} …`;
}
