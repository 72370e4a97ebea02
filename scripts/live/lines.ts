/** Cuts text into whole lines as they come, with when they came in seconds; `end` gives one without its newline. */
export function lineSplitter(
  started: bigint,
  line: (line: { at: number; text: string }) => void,
): { push: (text: string) => void; end: () => void } {
  let rest = '';
  const now = (): number => Number(process.hrtime.bigint() - started) / 1e9;
  return {
    push(text) {
      const at = now();
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const whole of lines) line({ at, text: `${whole}\n` });
    },
    end() {
      if (rest) line({ at: now(), text: rest });
    },
  };
}
