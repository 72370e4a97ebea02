/** What proofs about files share. Each proof has a temporary folder of its own. */
import { chmodSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const inTmp = (name: string): string => join(tmpdir(), name);

/** A file that may be run, with this text. */
export function executable(name: string, content: string): string {
  writeFileSync(inTmp(name), content, { mode: 0o755 });
  chmodSync(inTmp(name), 0o755);
  return inTmp(name);
}
