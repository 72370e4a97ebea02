import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import type { Seen } from '../../snippets/proving.ts';
import { proofLimit, whyHung } from '../waiting/limits.ts';
import { UserError } from '../terminal/messages.ts';
import { root, snippetsFolder } from '../checkout/paths.ts';
import { recordingEnvironment } from '../running/environment.ts';
import { startSnippet } from '../running/run.ts';
import { withImports, type Proof } from './catalog.ts';

/** Proofs without their types. */
export interface Compiled {
  folder: string;
  remove: () => Promise<void>;
}

/**
 * Takes the types off proofs and what they import, into a folder of their own. So each version of Node gets the same plain
 * JavaScript, with no loader and no type stripper in it that a proof could see.
 */
export async function compileProofs(proofs: readonly Pick<Proof, 'file'>[]): Promise<Compiled> {
  const cache = join(root, '.cache');
  await mkdir(cache, { recursive: true });
  // Below the checkout, so that packages are found from there.
  const folder = await mkdtemp(join(cache, 'proofs-'));
  for (const file of new Set(proofs.flatMap(({ file }) => [...withImports(file)]))) {
    const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), {
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.ESNext,
        verbatimModuleSyntax: true,
        rewriteRelativeImportExtensions: true,
      },
    });
    const path = compiledPath(folder, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, outputText);
  }
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

const compiledPath = (folder: string, file: string): string =>
  join(folder, relative(snippetsFolder, file)).replace(/\.ts$/, '.js');

/** A proof that gave nothing back; the message names it and says why, with what it printed. */
export class ProofFailed extends UserError {}

/**
 * Runs one proof in a process and a temporary folder of its own, and ends whatever it started.
 *
 * @param node - The Node binary.
 * @param compiled - The folder of {@link compileProofs}.
 * @throws ProofFailed where it throws, hangs, or gives back something that is no outcome.
 */
export async function prove(
  { id, file }: Pick<Proof, 'id' | 'file'>,
  { node, compiled, signal }: { node: string; compiled: string; signal: AbortSignal },
): Promise<Seen> {
  const temporary = await realpath(await mkdtemp(join(tmpdir(), 'proof-')));
  try {
    // Programs that a proof writes there may import packages.
    await symlink(join(root, 'node_modules'), join(temporary, 'node_modules'), 'junction');
    const answer = join(temporary, 'seen.json');
    const timeLimit = proofLimit();
    const run = startSnippet(
      { file: join(root, 'scripts/proofs/prove-one.mjs') },
      {
        args: [compiledPath(compiled, file), id, answer],
        node,
        hasTypes: false,
        env: { ...recordingEnvironment(node, temporary), FORCE_COLOR: undefined },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeLimit,
      },
    );
    signal.addEventListener('abort', run.kill, { once: true });
    let output = '';
    for (const stream of [run.child.stdout!, run.child.stderr!])
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    const { timedOut, exit } = await run.ended;
    signal.removeEventListener('abort', run.kill);
    if (timedOut) throw new ProofFailed(`${id} ${whyHung(timedOut, timeLimit)}\n${output}`);
    if (!existsSync(answer)) throw new ProofFailed(`${id} ended with ${exit}\n${output}`);
    const seen = JSON.parse(readFileSync(answer, 'utf8')) as unknown;
    if (!isSeen(seen))
      throw new ProofFailed(
        `${id} gave back ${JSON.stringify(seen)}; give back a text, or a text for each variation`,
      );
    return seen;
  } finally {
    await rm(temporary, { recursive: true, force: true, maxRetries: 5 });
  }
}

const isSeen = (seen: unknown): seen is Seen =>
  typeof seen === 'string' ||
  (typeof seen === 'object' &&
    seen !== null &&
    Object.values(seen).length > 0 &&
    Object.values(seen).every((value) => typeof value === 'string'));
