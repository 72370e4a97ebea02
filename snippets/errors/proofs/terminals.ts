import { lines, shell } from '../../proving-messages.ts';
import { run, type Proofs } from '../../proving.ts';

export const proofs: Proofs = {
  /**
   * The warning about colours, where two variables say the opposite.
   * @zh 两个变量意思相反时，关于颜色的警告。
   */
  'errors-no-color': async () => {
    const env = { ...process.env, FORCE_COLOR: '1', NO_COLOR: '1' };
    const { stderr } = await run(
      `import { styleText } from 'node:util';
      process.stderr.getColorDepth?.(); styleText('red', 'word'); console.error('%o', 5);`,
      { env },
    );
    return lines(stderr, /NO_COLOR/) || 'no warning';
  },

  /**
   * A program that asks on `/dev/tty`, and has no terminal.
   * @zh 要到 `/dev/tty` 上提问的程序，没有终端。
   */
  'errors-dev-tty': async () =>
    (await shell('exec 3</dev/tty', { detached: true })).said,
};
