/** A number that a snippet takes after its name, as its header says: `@takes 1..8 4 threads / 线程数`. */
export interface Taken {
  /** What it means, in a word or two. */
  label: { en: string; zh: string };
  /** The least and the most with which the snippet still proves its lesson. */
  from: number;
  to: number;
  /** What a reader is offered first. */
  usual: number;
}

const form = /^(\d+)\.\.(\d+) (\d+) (\S.*?) \/ (\S.*)$/;

/**
 * Reads what stands behind `@takes`.
 *
 * @param text - In one line, with single spaces.
 * @returns what is wrong with it, in a sentence, where it is no number with its limits.
 */
export function readTaken(text: string): Taken | string {
  const [, from, to, usual, en, zh] = form.exec(text) ?? [];
  if (en === undefined || zh === undefined)
    return `@takes wants limits, a usual number and a label in both languages, as in "@takes 1..8 4 threads / 线程数", not "${text}"`;
  const taken = { label: { en, zh }, from: Number(from), to: Number(to), usual: Number(usual) };
  if (!Number.isSafeInteger(taken.to)) return `@takes ${from}..${to}: the upper limit is too large`;
  if (taken.from >= taken.to) return `@takes ${from}..${to}: the first limit is the lower one`;
  if (taken.usual < taken.from || taken.usual > taken.to)
    return `@takes ${from}..${to} ${usual}: the usual number lies outside of its own limits`;
  return taken;
}

const words = {
  en: {
    count: (id: string, wanted: number) =>
      wanted === 0
        ? `${id} takes no numbers.`
        : `${id} takes ${wanted === 1 ? 'one number' : `${wanted} numbers`}: give all of them or none.`,
    limits: ({ label, from, to }: Taken) =>
      `${label.en}: give a whole number from ${from} to ${to}.`,
    number: ({ label }: Taken, given: string) =>
      `${label.en}: give a whole number, not "${given}".`,
  },
  zh: {
    count: (id: string, wanted: number) =>
      wanted === 0
        ? `${id} 不接受数字参数。`
        : `${id} 接受 ${wanted} 个数字：要么全部给出，要么都不给。`,
    limits: ({ label, from, to }: Taken) => `${label.zh}：请填 ${from} 到 ${to} 之间的整数。`,
    number: ({ label }: Taken, given: string) => `${label.zh}：请填整数，不是“${given}”。`,
  },
};

/**
 * Why a snippet must not be run with these values, which may come from anybody.
 *
 * @returns a sentence that says what to do; undefined where all are within its limits, or there are none.
 */
export function whyNotTaken(
  { id, takes }: { id: string; takes: readonly Taken[] },
  values: readonly unknown[],
  language: 'en' | 'zh',
): string | undefined {
  const t = words[language];
  if (values.length === 0) return undefined;
  if (values.length !== takes.length) return t.count(id, takes.length);
  const wrong = takes.find(({ from, to }, index) => {
    const value = values[index];
    return !(Number.isInteger(value) && (value as number) >= from && (value as number) <= to);
  });
  return wrong && t.limits(wrong);
}

/**
 * Why a snippet would make nothing of what it is given in a terminal. There its limits are the reader's own to leave.
 *
 * @returns a sentence that says what to do; undefined where each number that it takes is one.
 */
export function whyNoNumber(
  takes: readonly Taken[],
  args: readonly string[],
  language: 'en' | 'zh',
): string | undefined {
  const wrong = takes.findIndex((_, at) => args[at] !== undefined && !/^\d+$/.test(args[at]));
  return wrong === -1 ? undefined : words[language].number(takes[wrong]!, args[wrong]!);
}
