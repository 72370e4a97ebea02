import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { lines, printed } from '../../proving-messages.ts';
import { program, run, type Proofs } from '../../proving.ts';

/** What stops the parent of a child that writes this to its channel. */
async function stops(
  line: string,
  serialization: 'json' | 'advanced' = 'json',
): Promise<string> {
  const uncaught = once(process, 'uncaughtException');
  spawn('sh', ['-c', line], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization,
  });
  return printed((await uncaught)[0]);
}

export const proofs: Proofs = {
  /**
   * A child writes to its channel what is no message.
   * @zh 子进程往通道里写的不是消息。
   */
  'errors-channel-garbage': async () => ({
    json: await stops('echo oops >&3'),
    advanced: await stops(`printf '\\0\\0\\0\\004oops' >&3`, 'advanced'),
  }),

  /**
   * `readFileSync(0)` after `process.stdin` was touched, while nothing has come yet.
   * @zh 碰过 `process.stdin` 之后，还没有输入时调用 `readFileSync(0)`。
   */
  'errors-read-stdin': async () => {
    const file = program(`
      import { readFileSync } from 'node:fs';
      process.stdin.isTTY;
      try { readFileSync(0); } catch (error) { console.error(error.message); }
      process.exit();`);
    // In a pipe of the shell that stays open until the program has ended.
    const child = spawn(
      'sh',
      ['-c', `{ read wait <&3; } | "${process.execPath}" ${file}`],
      { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] },
    );
    const [said] = (await once(child.stderr!, 'data')) as [Buffer];
    (child.stdio[3] as NodeJS.WritableStream).end('\n');
    await once(child, 'close');
    return String(said).trim();
  },

  /**
   * A test starts `node --test` with its own environment.
   * @zh 测试里用自己的环境启动 `node --test`。
   */
  'errors-test-inside-test': async () => {
    const test = program('', '.test.mjs');
    const { stderr } = await run('', {
      execArgv: ['--test', test],
      env: { ...process.env, NODE_TEST_CONTEXT: 'child-v8' },
    });
    return lines(stderr, /recursively/) || 'no warning';
  },
};
