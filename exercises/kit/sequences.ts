/**
 * Sequences of steps, the shortest first: so the first one that breaks a solution is the shortest there is among them, and
 * none has to be made shorter afterwards.
 *
 * @param alphabet - The steps.
 * @param whole - Up to this length every sequence is there.
 * @param longer - How many of each length after that, drawn at random: `[length, how many]`.
 */
export function* sequences<Step>(
  alphabet: readonly Step[],
  whole: number,
  longer: readonly (readonly [length: number, amount: number])[],
): Generator<Step[]> {
  let last: Step[][] = [[]];
  for (let length = 1; length <= whole; length++) {
    last = last.flatMap((steps) => alphabet.map((step) => [...steps, step]));
    yield* last;
  }
  for (const [length, amount] of longer)
    for (let n = 0; n < amount; n++)
      yield Array.from({ length }, () => alphabet[Math.floor(Math.random() * alphabet.length)]!);
}
