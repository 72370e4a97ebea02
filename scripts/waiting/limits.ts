// How long anything is waited for. A limit is there to end what hangs; what is only slow must never meet it. So limits are
// long (what hangs costs time and nothing else), and a run that still works when its limit comes is let go on.
import type { WorkLimits } from './at-work.ts';
import { UserError } from '../terminal/messages.ts';

/** Multiplies every limit, for machines on which even these are short. */
const variable = 'TIME_LIMITS';

/**
 * A limit as this machine needs it.
 *
 * @throws UserError where the variable holds no number that could multiply anything.
 */
function scaled(milliseconds: number): number {
  const text = process.env[variable] || '1';
  const factor = Number(text);
  if (!(factor > 0 && Number.isFinite(factor)))
    throw new UserError(`${variable} takes a number above 0, such as 4, not "${text}".`, 2);
  return milliseconds * factor;
}

/** Milliseconds that a snippet gets before it is asked whether it still works: see {@link whyHung}. */
export const timeLimitOf = ({ measures }: { measures: boolean }): number =>
  scaled(measures ? 90_000 : 30_000);

/** Milliseconds that somebody waits for what must come, such as a test for a line, a browser for a page. */
export const patience = (): number => scaled(180_000);

/** Milliseconds that a file of tests may take. One that is left open by a test that failed would never end. */
export const testFileLimit = (): number => scaled(1_200_000);

/** Milliseconds that a server somewhere else gets for an answer. */
export const answerLimit = (): number => scaled(20_000);

/** Milliseconds that the installation of a browser may take. */
export const installLimit = (): number => scaled(300_000);

/** Milliseconds that a proof gets before it is asked whether it still works. */
export const proofLimit = (): number => scaled(60_000);

/** Milliseconds between a signal that asks a run to end and its end by force. */
export const grace = (): number => scaled(5_000);

/** What is left of a run when its snippet has ended may still do this: a child that ends by itself does no more. */
export const moment: WorkLimits = { idle: 300, work: 300, fromStart: false };

/** Up to where an attack on a solution counts as still on its way: it may wait this long, and work this long. */
export const silence = (): WorkLimits => ({
  idle: scaled(3_000),
  work: scaled(30_000),
  fromStart: true,
});

/** Up to where a run that did not end in its time counts as slow; beyond, as hung. */
export const overtime = (timeLimit: number): WorkLimits => ({
  idle: timeLimit / 6,
  work: timeLimit * 2,
  fromStart: true,
});

/**
 * Why a run was ended, as a message says it after the snippet's id.
 *
 * @param how - What its processes did in overtime.
 */
export const whyHung = (how: 'idle' | 'busy', timeLimit: number): string =>
  how === 'idle'
    ? `did not end in ${timeLimit / 1000} s: is a worker or a port still open?`
    : `did not end in ${timeLimit / 1000} s, nor with twice that much processor time: does a loop never end? (If it only needs longer, set ${variable}=4)`;
