import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Proofs } from '../../proving.ts';

export const proofs: Proofs = {
  /**
   * Text of somebody else in the environment of a shell, which uses it as `"$INPUT"`: is a command in it run?
   * @zh 别人给的文本放在 shell 的环境变量里，用的时候写成 `"$INPUT"`：里面的命令会运行吗？
   */
  'quoted-variable-runs': () => {
    const uses = {
      'sh, as an argument': ['sh', 'printf %s "$INPUT"'],
      'sh, compared by [ -eq ]': ['sh', '[ "$INPUT" -eq 1 ]'],
      'sh, as a line of sh -c': ['sh', 'sh -c "$INPUT"'],
      'sh, in eval': ['sh', 'eval "echo $INPUT"'],
      'bash, as an argument': ['bash', 'printf %s "$INPUT"'],
      'bash, compared by [[ -eq ]]': ['bash', '[[ "$INPUT" -eq 1 ]]'],
      'bash, in (( ))': ['bash', '(( "$INPUT" ))'],
    } as const;
    const seen = Object.entries(uses).map(([use, [shell, line]], index) => {
      const made = join(tmpdir(), `made-${index}`);
      const env = { ...process.env, INPUT: `a[$(touch ${made})]` };
      spawnSync(shell, ['-c', line], { env });
      return [use, existsSync(made) ? 'runs' : 'does not run'];
    });
    return Object.fromEntries(seen) as Record<string, string>;
  },
};
