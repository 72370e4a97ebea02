/**
 * Asks programs in other languages by argv, stdin and exit code, and says in one
 * sentence where a language is missing; name others, such as ruby, as arguments.
 *
 * @zh 用 argv、stdin 和退出码调用别的语言写的程序；缺了哪种语言，就用一句话说清楚。其他语言（比如 ruby）可以作为参数给出。
 * @needs python3, sh
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

// #region programs
/** How each is started, with a program that adds the numbers on stdin. */
const python = `
import json, sys
try:
    numbers = json.load(sys.stdin)
    print(json.dumps({"unit": sys.argv[1], "sum": sum(numbers)}))
except (ValueError, TypeError) as error:
    print(error, file=sys.stderr)
    sys.exit(2)
`;
const ruby = `
require "json"
puts({ unit: ARGV[0], sum: JSON.parse(STDIN.read).sum }.to_json)
`;
const sh = `
sum=0
for n in $(tr -d '[]' | tr , ' '); do sum=$((sum + n)); done
printf '{"unit":"%s","sum":%d}' "$1" "$sum"
`;
const languages: Record<string, string[]> = {
  python3: ['-c', python],
  ruby: ['-e', ruby, '--'],
  sh: ['-c', sh, 'sh'],
  cobol85: ['-e', ''],
};
// #endregion programs

// #region ask
/** Data on stdin, a word on argv, the answer on stdout. */
async function ask(language: string, input: unknown): Promise<unknown> {
  const [option = '', ...rest] = languages[language] ?? [];
  const child = spawn(language, [option, ...rest, 'kg']);
  child.stdin.on('error', () => {}); // It may end before it has read.
  child.stdin.end(JSON.stringify(input));
  const [output, problem, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'), // Rejects when the program is missing.
  ]).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    const message = `${language} is missing: install it, or mend PATH`;
    throw new Error(message, { cause: error });
  });
  if (code !== 0) throw new Error(`${language}: ${problem.trim()} (${code})`);
  return JSON.parse(output);
}
// #endregion ask

// #region use
const named = process.argv.slice(2);
const chosen = named.length > 0 ? named : ['python3', 'sh', 'cobol85'];
const answers: unknown[] = [];
for (const language of chosen) {
  const answer = await ask(language, [20, 22]).catch(String);
  answers.push(answer);
  console.log(`${language}: ${JSON.stringify(answer)}`);
}
const wrong = await ask('python3', ['20', 22]).catch(String);
console.log(wrong);
// #endregion use

if (named.length === 0) {
  const sum = { unit: 'kg', sum: 42 };
  assert.deepEqual(answers.slice(0, 2), [sum, sum]);
  assert.match(String(answers[2]), /is missing: install it/);
}
assert.match(String(wrong), /unsupported operand.*\(2\)/);
