/**
 * Talks to a program over stdin and stdout, one JSON text a line, and shows what
 * breaks such a line: chunks, foreign output, and a character that ends lines.
 *
 * @zh 经 stdin、stdout 与程序对话，每行一段 JSON，再看是什么弄坏了这样的行：分块、混进来的输出、一个会断行的字符。
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { lines } from './ipc-stdio.lines.ts';

const file = fileURLToPath(new URL('./ipc-stdio.child.ts', import.meta.url));

// #region talk
// The parent's own flags: they may be what makes .ts files run.
const child = spawn(process.execPath, [...process.execArgv, file], {
  stdio: ['pipe', 'pipe', 'inherit'], // Its log goes to our stderr.
});
const closed = once(child, 'close');
const requests = [
  { id: 1, text: 'hello' },
  { id: 2, text: '多行\n文本' },
  { id: 3, text: 'big', repeat: 200_000 },
  { id: 4, text: 'chatty' },
  { id: 5, text: 'before\u2028after' },
];
for (const request of requests)
  child.stdin.write(`${JSON.stringify(request)}\n`);
child.stdin.end(); // No more requests: the child ends after the last.

interface Answer {
  id: number;
  text: string;
}
const answers = new Map<number, Answer>();
let chunks = 0;
child.stdout.on('data', () => chunks++);
for await (const line of lines(child.stdout)) {
  try {
    const answer: Answer = JSON.parse(line);
    answers.set(answer.id, answer);
  } catch {
    console.log('not an answer:', line);
  }
}
const [code] = await closed;
// #endregion talk

for (const { id, text } of answers.values()) {
  const short = JSON.stringify(text).replace('\u2028', '\\u2028');
  const long = `${text.length.toLocaleString('en')} characters`;
  console.log(`answer ${id}: ${text.length > 40 ? long : short}`);
}
console.log('exit code:', code);
console.log('came in more chunks than lines:', chunks > answers.size + 1);

// #region readline
const line = `${JSON.stringify(requests[4])}\n`;
const parts = [];
for await (const part of createInterface({ input: Readable.from([line]) }))
  parts.push(part);
console.log('readline makes two lines of one:', parts.length === 2);
// #endregion readline

assert.equal(answers.get(3)?.text.length, 600_000);
assert.equal(answers.get(5)?.text, 'BEFORE\u2028AFTER');
const major = Number(process.versions.node.split('.')[0]);
assert.equal(parts.length, major >= 24 ? 2 : 1);
