/** What proofs about messages share: their text as somebody meets it, without what differs from run to run. */
import { spawn, type SpawnOptions } from 'node:child_process';
import { once, type EventEmitter } from 'node:events';
import { tmpdir } from 'node:os';
import { inspect, stripVTControlCharacters } from 'node:util';
import { run } from './proving.ts';

/** Puts one name for whatever has another on each machine and run: folders, programs, pids, ports. */
export const masked = (text: string): string =>
  stripVTControlCharacters(text)
    .replaceAll(process.execPath, '/usr/bin/node')
    .replaceAll(tmpdir(), '/srv/app')
    .replaceAll(process.cwd(), '/srv/app')
    .replaceAll(/program-\d+(?=\.[mc]js)/g, 'app')
    .replaceAll(/(?<=[\w\])*]:|::)\d{4,5}\b/g, '3000')
    .replaceAll(/\(node:\d+\)/g, '(node:4711)')
    .replaceAll(/\{\s+\}/g, '{}')
    .trim();

/** How a line begins that names an error. */
const named = /^\[?[A-Z]\w*(?: \[\w+\])?: /;

/** The first line of an error, as Node.js prints it, without the source that may stand above it; and its code, where that is below. */
export function printed(error: unknown): string {
  const text = inspect(error).replace(/^<ref \*1> /, '');
  const lines = masked(text).split('\n');
  const first = lines.find((line) => named.test(line)) ?? lines[0]!;
  const code = lines.find((line) => /^\s+code: '/.test(line))?.trim() ?? '';
  const name = /'(.*)'/.exec(code)?.[1] ?? '';
  const said = first.replace(/ \{$/, '').replace(/^\[(.*)\]$/, '$1');
  return said.includes(name) ? said : `${said}\n  ${code.replace(/,$/, '')}`;
}

/** What an attempt throws, or rejects with. */
export async function thrown(work: () => unknown): Promise<string> {
  try {
    await work();
    return 'no error';
  } catch (error) {
    return printed(error);
  }
}

/** The error that this emits next, also where the call that makes it throws one. */
export const emitted = (make: () => EventEmitter): Promise<string> =>
  thrown(async () => {
    const [error] = (await once(make(), 'error')) as [unknown];
    throw error;
  });

/** The lines of a text that look so, without their space. */
export const lines = (text: string, form: RegExp): string =>
  masked(text)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => form.test(line))
    .join('\n');

/** The line with which Node.js names the error that ends a program. */
export const lastWords = async (
  source: string,
  options: Parameters<typeof run>[1] = {},
): Promise<string> => {
  const { stderr } = await run(source, options);
  return (
    lines(stderr, named).split('\n')[0]!.replace(/ \{$/, '') || masked(stderr)
  );
};

/** What a line of the shell says on stderr, and the exit code that the shell has for it. */
export async function shell(
  line: string,
  options: SpawnOptions = {},
): Promise<{ said: string; code: number | null }> {
  const child = spawn('sh', ['-c', line], {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child
    .stderr!.setEncoding('utf8')
    .on('data', (part: string) => (said += part));
  const [code] = (await once(child, 'close')) as [number | null];
  return { said: masked(said), code };
}
