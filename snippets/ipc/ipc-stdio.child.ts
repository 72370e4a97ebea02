// The child of ipc-stdio.ts: reads requests from stdin, writes answers to stdout.
import { once } from 'node:events';
import { lines } from './ipc-stdio.lines.ts';

interface Request {
  id: number;
  text: string;
  repeat?: number;
}

// #region child
for await (const line of lines(process.stdin)) {
  const { id, text, repeat = 1 }: Request = JSON.parse(line);
  // As some library may do: now stdout is not only answers.
  if (text === 'chatty') console.log('debug: got', id);
  const answer = { id, text: text.toUpperCase().repeat(repeat) };
  const flows = process.stdout.write(`${JSON.stringify(answer)}\n`);
  // The reader is slow: wait, else the answers pile up here.
  if (!flows) await once(process.stdout, 'drain');
}
// #endregion child
