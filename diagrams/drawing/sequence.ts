import { arrow } from './arrow.ts';
import { box, sentence, text, type Area, type Box, type Item, type Tone } from './model.ts';

/** Someone who sends and receives. */
export interface Participant {
  lines: string[];
  /** The column of the lifeline. */
  x: number;
  /** The width of the box on top of it. */
  w: number;
  tone?: Tone;
}

/** What happens next, from top to bottom. */
export type Step =
  | {
      does: 'send';
      from: Participant;
      to: Participant;
      label: string;
      /** The end of the arrow that the label stands at. */
      near: 'from' | 'to';
      dashed: boolean;
      tone: Tone;
    }
  /** The receiver, to the right, begins here: the arrow points at its box. */
  | { does: 'create'; from: Participant; to: Participant; label: string }
  | { does: 'note'; on: Participant; w: number; lines: string[]; tone: Tone }
  | { does: 'aside'; on: Participant; lines: string[] }
  /** Between these two the lifeline is drawn as work. */
  | { does: 'work'; who: Participant }
  | { does: 'rest'; who: Participant }
  /** The lifeline ends. */
  | { does: 'end'; who: Participant }
  | { does: 'pause' };

interface SendOptions {
  near?: 'from' | 'to';
  dashed?: boolean;
  tone?: Tone;
}

/** A message, a request or a signal. */
export const send = (
  from: Participant,
  to: Participant,
  label: string,
  { near = 'from', dashed = false, tone = 'message' }: SendOptions = {},
): Step => ({ does: 'send', from, to, label, near, dashed, tone });

export const create = (from: Participant, to: Participant, label: string): Step => ({
  does: 'create',
  from,
  to,
  label,
});

/** A box on a lifeline: what its owner does now. */
export const note = (on: Participant, w: number, lines: string[], tone: Tone = 'plain'): Step => ({
  does: 'note',
  on,
  w,
  lines,
  tone,
});

/** Words to the right of a lifeline. */
export const aside = (on: Participant, lines: string[]): Step => ({ does: 'aside', on, lines });

export const work = (who: Participant): Step => ({ does: 'work', who });
export const rest = (who: Participant): Step => ({ does: 'rest', who });
export const end = (who: Participant): Step => ({ does: 'end', who });
export const pause: Step = { does: 'pause' };

/** Lays out participants, their lifelines, and what happens between them. */
export function sequence(participants: readonly Participant[], steps: readonly Step[]): Item[] {
  const items: Item[] = [];
  /** The box that each lifeline hangs from just now. */
  const hooks = new Map<Participant, Box>();
  /** The row where each one's present work began. */
  const bars = new Map<Participant, number>();

  const centred = (who: Participant, w: number): number => who.x - Math.floor(w / 2);
  const head = (who: Participant, y: number): Box => {
    const drawn = box(centred(who, who.w), y, who.w, who.lines, who.tone);
    items.push(drawn);
    return drawn;
  };
  const lifeline = (who: Participant, to: Area): void => {
    const hook = hooks.get(who);
    if (hook) items.push(...arrow(hook, to, { at: who.x, heads: 'none', tone: 'quiet' }));
  };
  const rest = (who: Participant, until: number): void => {
    const y = bars.get(who);
    if (y !== undefined) items.push({ kind: 'bar', x: who.x, y, until });
    bars.delete(who);
  };
  const on = ({ x }: Participant, y: number): Area => ({ x, y, w: 1, h: 1 });

  const created = steps.flatMap((step) => (step.does === 'create' ? [step.to] : []));
  for (const who of participants) {
    if (!created.includes(who)) hooks.set(who, head(who, 0));
  }
  // Heads of one height stand in one line.
  let row = Math.max(...[...hooks.values()].map(({ h }) => h));
  for (const one of hooks.values()) one.h = row;

  for (const step of steps) {
    switch (step.does) {
      case 'send': {
        const { from, to, label, near, dashed, tone } = step;
        items.push(...arrow(on(from, row + 1), on(to, row + 1), { dashed, tone }));
        const beside = near === 'from' ? from : to;
        const other = near === 'from' ? to : from;
        items.push(
          ...(other.x > beside.x
            ? text(beside.x + 2, row, label)
            : text(beside.x - 2, row, label, 'end')),
        );
        row += 2;
        break;
      }
      case 'create': {
        const { from, to, label } = step;
        const created = head(to, row);
        hooks.set(to, created);
        items.push(...arrow(on(from, row + 1), created, { tone: 'message' }));
        items.push(...text(from.x + 2, row, label));
        row += created.h;
        break;
      }
      case 'note': {
        rest(step.on, row - 1);
        const { on: who, w, lines, tone } = step;
        const drawn = sentence(centred(who, w), row, w, lines, tone);
        items.push(drawn);
        lifeline(step.on, drawn);
        hooks.set(step.on, drawn);
        row += drawn.h;
        break;
      }
      case 'aside':
        items.push(...text(step.on.x + 2, row, step.lines));
        row += step.lines.length;
        break;
      case 'work':
        bars.set(step.who, row);
        break;
      case 'rest':
        rest(step.who, row - 1);
        break;
      case 'end':
        rest(step.who, row - 1);
        // A lifeline that ends in a box needs no more line.
        if (hooks.get(step.who)!.y + hooks.get(step.who)!.h < row)
          lifeline(step.who, on(step.who, row - 1));
        hooks.delete(step.who);
        break;
      case 'pause':
        row += 1;
        break;
    }
  }
  for (const who of participants) {
    rest(who, row - 1);
    lifeline(who, on(who, row));
  }
  return items;
}
