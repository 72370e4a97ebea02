import { once } from 'node:events';
import { exercise } from '../kit/types.ts';
import { sequences } from '../kit/sequences.ts';
import { story } from '../kit/story.ts';
import { until } from '../kit/until.ts';
import { isThere, Scene, turns, type Solution } from './scene.ts';

/** What becomes of one start. */
type Life = 'exits' | 'killed' | 'not there' | 'throws' | 'steady';

/** Plays lives on one scene, and knows what each must lead to. */
async function play(solution: Solution, lives: readonly Life[], attempts: number): Promise<void> {
  let scene: Scene | undefined;
  let failures = 0;
  for (const life of lives) {
    const next = life === 'not there' || life === 'throws' ? life : 'lives';
    if (scene) await scene.goOn(next);
    else {
      scene = new Scene(solution, { attempts, next });
      await scene.started();
    }
    if (life === 'steady') await scene.steady();
    if (life === 'killed') scene.killed();
    if (life === 'exits' || life === 'steady') scene.exits(3);
    failures = life === 'steady' ? 1 : failures + 1;
    if (failures === attempts) return scene.gaveUp();
    await scene.paused(failures);
  }
  story.step('in the pause: stop()', '停顿中：stop()');
  await scene!.over(scene!.stop());
}

export default exercise<Solution>({
  title: { en: 'Restart with backoff', zh: '带退避的重启' },
  minutes: 40,
  task: {
    en: 'Write what keeps a child process alive: it starts one, starts it again when it has ended, waits longer after each failure in a row, forgets the failures once a child has lived for a while, and gives up after too many. The loop is short. What makes it hard is that a child ends in several ways, some of which are told by another event or by none, and that stop() may come between any two steps. Time belongs to the judge: all of it goes through a `sleep` that you are given.',
    zh: '写一个让子进程一直活着的函数：启动它，结束了就再启动，连续失败一次就多等一会儿，子进程活得够久就忘掉之前的失败，失败太多就放弃。循环本身很短。难在子进程有好几种结局，有的由别的事件告知，有的没有事件；而且 stop() 可能出现在任意两步之间。时间归评判管：一切等待都走交给你的 `sleep`。',
  },
  sections: ['cluster#restart', 'child-process#failures', 'child-process#exit-vs-close'],
  question: 'crash-loop',
  hints: [
    {
      en: 'Write two functions: the life of one child, from its start to its end, as a promise; and a loop around it that counts and waits. The loop asks whether stop() has been called after each await.',
      zh: '写两个函数：一个子进程从启动到结束的一生，返回 promise；外面一个循环，负责计数和等待。循环在每个 await 之后都要问一句：stop() 调用过没有。',
    },
    {
      en: "A child with a pid ends with 'exit', and with nothing else: 'close' may never come, 'error' may come while it lives. A child without a pid ends with 'error'.",
      zh: "有 pid 的子进程以 'exit' 结束，别的都不算：'close' 可能永远不来，'error' 可能在它活着时来。没有 pid 的子进程以 'error' 结束。",
    },
    {
      en: 'Two AbortControllers: one for stop(), one for each life. The second aborts the sleeps that serve this child, and takes its listener for stop() away. After start() look whether the first is aborted already: its event will not come again.',
      zh: '两个 AbortController：一个管 stop()，一个管每一生。后者中断为这个子进程而等的 sleep，也摘掉它对 stop() 的监听。start() 之后看一眼前者是否已经中断：它的事件不会再来一次。',
    },
  ],
  demands: [
    {
      id: 'restarts',
      says: {
        en: 'A child that has ended is started again after a pause, whatever its exit code or signal.',
        zh: '子进程结束后，停顿一会儿再启动，不管退出码或信号是什么。',
      },
      async check(solution) {
        const scene = new Scene(solution);
        await scene.started();
        for (const end of [3, 0, 'SIGKILL'] as const) {
          if (end === 'SIGKILL') scene.killed();
          else scene.exits(end);
          await scene.paused();
          await scene.goOn();
        }
        story.step('stop()', 'stop()');
        await scene.over(scene.stop());
      },
    },
    {
      id: 'ends',
      says: {
        en: 'Each failure is seen and counts once, also one without an exit; a child that lives is left alone.',
        zh: '每次失败都要察觉，只算一次，没有退出事件的也算；还活着的子进程不要动。',
      },
      async check(solution) {
        for (const next of ['throws', 'not there'] as const) {
          const scene = new Scene(solution, { next });
          await scene.started();
          await scene.paused();
          await scene.goOn(next);
          await scene.paused();
          await scene.goOn();
          story.step('stop()', 'stop()');
          await scene.over(scene.stop());
        }

        const held = new Scene(solution, { next: 'lives, its pipe held' });
        await held.started();
        story.step(
          'the child has a child of its own, which holds its stdout',
          '子进程有自己的子进程，占着它的 stdout',
        );
        held.exits(3);
        await held.paused();
        await held.goOn();
        story.step('stop()', 'stop()');
        await held.over(held.stop());

        const scene = new Scene(solution);
        await scene.started();
        story.step(
          "child.send() after its channel is closed: the child emits 'error', and lives",
          "通道关闭后 child.send()：子进程触发 'error'，却还活着",
        );
        story.expect('nothing is done about it', '什么都不用做');
        const error = new Promise((resolve) => scene.child.once('error', resolve));
        scene.child.disconnect();
        scene.child.send('hello');
        await error;
        await turns();
        story.must(
          scene.pause === undefined,
          `it called sleep(${scene.pause?.ms})`,
          `它调用了 sleep(${scene.pause?.ms})`,
        );
        scene.mustGoOn();
        scene.mustBeAlone();
        story.must(isThere(scene.child), 'the child was ended', '子进程被结束了');
        scene.exits(3);
        await scene.paused();
        await scene.goOn();
        story.step('stop()', 'stop()');
        await scene.over(scene.stop());
      },
    },
    {
      id: 'pauses',
      says: {
        en: 'Each failure in a row doubles the longest that a pause may take, up to a limit; random() says how much of that it takes.',
        zh: '每多失败一次，停顿的上限翻倍，直到封顶；实际停多久，由 random() 决定占上限的几成。',
      },
      async check(solution) {
        await play(solution, ['exits', 'killed', 'exits', 'exits'], 1000);
        for (const [firstPause, longestPause, count] of [
          [100, 5_000, 12],
          [1, 1e12, 45],
        ] as const) {
          const scene = new Scene(solution, { firstPause, longestPause, next: 'throws' });
          await scene.started();
          for (let failures = 1; failures <= count; failures++) {
            await scene.paused(failures);
            if (failures < count) await scene.goOn('throws');
          }
          story.step('in the pause: stop()', '停顿中：stop()');
          await scene.over(scene.stop());
        }
      },
    },
    {
      id: 'gives-up',
      says: {
        en: 'After so many failures in a row it gives up, and does nothing more.',
        zh: '连续失败到规定的次数就放弃，此后什么都不做。',
      },
      async check(solution) {
        await play(solution, ['exits'], 1);
        await play(solution, ['throws'], 1);
        await play(solution, ['not there'], 1);
        await play(solution, ['exits', 'throws', 'not there'], 3);
      },
    },
    {
      id: 'steady',
      says: {
        en: 'A child that has been steady sets the count back; one that has only been started does not. In every sequence.',
        zh: '稳定过的子进程让计数重来，仅仅启动过的不算。不管什么顺序。',
      },
      async check(solution) {
        const alphabet: Life[] = ['steady', 'exits', 'throws', 'killed', 'not there'];
        for (const lives of sequences(alphabet, 2, [
          [5, 6],
          [9, 4],
        ]))
          await play(solution, lives, 3);

        const scene = new Scene(solution);
        await scene.started();
        scene.exits(3);
        story.expect(
          'sleep(steadyAfter) of a child that has ended is aborted',
          '子进程已经结束，它的 sleep(steadyAfter) 被中断',
        );
        await scene.paused(1);
        await turns();
        const waiting = scene.sleeps.filter(({ is }) => is === 'waiting').length;
        story.must(
          waiting === 1,
          `${waiting} sleeps wait, with the pause`,
          `有 ${waiting} 个 sleep 在等，包括停顿`,
        );
        await scene.goOn();
        story.step('stop()', 'stop()');
        await scene.over(scene.stop());
      },
    },
    {
      id: 'stop',
      says: {
        en: 'stop() may come at any moment, also twice: nothing is started after it, and it resolves when no child is left.',
        zh: 'stop() 随时可能来，也可能来两次：此后不再启动，等到没有子进程了才完成。',
      },
      async check(solution) {
        for (const next of ['lives', 'not there', 'throws'] as const) {
          const scene = new Scene(solution, { next });
          story.step('in the same turn: stop()', '同一轮里：stop()');
          await scene.over(scene.stop());
        }

        let scene = new Scene(solution);
        await scene.started();
        story.step('stop(), twice', 'stop()，调用两次');
        await scene.over(Promise.all([scene.stop(), scene.stop()]));
        story.step('stop(), again', '再次 stop()');
        await scene.over(scene.stop());

        scene = new Scene(solution);
        await scene.started();
        scene.exits(3);
        story.step('at once: stop()', '马上 stop()');
        await scene.over(scene.stop());

        scene = new Scene(solution);
        await scene.started();
        scene.exits(3);
        await scene.paused();
        story.step('in the pause: stop()', '停顿中：stop()');
        await scene.over(scene.stop());

        scene = new Scene(solution);
        await scene.started();
        scene.exits(3);
        const pause = await scene.paused();
        story.step('the pause is over, and in the same turn: stop()', '停顿结束，同一轮里：stop()');
        pause.end();
        await scene.over(scene.stop());

        // One, two, three … jobs later it may have started the next one, which has to end then.
        for (let later = 1; later <= 8; later++) {
          scene = new Scene(solution);
          await scene.started();
          scene.exits(3);
          (await scene.paused()).end();
          story.step(
            `the pause is over, and ${later} microtasks later: stop()`,
            `停顿结束，${later} 个微任务之后：stop()`,
          );
          for (let n = 0; n < later; n++) await undefined;
          await scene.over(scene.stop());
        }

        for (const next of ['lives', 'throws', 'not there'] as const) {
          const current = new Scene(solution);
          await current.started();
          current.exits(3);
          await current.paused();
          let stopped: Promise<void> | undefined;
          current.inStart = () => {
            story.step('start() itself calls stop()', 'start() 自己调用 stop()');
            stopped ??= current.stop();
          };
          current.next = next;
          story.step('the pause is over', '停顿结束');
          current.pause!.end();
          story.expect('it calls start()', '它调用 start()');
          await until(() => current.starts === 2);
          await current.over(stopped!);
        }

        for (const event of ['exit', 'error'] as const) {
          const current = new Scene(solution);
          await current.started();
          current.exits(3);
          await current.paused();
          let stopped: Promise<void> | undefined;
          const said = new Promise<void>((resolve) => {
            current.onStart = (child) =>
              child.once(event, () => {
                story.step(
                  `a listener of the child for '${event}' calls stop()`,
                  `子进程 '${event}' 的监听器调用 stop()`,
                );
                stopped = current.stop();
                resolve();
              });
          });
          await current.goOn(event === 'exit' ? 'lives' : 'not there');
          if (event === 'exit') current.exits(3);
          await said;
          await current.over(stopped!);
        }

        const last = new Scene(solution, { attempts: 1 });
        await last.started();
        last.exits(3);
        await last.gaveUp();
        story.step('stop()', 'stop()');
        await last.over(last.stop(), 'gave up');
      },
    },
    {
      id: 'grace',
      says: {
        en: 'A child gets SIGTERM and its time to leave; SIGKILL comes when that time is over, and not before.',
        zh: '子进程先收到 SIGTERM，并有离开的时间；时间用完才发 SIGKILL，不会更早。',
      },
      async check(solution) {
        const polite = new Scene(solution, { next: 'polite' });
        await polite.started();
        story.expect('the child comes up', '子进程启动好');
        await polite.says('here');
        story.step('stop()', 'stop()');
        let isOver = false;
        const left = polite.stop().then(() => (isOver = true));
        story.expect(
          'the child gets SIGTERM, and sleep(grace) begins',
          '子进程收到 SIGTERM，sleep(grace) 开始',
        );
        await polite.says('leaving');
        await until(() => polite.graces.length > 0);
        story.step('the child is still leaving: stop() again', '子进程正在离开：再次 stop()');
        const again = polite.stop();
        story.expect(
          'the child lives, stop() waits, and there is one sleep(grace)',
          '子进程还活着，stop() 在等，sleep(grace) 只有一个',
        );
        await turns();
        story.must(isThere(polite.child), 'the child was ended', '子进程被结束了');
        story.must(!isOver, 'stop() resolved', 'stop() 完成了');
        story.must(
          polite.graces.length === 1,
          `sleep(grace) was called ${polite.graces.length} times`,
          `sleep(grace) 被调用了 ${polite.graces.length} 次`,
        );
        story.step('the child exits with 0', '子进程以 0 退出');
        polite.child.stdin!.end('\n');
        await polite.over(Promise.all([left, again]));
        story.expect('the child has ended by itself', '子进程是自己结束的');
        const { signalCode } = polite.child;
        story.must(signalCode === null, `${signalCode} ended it`, `它被 ${signalCode} 结束`);

        const stubborn = new Scene(solution, { next: 'stubborn' });
        await stubborn.started();
        story.expect('the child comes up, which ignores SIGTERM', '忽略 SIGTERM 的子进程启动好');
        await stubborn.says('here');
        story.step('stop()', 'stop()');
        const gone = stubborn.stop();
        story.expect('sleep(grace) begins', 'sleep(grace) 开始');
        await until(() => stubborn.graces.length > 0);
        story.step('sleep(grace) is over', 'sleep(grace) 结束');
        story.expect('SIGKILL ends the child', 'SIGKILL 结束子进程');
        const exit = isThere(stubborn.child) ? once(stubborn.child, 'exit') : undefined;
        stubborn.graces[0]!.end();
        await exit;
        await stubborn.over(gone);
        story.must(
          stubborn.child.signalCode === 'SIGKILL',
          `${stubborn.child.signalCode} ended it`,
          `它被 ${stubborn.child.signalCode} 结束`,
        );
      },
    },
  ],
});
