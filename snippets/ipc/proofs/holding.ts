import { fork } from 'node:child_process';
import { once } from 'node:events';
import { lasts } from '../../child-process/proofs/ending.ts';
import { program, type Proofs } from '../../proving.ts';

/** A child with this code, whose parent keeps its end of the channel: does it end by itself? */
async function child(code: string): Promise<string> {
  const started = fork(
    program(`${code}
      setTimeout(() => process.exit(9), 400).unref(); // Only if something holds it.`),
  );
  const [ended] = await once(started, 'exit');
  return ended === 9 ? 'stays' : 'ends';
}

/** The parent of a child that runs on: does it end? */
const parent = (code: string, child = `process.on('message', () => {})`) =>
  lasts(`
    const child = fork('${program(child)}', { stdio: 'ignore' });
    process.on('exit', () => child.kill());
    ${code}`);

export const proofs: Proofs = {
  /**
   * A child that has nothing left to do, and whose channel is open: does it end?
   * @zh 子进程已无事可做，通道还开着：它会结束吗？
   */
  'channel-holds-child': async () => ({
    'no listener': await child(''),
    'it has sent': await child(`process.send('text');`),
    "'message'": await child(`process.on('message', () => {});`),
    "'disconnect'": await child(`process.on('disconnect', () => {});`),
    "once('message'), and it came": await child(
      `process.once('message', () => {}); process.emit('message');`,
    ),
    "'message', and channel.unref()": await child(
      `process.on('message', () => {}); process.channel.unref();`,
    ),
    "channel.unref(), then 'message'": await child(
      `process.channel.unref(); process.on('message', () => {});`,
    ),
  }),

  /**
   * A parent that has nothing left to do, and a child that runs on: does the parent end?
   * @zh 父进程已无事可做，子进程还在跑：父进程会结束吗？
   */
  'channel-holds-parent': async () => ({
    'neither unref': await parent(''),
    'child.unref()': await parent('child.unref();'),
    'child.channel.unref()': await parent('child.channel.unref();'),
    both: await parent('child.unref(); child.channel.unref();'),
    'child.unref() and disconnect()': await parent(
      'child.unref(); child.disconnect();',
      'setTimeout(() => {}, 60_000)',
    ),
  }),
};
