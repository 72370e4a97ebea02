import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Snippet } from '../catalog/catalog.ts';
import { differenceOf } from '../recording/compare.ts';
import { referenceVersion } from '../nodes/versions.ts';
import { root } from '../checkout/paths.ts';
import { record, RunFailed, type RecordOptions } from '../recording/recorder.ts';
import { readRecording, type Recording } from '../recording/recording.ts';
import { testRunner } from '../testing/test-files.ts';

/** What was wrong with a run. */
export interface Fault {
  /** In a few words. */
  what: string;
  /** What it printed, or how that differs. */
  output: string;
}

/**
 * Runs a snippet again and again, as often as the function that comes back is called.
 *
 * @returns A function that runs it once and tells what was wrong; undefined where nothing was.
 */
export function attempts(
  snippet: Snippet,
  options: RecordOptions,
): () => Promise<Fault | undefined> {
  // On the version of the recordings that is what it must print; elsewhere, what it printed first.
  let expected: Recording | undefined =
    options.machine.node === referenceVersion ? readRecording(snippet.id) : undefined;
  return async () => {
    try {
      const now = await record(snippet, options);
      expected ??= now;
      const difference = differenceOf(snippet, expected, now);
      return difference ? { what: 'prints something else', output: difference } : undefined;
    } catch (error) {
      if (!(error instanceof RunFailed)) throw error;
      return { what: error.message, output: error.output };
    }
  };
}

/** Runs a test file once. @returns what was wrong; undefined where nothing was. */
export function tryTest(
  file: string,
  options: { node: string; cwd: string; signal: AbortSignal; env?: NodeJS.ProcessEnv },
): Promise<Fault | undefined> {
  const { node, cwd, signal, env } = options;
  const register = pathToFileURL(join(root, 'scripts/register.mjs')).href;
  const child = spawn(node, ['--import', register, ...testRunner(), file], {
    cwd,
    // Where this runs inside of a test, that test's own runner must not be taken for the one of the file.
    env: { ...process.env, NODE_TEST_CONTEXT: undefined, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = (): void => void child.kill();
  signal.addEventListener('abort', stop, { once: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      signal.removeEventListener('abort', stop);
      resolve(code === 0 ? undefined : { what: 'fails', output });
    });
  });
}
