/**
 * Leaves everything to stream.pipeline(): streams know nothing of exit codes, so all that it says of a stage that failed is
 * that a stream closed too early.
 *
 * @zh 全交给 stream.pipeline()：流不知道退出码，某一级失败了，它只说得出有个流关得太早。
 * @fails fails
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

type Command = readonly [command: string, args: readonly string[]];

export async function pipePrograms(
  commands: readonly Command[],
  input: Readable,
  output: Writable,
): Promise<void> {
  const children = commands.map(([command, args]) =>
    spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] }),
  );
  const ends = children.map((child) => once(child, 'close'));
  const joints = children.map((child, index) =>
    pipeline(index === 0 ? input : children[index - 1]!.stdout, child.stdin),
  );
  joints.push(pipeline(children.at(-1)!.stdout, output));
  try {
    await Promise.all([...joints, ...ends]);
  } catch (error) {
    for (const child of children) child.kill('SIGKILL');
    throw error;
  }
}
