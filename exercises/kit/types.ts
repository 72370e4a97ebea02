/** What an exercise is made of. Its judge knows the task's interface and nothing of a solution's inside. */

/** One text in both languages. */
export interface Text {
  en: string;
  zh: string;
}

/** One thing that a solution must do. */
export interface Demand<Solution> {
  /** A word, unique in its exercise. */
  id: string;
  says: Text;
  /**
   * Attacks a solution. It may wait for ever: whoever runs it sees when nothing happens any more.
   *
   * @throws Broken where the demand does not hold.
   */
  check: (solution: Solution) => Promise<void>;
}

/** A task that a reader solves in code. */
export interface Exercise<Solution> {
  title: Text;
  /** About how long it takes, in minutes. */
  minutes: number;
  /** What is to be written and why that is hard, in a few sentences of Markdown. */
  task: Text;
  demands: readonly Demand<Solution>[];
  /** What the skeleton breaks, where it is a program that works; it breaks everything where it is only a frame. */
  skeletonBreaks?: readonly string[];
  hints: readonly [Text, Text, Text];
  /** Sections of the site that explain what is needed, as `page#section`. */
  sections: readonly string[];
  /** The question of the interview part that asks for it, by its slug. */
  question?: string;
  /** Programs that its judge starts, by their names in `scripts/catalog/needs.ts`. */
  needs?: readonly string[];
}

/** Gives demands their types from one word. */
export const exercise = <Solution>(whole: Exercise<Solution>): Exercise<Solution> => whole;

/** How a demand was broken, as the judge tells it. */
export interface Breach {
  /** What was done, in order. */
  steps: readonly Text[];
  expected: Text;
  happened: Text;
}

/** A demand does not hold. */
export class Broken extends Error {
  readonly happened: Text;

  constructor(happened: Text) {
    super(happened.en);
    this.happened = happened;
  }
}
