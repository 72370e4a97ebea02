import { run, type Proofs } from '../../proving.ts';

export const proofs: Proofs = {
  /**
   * An `async` function with 1,000 numbers waits for a promise that nobody settles: is its memory given back?
   * @zh 一个 `async` 函数拿着一千个数，等一个谁也不 settle 的 promise：内存会还回来吗？
   */
  'pending-promise-collected': async () => {
    const { stdout } = await run(
      `const { setImmediate: turn } = await import('node:timers/promises');
      const kept = [], keptPromises = [], refs = {};
      async function wait(name, promise) {
        const big = new Array(1000).fill(name);
        refs[name] = new WeakRef(big);
        await promise;
        console.log(big);
      }
      wait('dropped', new Promise(() => {}));
      wait('resolver', new Promise((resolve) => kept.push(resolve)));
      (() => { const promise = new Promise(() => {}); keptPromises.push(promise); wait('promise', promise); })();
      for (let i = 0; i < 5; i++) { await turn(); gc(); }
      for (const ref of Object.values(refs)) console.log(ref.deref() ? 'stays' : 'goes');
      setTimeout(() => {}, 0, kept, keptPromises);`,
      { execArgv: ['--expose-gc'] },
    );
    const [dropped, resolver, promise] = stdout.split('\n');
    return {
      'nobody has a part of it': dropped!,
      'its resolve is kept': resolver!,
      'it is kept itself': promise!,
    };
  },
};
