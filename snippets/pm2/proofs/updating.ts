import { program, type Proofs } from '../../proving.ts';
import { app, watched } from '../../proving-pm2.ts';

export const proofs: Proofs = {
  /**
   * `pm2 update` with an app that runs and one that was stopped by hand: what becomes of them?
   * @zh 一个应用在跑，一个被手动停掉，这时 `pm2 update`：它们怎么样了？
   */
  'pm2-update-stopped': async () => {
    const { quiet, list } = await watched();
    for (const name of ['runs', 'stopped'])
      await quiet(
        'start',
        program(`setInterval(() => {}, 1000);`),
        '--name',
        name,
      );
    await quiet('stop', 'stopped');
    const before = await list();
    await quiet('update');
    const seen = (await list()).map(({ name, pid, pm2_env: { status } }) => {
      const same = before.some((one) => one.name === name && one.pid === pid);
      return [name, status === 'online' && !same ? 'restarted' : status];
    });
    return Object.fromEntries(seen) as Record<string, string>;
  },

  /**
   * `pm2 scale api 1` with two instances, by the mode: what the one that goes is told, and what it still finishes.
   * @zh 有两个实例时 `pm2 scale api 1`，按模式：要走的那个听到什么，手上的事还做得完吗。
   */
  'pm2-scale-down': async () => {
    const gone = async (mode: object): Promise<string> => {
      const { quiet, begun, lives, file } = await watched();
      const script = app(
        `for (const signal of ['SIGINT', 'SIGTERM'])
          process.on(signal, () => {
            say(signal);
            setImmediate(() => { say('finished'); socket.end(() => process.exit()); });
          });
        say('up');
        setInterval(() => {}, 1000);`,
      );
      await quiet(
        'start',
        file([{ script, name: 'api', instances: 2, ...mode }]),
      );
      await begun(2);
      await quiet('scale', 'api', '1');
      return Promise.race(
        lives.map(async ({ ended, words }) => {
          await ended;
          return words.slice(1).join(', then ');
        }),
      );
    };
    return {
      'cluster mode': await gone({ exec_mode: 'cluster' }),
      'fork mode': await gone({ exec_mode: 'fork' }),
    };
  },
};
