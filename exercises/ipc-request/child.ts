/** The child of the judge: it serves with the file that is judged, which its argument names. */
import type { serve } from './skeleton.ts';

/** What the judge asks for. */
export type Work =
  | { do: 'echo'; value: unknown }
  | { do: 'throw'; message: string }
  /** Answers once it is let go. */
  | { do: 'hold'; key: string }
  | { do: 'let go'; key: string }
  | { do: 'exit' }
  | { do: 'bigint' }
  /** Sends messages that are no answers. */
  | { do: 'noise' };

const file = process.argv[2];
if (process.send && file) {
  const solution = (await import(file)) as { serve: typeof serve };
  const held = new Map<string, () => void>();
  solution.serve((what) => {
    const work = what as Work;
    switch (work.do) {
      case 'echo':
        return work.value;
      case 'throw':
        throw new RangeError(work.message);
      case 'hold':
        return new Promise((resolve) => held.set(work.key, () => resolve(work.key)));
      case 'let go':
        held.get(work.key)?.();
        return undefined;
      case 'exit':
        return process.exit(0);
      case 'bigint':
        return 1n;
      case 'noise':
        process.send!(null);
        process.send!('noise');
        return 'sent';
    }
  });
}
